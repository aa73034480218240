"""The check list for a compatible server, one test per item (spec 15)."""

from __future__ import annotations

import asyncio
import uuid
from urllib.parse import urlsplit

import pytest

NO_SYNC = "current user api does not support synchronous calls."
NO_ASYNC = "Current user api does not support asynchronous calls."


def refusal(answer):
    """Status, code and message of a flat error; the body holds nothing else but the request's id."""
    body = answer.json()
    assert {"code", "message", "request_id"} == set(body)
    return answer.status_code, body["code"], body["message"]


async def test_checklist_01_a_path_for_tasks_refuses_synchronous_calls(world):
    video = await world.alice.post(world.VIDEO, json=world.video_body())
    pictures = await world.alice.post(world.PICTURE_TASKS, json=world.edit_body())

    assert (403, "AccessDenied", NO_SYNC) == refusal(video)
    assert (403, "AccessDenied", NO_SYNC) == refusal(pictures)


async def test_checklist_01_the_synchronous_path_refuses_the_async_header(world):
    answer = await world.alice.post(world.PICTURES, json=world.edit_body(), headers=world.ASYNC)

    assert (403, "AccessDenied", NO_ASYNC) == refusal(answer)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/services/aigc/video-generation/video-synthesis"),
        ("POST", "/api/v1/services/aigc/multimodal-generation/generation"),
        ("POST", "/api/v1/services/aigc/image-generation/generation"),
        ("POST", "/api/v1/services/aigc/text2image/image-synthesis"),
        ("GET", "/api/v1/tasks/some-task"),
        ("GET", "/api/v1/tasks"),
        ("GET", "/api/v1/tasks/"),
        ("POST", "/api/v1/tasks/some-task/cancel"),
        ("DELETE", "/api/v1/tasks/some-task"),
        ("GET", "/api/v1/uploads?action=getPolicy&model=wan2.6-i2v"),
        ("GET", "/api/v1/models"),
    ],
)
async def test_checklist_02_no_or_a_wrong_key_is_refused_on_every_path(world, method, path):
    without = await world.nobody.request(method, path)
    wrong = await world.caller("sk-mallory").request(method, path)

    assert (401, "InvalidApiKey", "No API-key provided.") == refusal(without)
    assert (401, "InvalidApiKey", "Invalid API-key provided.") == refusal(wrong)


async def test_checklist_03_an_unknown_model_is_refused_at_once(world):
    answer = await world.alice.post(world.VIDEO, json=world.video_body(model="wan9"), headers=world.ASYNC)

    assert (400, "InvalidParameter", "Model not exist.") == refusal(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/services/aigc/image-generation/generation",
        "/api/v1/services/aigc/text2image/image-synthesis",
        "/api/v1/services/aigc/image2image/image-synthesis",
        "/api/v1/services/aigc/image2video/video-synthesis",
    ],
)
async def test_checklist_03_a_model_at_a_wrong_path_is_a_url_error(world, path):
    answer = await world.alice.post(path, json=world.video_body(), headers=world.ASYNC)

    assert (400, "InvalidParameter", "url error, please check url！") == refusal(answer)


async def test_checklist_04_a_submit_answers_pending_with_a_uuid_and_nothing_else(world):
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC)

    body = answer.json()
    assert {"request_id", "output"} == set(body)
    assert "PENDING" == body["output"].pop("task_status")
    uuid.UUID(body["output"].pop("task_id"))
    assert {} == body["output"]


async def test_checklist_04_a_poll_right_after_the_submit_finds_the_task(world):
    task_id = await world.submit()

    polled = await world.poll(task_id)

    assert "PENDING" == polled["output"]["task_status"]
    assert "2026-03-01 10:00:00.101" == polled["output"]["submit_time"]


async def test_checklist_05_a_random_id_is_unknown_and_not_an_error(world):
    task_id = str(uuid.uuid4())

    polled = await world.poll(task_id)

    assert {"task_id": task_id, "task_status": "UNKNOWN"} == polled["output"]


async def test_checklist_06_a_bad_parameter_becomes_a_failed_task(world):
    task_id = await world.submit(input={})

    world.clock.advance(seconds=2)
    await world.ledger.settle_defects()
    polled = await world.poll(task_id)

    assert "FAILED" == polled["output"]["task_status"]
    assert "InvalidParameter" == polled["output"]["code"]
    assert "Field required: input.prompt" == polled["output"]["message"]
    assert "code" not in polled
    assert "usage" not in polled


async def test_checklist_07_usage_passes_from_the_ledger_with_whole_numbers(world):
    task_id = await world.submit()
    await world.finish_video()

    answer = await world.alice.get(f"/api/v1/tasks/{task_id}")

    assert world.USAGE == answer.json()["usage"]
    assert '"duration":5,' in answer.text


async def test_checklist_08_each_picture_is_a_choice_of_its_own(world):
    asking = asyncio.create_task(world.alice.post(world.PICTURES, json=world.edit_body()))
    claim = await world.claimed_soon()
    await world.finish_pictures(claim, [await world.picture(b"one"), await world.picture(b"two")])

    output = (await asking).json()["output"]

    assert 4 == claim.task.request["n"]
    assert output["finished"] is True
    assert ["stop", "stop"] == [choice["finish_reason"] for choice in output["choices"]]
    assert [["image"], ["image"]] == [[part["type"] for part in c["message"]["content"]] for c in output["choices"]]


async def test_checklist_09_interleave_as_a_task_gives_the_whole_content_in_one_choice(world):
    answer = await world.alice.post(world.PICTURE_TASKS, json=world.interleave_body(), headers=world.ASYNC)
    claim = await world.claim()
    await world.finish_pictures(claim, [world.text("1. Slice."), await world.picture()])

    polled = await world.poll(answer.json()["output"]["task_id"])

    (choice,) = polled["output"]["choices"]
    assert "stop" == choice["finish_reason"]
    assert ["text", "image"] == [part["type"] for part in choice["message"]["content"]]


async def test_checklist_09_interleave_streams_by_the_header_alone(world):
    asking = asyncio.create_task(world.alice.post(world.PICTURES, json=world.interleave_body(), headers=world.SSE))
    claim = await world.claimed_soon()
    await world.finish_pictures(claim, [world.text("1. Slice."), await world.picture()])

    answer = await asking

    assert "text/event-stream;charset=UTF-8" == answer.headers["content-type"]
    reasons = [event["output"]["choices"][0]["finish_reason"] for event in world.events(answer.text)]
    assert ["null"] * (len(reasons) - 1) + ["stop"] == reasons


async def test_checklist_10_only_a_pending_task_can_be_cancelled(world):
    task_id = await world.submit()

    cancelled = await world.alice.post(f"/api/v1/tasks/{task_id}/cancel")
    again = await world.alice.post(f"/api/v1/tasks/{task_id}/cancel")

    assert (200, {"request_id"}) == (cancelled.status_code, set(cancelled.json()))
    assert "CANCELED" == (await world.poll(task_id))["output"]["task_status"]
    message = "Failed to cancel the task, please confirm if the task is in PENDING status."
    assert (400, "UnsupportedOperation", message) == refusal(again)


async def test_checklist_11_slashes_and_stray_queries_are_tolerated(world):
    task_id = await world.submit()

    polled = await world.alice.get(f"/api/v1/tasks/{task_id}/?size=1280*720&duration=5&shot_type=multi&audio=true")
    listed = await world.alice.get("/api/v1/tasks/")
    dummy = {"model": "", "parameters": {}, "input": ""}
    cancelled = await world.alice.post(f"/api/v1/tasks/{task_id}/cancel/?x=1", json=dummy)

    assert "PENDING" == polled.json()["output"]["task_status"]
    assert [task_id] == [row["task_id"] for row in listed.json()["data"]]
    assert 200 == cancelled.status_code


async def test_checklist_11_a_list_is_flat_in_milliseconds_and_covers_24_hours(world):
    old = await world.submit()
    world.clock.advance(hours=23)
    new = await world.submit()

    both = (await world.alice.get("/api/v1/tasks")).json()
    world.clock.advance(hours=2)
    late = (await world.alice.get("/api/v1/tasks")).json()

    assert (2, 1, 1, 10) == tuple(both[name] for name in ("total", "total_page", "page_no", "page_size"))
    assert {old, new} == {row["task_id"] for row in both["data"]}
    assert 1772330400101 in {row["gmt_create"] for row in both["data"]}
    assert [new] == [row["task_id"] for row in late["data"]]


async def test_checklist_12_an_uploaded_file_is_what_the_task_refers_to(world):
    key = await world.upload(b"picture", "a.png")

    body = {"model": "wan2.6-i2v", "input": {"img_url": f"oss://{key}"}, "parameters": {}}
    answer = await world.alice.post(world.VIDEO, json=body, headers=world.ASYNC | world.RESOLVE)
    claim = await world.claim()

    assert answer.json()["output"]["task_id"] == claim.task.id
    assert "oss" == claim.task.request["image"]["kind"]
    upload = await world.ledger.read_upload(key, account="alice")
    assert b"picture" == await world.content(upload.storage_key)


async def test_checklist_13_what_official_clients_send_on_top_is_ignored(world):
    answer = await world.alice.post(
        world.VIDEO,
        json={
            "model": "wan2.6-t2v",
            "input": {"prompt": "a cat", "extend_prompt": True, "function": "video-synthesis", "negative_prompt": None},
            "parameters": {"size": "1280*720", "audio": True, "is_async": True, "seed": None, "watermark": None},
        },
        headers=world.ASYNC | {"X-DashScope-Wait-Timeout": "30", "x-dashscope-sdk-version": "1.26.2", "X-Odd": "1"},
    )
    claim = await world.claim()

    assert 200 == answer.status_code
    assert claim.task.defect is None
    assert claim.task.request["watermark"] is False


async def test_checklist_14_a_result_answers_without_a_key_and_with_its_type(world):
    task_id = await world.submit()
    await world.finish_video(b"moving pictures")

    url = (await world.poll(task_id))["output"]["video_url"]
    answer = await world.nobody.get(url)

    assert url.startswith("http://wan.test/files/")
    assert "Expires" in urlsplit(url).query
    assert (200, "video/mp4", b"moving pictures") == (
        answer.status_code,
        answer.headers["content-type"],
        answer.content,
    )


async def test_checklist_15_after_24_hours_record_and_link_are_gone(world):
    task_id = await world.submit()
    await world.finish_video()
    url = (await world.poll(task_id))["output"]["video_url"]

    world.clock.advance(hours=24, seconds=1)

    assert {"task_id": task_id, "task_status": "UNKNOWN"} == (await world.poll(task_id))["output"]
    assert 403 == (await world.nobody.get(url)).status_code
