"""What callers get wrong, as far as the server sees it (spec 9.2)."""

from __future__ import annotations

import json

import pytest

from wanbox.settings import Validation


def refusal(answer):
    body = answer.json()
    assert {"code", "message", "request_id"} == set(body)
    return answer.status_code, body["code"], body["message"]


NOT_JSON = (400, "InvalidParameter", "Required body invalid, please check the request body format.")
TOO_LARGE = (400, "BadRequest.TooLarge", "Payload Too Large.")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b"a=b&c=d", b"NaN", b"[" * 100_000]
)
async def test_a_body_that_is_no_json_object_is_refused(world, body):
    answer = await world.alice.post(world.VIDEO, content=body, headers=world.ASYNC)

    assert NOT_JSON == refusal(answer)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')),
        ({"model": None}, (400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')),
        ({"model": 7, "input": {}}, (400, "InvalidParameter", "Model not exist.")),
        ({"model": ["wan2.6-t2v"], "input": {}}, (400, "InvalidParameter", "Model not exist.")),
        ({"model": "wan2.6-t2v"}, (400, "BadRequest.EmptyInput", "Required input parameter missing from request.")),
        (
            {"model": "wan2.6-t2v", "input": "a cat"},
            (400, "BadRequest.IllegalInput", "The input parameter requires json format."),
        ),
    ],
)
async def test_a_body_without_the_envelope_is_refused_at_once(world, body, expected):
    answer = await world.alice.post(world.VIDEO, json=body, headers=world.ASYNC)

    assert expected == refusal(answer)
    assert {} == await world.counts()


@pytest.mark.parametrize("model", [None, "", 7, ["x"], {"a": 1}, "wan9"])
async def test_an_old_path_answers_any_kind_of_model(world, model):
    answer = await world.alice.post("/api/v1/services/aigc/text2image/image-synthesis", json={"model": model})

    assert 400 == answer.status_code


@pytest.mark.parametrize(
    "changes",
    [
        {"input": {"prompt": 7}},
        {"input": {"prompt": ""}},
        {"input": {"prompt": "  \n"}},
        {"parameters": {"size": "1280x720"}},
        {"parameters": {"size": ["1280*720"]}},
        {"parameters": {"duration": "5"}},
        {"parameters": {"duration": 99}},
        {"parameters": {"seed": -1}},
        {"parameters": {"seed": 2**31}},
        {"parameters": {"shot_type": "many"}},
        {"parameters": "none"},
    ],
)
async def test_a_wrong_field_fails_the_task_and_never_reaches_a_worker(world, changes):
    task_id = await world.submit(**changes)

    world.clock.advance(seconds=2)
    await world.ledger.settle_defects()

    assert await world.ledger.claim("worker", engines=["storyboard"], lease=15) is None
    output = (await world.poll(task_id))["output"]
    assert ("FAILED", "InvalidParameter") == (output["task_status"], output["code"])


async def test_the_same_defect_is_an_immediate_400_when_validation_is_eager(make_world):
    async with make_world(validation=Validation.EAGER) as world:
        answer = await world.alice.post(world.VIDEO, json=world.video_body(input={}), headers=world.ASYNC)

        assert (400, "InvalidParameter", "Field required: input.prompt") == refusal(answer)
        assert {} == await world.counts()


async def test_the_same_defect_is_an_immediate_400_on_the_synchronous_path(world):
    answer = await world.alice.post(world.PICTURES, json={"model": "wan2.6-t2i", "input": {}})

    assert (400, "InvalidParameter", "Field required: input.messages") == refusal(answer)
    assert {} == await world.counts()


async def test_a_prompt_of_ten_thousand_characters_is_cut_and_not_refused(world):
    await world.submit(input={"prompt": "字" * 10_000})

    claim = await world.claim()

    assert claim.task.defect is None
    assert "字" * 1500 == claim.task.request["prompt"]


@pytest.mark.parametrize("prompt", ["🦊🚲 a fox 👩‍👩‍👧‍👦", "ثعلب أحمر يمشي في المطر", "\u202eevil\u202c"])
async def test_any_script_and_emoji_go_through_unchanged(world, prompt):
    task_id = await world.submit(input={"prompt": prompt})
    await world.finish_video()

    assert prompt == (await world.poll(task_id))["output"]["orig_prompt"]


async def test_half_a_character_does_not_break_the_server(world):
    body = json.dumps(world.video_body(input={"prompt": "half \ud83d of a fox"})).encode()

    answer = await world.alice.post(world.VIDEO, content=body, headers=world.ASYNC)

    assert answer.status_code in {200, 400}


async def test_a_body_whose_declared_length_is_over_the_cap_is_refused_unread(make_world):
    async with make_world(max_body=1000) as world:
        headers = world.ASYNC | {"Content-Length": "1001"}
        answer = await world.alice.post(world.VIDEO, content=_Unread(), headers=headers)

        assert TOO_LARGE == refusal(answer)


class _Unread:
    async def __aiter__(self):
        raise AssertionError("the body was read")
        yield b""


async def test_a_body_that_grows_over_the_cap_is_refused_while_it_comes_in(make_world):
    taken = 0

    async def endless():
        nonlocal taken
        while True:
            taken += 500
            yield b" " * 500

    async with make_world(max_body=1000) as world:
        answer = await world.alice.post(world.VIDEO, content=endless(), headers=world.ASYNC)

        assert TOO_LARGE == refusal(answer)
        assert 1500 == taken


async def test_a_body_of_exactly_the_cap_is_taken(make_world):
    async with make_world(max_body=1000) as world:
        body = json.dumps(world.video_body()).encode().ljust(1000)
        answer = await world.alice.post(world.VIDEO, content=body, headers=world.ASYNC)

        assert 200 == answer.status_code


async def test_a_wrong_method_is_named(world):
    answer = await world.alice.get(world.VIDEO)

    assert (400, "InvalidParameter", "Request method 'GET' is not supported.") == refusal(answer)


@pytest.mark.parametrize("path", ["/api/v1/services/aigc/nothing/here", "/api/v1", "/api/v2/tasks", "/nothing"])
async def test_an_unknown_path_is_not_found(world, path):
    answer = await world.alice.post(path, json={})

    assert (404, "NotFound") == refusal(answer)[:2]


async def test_an_unforeseen_fault_is_the_vendors_500_and_leaves_the_next_request_alone(world, monkeypatch):
    async def broken(*_args, **_more):
        raise RuntimeError("sk-alice and other secrets")

    with monkeypatch.context() as patch:
        patch.setattr(type(world.ledger), "read", broken)
        answer = await world.alice.get("/api/v1/tasks/any")

    message = "An internal error has occured, please try again later or contact service support."
    assert (500, "InternalError", message) == refusal(answer)
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert 200 == (await world.alice.get("/api/v1/tasks/any")).status_code


async def test_a_database_that_is_away_is_a_503_that_clients_repeat(world):
    await world.ledger.close()

    answer = await world.alice.get("/api/v1/tasks/any")

    assert (503, "ModelUnavailable") == refusal(answer)[:2]


async def test_a_model_without_a_route_is_denied(make_world):
    async with make_world(routes=(("wan2.6-t2i", "storyboard"),)) as world:
        answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC)
        listed = (await world.alice.get("/api/v1/models")).json()["output"]["models"]

        assert (403, "Model.AccessDenied", "Model access denied.") == refusal(answer)
        assert ["wan2.6-t2i"] == [model["model"] for model in listed]
