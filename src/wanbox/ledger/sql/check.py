"""Comparing what is counted and named with the rows it is derived from, and writing it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..contract.database import Finding
from ..states import STEPS
from .work import Row, Work

#: Rows that are shown of each finding.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    #: The statement that finds rows which should not be so.
    statement: str
    what: str
    #: Statements that mend it, in order; none where nobody can know what is right.
    repair: Sequence[str] = ()


CHECKS = (
    Check("check_running", "Running tasks have no lease.", ("give_lease",)),
    Check("check_ended", "Tasks have ended at no moment, or have a moment of the end without having ended."),
    Check("check_tally", "Tasks by status are miscounted.", ("empty_tally", "recount_tally")),
    Check("check_tenant_missing", "Keys with tasks have no counters.", ("add_tenants",)),
    Check("check_tenant", "The running tasks of keys are miscounted.", ("add_tenants", "recount_tenant")),
    Check("check_room", "The running tasks of accounts' models are miscounted.", ("add_rooms", "recount_room")),
    Check("check_lane", "The waiting tasks of keys are miscounted.", ("empty_lane", "recount_lane")),
    Check("check_lane_copy", "Lanes disagree with their keys about turns.", ("empty_lane", "recount_lane")),
    Check("check_parts", "There are parts of tasks that are gone.", ("drop_lost_parts",)),
    Check("check_uses", "Files are named by rows that are gone.", ("loosen_lost_uses", "drop_lost_uses")),
    Check("check_unnamed", "Files of results or uploads could be deleted.", ("name_results", "name_uploads")),
    Check("check_idempotency", "There are idempotency keys of tasks that are gone.", ("drop_lost_idempotency",)),
    Check("check_account", "Accounts have more events than they know of.", ("recount_account",)),
    Check("check_deliveries", "There are deliveries of events that are gone.", ("drop_lost_deliveries",)),
)


def findings(work: Work) -> Sequence[Finding]:
    """What is wrong with the rows; the caller's transaction must see one moment."""
    found = [_steps(work), *(_finding(work, check) for check in CHECKS)]
    return [finding for finding in found if finding is not None]


def mend(work: Work) -> Sequence[Finding]:
    """Find and repair; nobody else may write meanwhile."""
    found = [finding for finding in (_steps(work),) if finding is not None]
    for check in CHECKS:
        finding = _finding(work, check)
        if finding is None:
            continue
        for statement in check.repair:
            work.run(statement, **({"now": work.now} if statement in {"give_lease", "loosen_lost_uses"} else {}))
        mended = bool(check.repair) and _finding(work, check) is None
        found.append(Finding(what=finding.what, examples=finding.examples, repaired=mended))
    return found


def _finding(work: Work, check: Check) -> Finding | None:
    rows = work.all(check.statement)
    if not rows:
        return None
    more = [f"… {len(rows)} in all"] if len(rows) > _SHOWN else []
    return Finding(what=check.what, examples=[*map(_as_text, rows[:_SHOWN]), *more])


def _steps(work: Work) -> Finding | None:
    wanted = {(source or "", target or "") for source, target in STEPS}
    stored = {(row["source"], row["target"]) for row in work.all("check_steps")}
    examples = [f"{source or 'nothing'} -> {target or 'nothing'}" for source, target in sorted(wanted ^ stored)]
    return Finding(what="The state table differs from this version's.", examples=examples) if examples else None


def _as_text(row: Row) -> str:
    return ", ".join(f"{name} {row[name]}" for name in row.keys())  # noqa: SIM118 - a row is no mapping
