"""Rows of the database <-> the plain data of the contract."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from wanbox.wire.status import TaskStatus

from ..contract import (
    Artefact,
    Delivery,
    Event,
    Hook,
    Key,
    NewTask,
    PartRow,
    Scope,
    Task,
    Upload,
    WorkerRow,
)
from .work import Row

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_DELIVERY_ID = re.compile(r"msg_([0-9]{1,18})_([0-9a-f]{1,15})")


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


def task_of(row: Row, parts: Sequence[PartRow] = (), *, repeated: bool = False) -> Task:
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
        shape=row["shape"],
        not_before=moment(row["not_before"]),
        webhook=row["webhook"],
        worker=row["worker"],
        repeated=repeated,
    )


def new_row(task_id: str, new: NewTask, now: int) -> Mapping[str, Any]:
    defect_code, defect_message = new.defect or (None, None)
    not_before = None if new.not_before is None else micros(new.not_before)
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
        "shape": new.shape,
        "webhook": new.webhook,
        "not_before": not_before,
        "parked": int(not_before is not None and not_before > now),
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
        shape=new.shape,
        not_before=new.not_before,
        webhook=new.webhook,
    )


def part_of(row: Row) -> PartRow:
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


def upload_of(row: Row) -> Upload:
    return Upload(
        key=row["key"],
        account=row["account"],
        model=row["model"],
        storage_key=row["storage_key"],
        expires=_EPOCH + row["expires"] * _MICROSECOND,
    )


def key_of(row: Row, *, used: int | None = None) -> Key:
    return Key(
        id=str(row["id"]),
        account=row["account"],
        prefix=row["prefix"],
        created=_EPOCH + row["created"] * _MICROSECOND,
        name=row["name"],
        scopes=frozenset(Scope(name) for name in row["scopes"].split(",") if name),
        expires=moment(row["expires"]),
        revoked=moment(row["revoked"]),
        rate=row["rate"],
        running=row["running"],
        quota=row["quota"],
        used=moment(used),
    )


def event_of(row: Row) -> Event:
    return Event(
        account=row["account"],
        number=row["number"],
        task_id=row["task_id"],
        status=TaskStatus(row["status"]),
        attempt=row["attempt"],
        at=_EPOCH + row["at"] * _MICROSECOND,
    )


def hook_of(row: Row) -> Hook:
    return Hook(
        id=row["id"],
        account=row["account"],
        url=row["url"],
        statuses=frozenset(TaskStatus(name) for name in row["statuses"].split(",") if name),
        created=_EPOCH + row["created"] * _MICROSECOND,
    )


def delivery_of(row: Row) -> Delivery:
    return Delivery(
        # A database that was put back gives numbers out again, and receivers leave out ids that they know.
        id=f"msg_{row['seq']}_{row['at']:x}",
        event=Event(
            account=row["account"],
            number=row["event_number"],
            task_id=row["task_id"],
            status=TaskStatus(row["status"]),
            attempt=row["task_attempt"],
            at=_EPOCH + row["at"] * _MICROSECOND,
        ),
        url=row["url"],
        hook_id=row["hook_id"],
        attempt=row["attempt"],
        created=_EPOCH + row["created"] * _MICROSECOND,
        due=moment(row["due"]),
        delivered=moment(row["delivered"]),
        error=row["error"],
    )


def delivery_seq(delivery: Delivery) -> int:
    """The row number of a delivery."""
    seq, _ = delivery_key(delivery.id) or (0, 0)
    return seq


def delivery_key(delivery_id: str) -> tuple[int, int] | None:
    """Row number and moment of the event behind a delivery's id, or None if it is not one."""
    found = _DELIVERY_ID.fullmatch(delivery_id)
    return (int(found[1]), int(found[2], 16)) if found else None


def worker_of(row: Row) -> WorkerRow:
    return WorkerRow(
        name=row["name"],
        host=row["host"],
        pid=row["pid"],
        engines=frozenset(name for name in row["engines"].split(",") if name),
        started=_EPOCH + row["started"] * _MICROSECOND,
        seen=_EPOCH + row["seen"] * _MICROSECOND,
        task_id=row["task_id"],
        draining=bool(row["draining"]),
    )
