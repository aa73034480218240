"""The query of the list and model endpoints (spec 1.2, 7.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import Fault
from .fields import alternatives
from .status import TaskStatus
from .times import list_window

DEFAULT_PAGE_SIZE = 10
MAX_PAGE_SIZE = 100
#: Beyond this the offset leaves the range of a database integer.
MAX_PAGE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What E5 was asked for; moments are aware and in UTC."""

    start: dt.datetime
    end: dt.datetime
    task_id: str | None = None
    model: str | None = None
    status: TaskStatus | None = None
    page: int = 1
    page_size: int = DEFAULT_PAGE_SIZE


def list_query(query: Mapping[str, str], now: dt.datetime) -> ListQuery:
    """Read the query of E5; unknown names are ignored, the SDKs send some. Raises WireError."""
    start, end = list_window(query.get("start_time"), query.get("end_time"), now)
    page, page_size = paging(query)
    return ListQuery(
        start=start,
        end=end,
        task_id=query.get("task_id") or None,
        model=query.get("model_name") or None,
        status=_status(query.get("status")),
        page=page,
        page_size=page_size,
    )


def paging(query: Mapping[str, str]) -> tuple[int, int]:
    """`page_no` and `page_size` with their defaults; raises WireError."""
    page = _number(query, "page_no", 1, MAX_PAGE)
    return page, _number(query, "page_size", DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = (query.get(name) or "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Fault.WRONG_TYPE.error(type="integer", field=name)
    if not 1 <= int(text) <= most:
        raise Fault.RANGE.error(name=name, low=1, high=most)
    return int(text)


def _status(text: str | None) -> TaskStatus | None:
    if not text:
        return None
    try:
        return TaskStatus(text.upper())
    except ValueError:
        raise Fault.ONE_OF.error(choices=alternatives(tuple(TaskStatus)), field="status") from None
