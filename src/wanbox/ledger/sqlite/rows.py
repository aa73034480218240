"""Rows of the database <-> the plain data of the contract."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from wanbox.wire.status import TaskStatus

from ..contract import Artefact, Key, NewTask, PartRow, Task, Upload

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def micros(moment: dt.datetime) -> int:
    """Microseconds since 1970. Raises TypeError for a moment without a time zone."""
    return (moment - _EPOCH) // _MICROSECOND


def span(length: dt.timedelta) -> int:
    return length // _MICROSECOND


def moment(value: int | None) -> dt.datetime | None:
    return None if value is None else _EPOCH + value * _MICROSECOND


def to_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def _from_json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def task_of(row: sqlite3.Row, parts: Sequence[PartRow] = (), *, repeated: bool = False) -> Task:
    return Task(
        id=row["id"],
        account=row["account"],
        key_id=row["key_id"],
        model=row["model"],
        engine=row["engine"],
        group=row["task_group"],
        request=_from_json(row["request"]),
        request_id=row["request_id"],
        status=TaskStatus(row["status"]),
        attempt=row["attempt"],
        priority=row["priority"],
        submitted=_EPOCH + row["submitted"] * _MICROSECOND,
        scheduled=moment(row["scheduled"]),
        ended=moment(row["ended"]),
        progress=row["progress"],
        phase=row["phase"],
        code=row["code"],
        message=row["message"],
        usage=_from_json(row["usage"]),
        report=_from_json(row["report"]),
        parts=parts,
        defect=None if row["defect_code"] is None else (row["defect_code"], row["defect_message"]),
        notes=_from_json(row["notes"]),
        repeated=repeated,
    )


def new_row(task_id: str, new: NewTask, now: int) -> Mapping[str, Any]:
    defect_code, defect_message = new.defect or (None, None)
    return {
        "id": task_id,
        "account": new.account,
        "priority": new.priority,
        "engine": new.engine,
        "model": new.model,
        "task_group": new.group,
        "key_id": new.key_id,
        "request_id": new.request_id,
        "submitted": now,
        "defect_code": defect_code,
        "defect_message": defect_message,
        "request": to_json(new.request),
    }


def new_task(task_id: str, new: NewTask, now: int) -> Task:
    """What `task_of` would make of the row just written."""
    return Task(
        id=task_id,
        account=new.account,
        key_id=new.key_id,
        model=new.model,
        engine=new.engine,
        group=new.group,
        request=new.request,
        request_id=new.request_id,
        status=TaskStatus.PENDING,
        attempt=0,
        priority=new.priority,
        submitted=_EPOCH + now * _MICROSECOND,
        defect=new.defect,
    )


def part_of(row: sqlite3.Row) -> PartRow:
    if row["file_key"] is None:
        return PartRow(text=row["text"])
    names = ("media_type", "bytes", "width", "height", "seconds", "frames")
    return PartRow(text=row["text"], artefact=Artefact(key=row["file_key"], **{name: row[name] for name in names}))


def part_row(seq: int, place: int, part: PartRow) -> Mapping[str, Any]:
    file = part.artefact
    return {
        "seq": seq,
        "place": place,
        "text": part.text,
        "file_key": file and file.key,
        "media_type": file and file.media_type,
        "bytes": file and file.bytes,
        "width": file and file.width,
        "height": file and file.height,
        "seconds": file and file.seconds,
        "frames": file and file.frames,
    }


def upload_of(row: sqlite3.Row) -> Upload:
    return Upload(
        key=row["key"],
        account=row["account"],
        model=row["model"],
        storage_key=row["storage_key"],
        expires=_EPOCH + row["expires"] * _MICROSECOND,
    )


def key_of(row: sqlite3.Row) -> Key:
    return Key(
        id=str(row["id"]),
        account=row["account"],
        prefix=row["prefix"],
        created=_EPOCH + row["created"] * _MICROSECOND,
    )
