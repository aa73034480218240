"""Requests and answers composed by us, by the names of `wire.schemas.all_schemas`, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from . import answers
from .answers import ImageItem, TaskView, TextItem, UploadPolicy
from .build import image_body, video_body
from .catalogue import Endpoint, all_models
from .deltas import text_delta
from .errors import Fault, flat_body
from .status import TaskStatus
from .usage import token_usage

_REQUEST = "6f1c2f0e-5a0f-4f3c-9d57-3d1d6f0a8f11"
_TASK = "0b7c6a52-9a4e-4c1b-8f0e-2f6f0c6f7a55"
_SUBMITTED = dt.datetime(2026, 3, 1, 2, 0, 0, 101_000, dt.UTC)
_FILES = "http://127.0.0.1:8026/files"
_PICTURE = f"{_FILES}/1.png?Expires=1772416931&Signature=demo"
_PICTURE_USAGE = {"image_count": 1, "size": "1280*1280", **token_usage(0, 0)}

Example = Mapping[str, Any]


def video_submissions() -> Mapping[str, Example]:
    return {
        "text to video": video_body(
            "wan2.6-t2v",
            "A sailing boat off a beach at sunset.",
            negative_prompt="blurry",
            size="1280*720",
            duration=5,
            shot_type="multi",
            seed=7,
        ),
        "picture to video": video_body(
            "wan2.6-i2v", "The kite lifts off.", image="https://example.com/kite.png", resolution="720P", duration=5
        ),
        "silent, fast": video_body("wan2.6-i2v-flash", image="https://example.com/kite.png", duration=3, sound=False),
    }


def picture_submissions() -> dict[str, Example]:
    return {
        "edit": image_body("wan2.6-image", "Make it winter.", images=["https://example.com/house.jpg"], n=1),
        "text to picture": image_body("wan2.6-t2i", "A lighthouse at dusk, flat colours.", n=1, size="1280*1280"),
    }


def interleaved_submission() -> Example:
    return image_body("wan2.6-image", "How to fry peppers, step by step.", interleave=True, max_images=3)


def tasks() -> Mapping[str, Example]:
    """E4 in each status."""
    begun = _SUBMITTED + dt.timedelta(milliseconds=39)
    ended = _SUBMITTED + dt.timedelta(seconds=9)
    views = {
        "pending": _view(TaskStatus.PENDING, extras={"queue_position": 2}),
        "running": _view(TaskStatus.RUNNING, scheduled=begun, extras={"progress": 0.4, "phase": "drawing"}),
        "video": _view(
            TaskStatus.SUCCEEDED,
            scheduled=begun,
            ended=ended,
            orig_prompt="A sailing boat off a beach at sunset.",
            video_url=f"{_FILES}/{_TASK}.mp4?Expires=1772416931&Signature=demo",
            usage={
                "duration": 5,
                "size": "1280*720",
                "input_video_duration": 0,
                "output_video_duration": 5,
                "video_count": 1,
                "SR": 720,
            },
        ),
        "interleaved": _view(
            TaskStatus.SUCCEEDED,
            scheduled=begun,
            ended=ended,
            items=(TextItem("1. Slice the peppers."), ImageItem(_PICTURE)),
            interleaved=True,
            usage={"image_count": 1, "size": "1280*1280", **token_usage(9, 6)},
        ),
        "failed": _view(
            TaskStatus.FAILED, ended=ended, code="InvalidParameter", message="Field required: input.prompt"
        ),
        "cancelled": _view(TaskStatus.CANCELED, ended=ended),
        "unknown": TaskView(task_id=_TASK, status=TaskStatus.UNKNOWN),
    }
    return {name: answers.poll_answer(_REQUEST, view) for name, view in views.items()}


def all_examples() -> Mapping[str, Mapping[str, Example]]:
    """Examples by schema name, each with a name of its own."""
    pictures = picture_submissions()
    interleaved = {"interleaved": interleaved_submission()}
    return {
        "VideoSubmission": video_submissions(),
        "PictureSubmission": pictures | interleaved,
        "PictureTaskSubmission": pictures | interleaved,
        "TaskCreated": {"created": answers.submit_answer(_REQUEST, _TASK)},
        "Task": tasks(),
        "Pictures": {"one picture": answers.picture_answer(_REQUEST, [ImageItem(_PICTURE)], _PICTURE_USAGE)},
        "StreamChunk": {"text": text_delta("Step ", {"image_count": 0, "size": "0*0", **token_usage(28, 1)}, _REQUEST)},
        "TaskList": {"one task": _listing()},
        "Cancelled": {"cancelled": answers.cancel_answer(_REQUEST)},
        "UploadPolicy": {"policy": answers.upload_policy_answer(_REQUEST, _policy())},
        "ModelList": {"models": answers.model_list_answer(_REQUEST, all_models(), page_no=1, page_size=10)},
        "Error": {
            "no key": flat_body(Fault.NO_KEY.error(), _REQUEST),
            "unknown model": flat_body(Fault.MODEL_NOT_EXIST.error(), _REQUEST),
        },
    }


def _listing() -> Example:
    view = _view(TaskStatus.PENDING, request_id=_REQUEST, api_key_id="1", caller_uid="1")
    return answers.list_answer(_REQUEST, [view], total=1, page_no=1, page_size=10)


def _policy() -> UploadPolicy:
    return UploadPolicy(
        policy="eyJ0byI6ICJ1cyJ9",
        signature="demo",
        upload_dir="dashscope-instant/ab12/2026-03-01/9f",
        upload_host="http://127.0.0.1:8026/uploads",
        access_key_id="demo",
    )


def _view(status: TaskStatus, **more: Any) -> TaskView:
    group = Endpoint.VIDEO.group
    return TaskView(task_id=_TASK, status=status, model="wan2.6-t2v", group=group, submitted=_SUBMITTED, **more)
