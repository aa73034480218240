"""`python -m bench [TOPIC …]`: measure, print a table, write out/bench.json.

Topics: see `bench/topics/`; all of them if none is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from . import machine, topics
from .machine import Machine
from .rows import Row, table


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure wanbox beside the bare libraries.")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"any of {', '.join(topics.names())}")
    parser.add_argument("--json", type=Path, default=Path("out/bench.json"), help="where the figures go")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.topics) - set(topics.names()):
        parser.error(f"no topic {', '.join(sorted(unknown))}; there are {', '.join(topics.names())}")
    before = machine.load()
    rows = [row for name in chosen.topics or topics.names() for row in _measure(name)]
    where = Machine(machine.cores(), before, machine.load())
    print(f"{table(rows)}\n\n{where}")
    write(chosen.json, where, rows)


def _measure(name: str) -> list[Row]:
    began = time.monotonic()
    print(f"{name} …", end=" ", file=sys.stderr, flush=True)
    rows = topics.load(name)()
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return rows


def write(path: Path, where: Machine, rows: list[Row]) -> None:
    """The figures as JSON: `{"machine": …, "rows": […]}`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": where.to_json(), "rows": [row.to_json() for row in rows]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
