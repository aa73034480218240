"""E7: a signed policy, and the form it allows (spec 8)."""

from __future__ import annotations

import base64
import json
import uuid

import pytest

QUERY = {"action": "getPolicy", "model": "wan2.6-i2v"}


@pytest.fixture
async def data(world):
    return (await world.alice.get("/api/v1/uploads", params=QUERY)).json()["data"]


def post(world, data, *, name="a.png", content=b"picture", **changes):
    form = {field: value for field, value in (world.form(data, name) | changes).items() if value is not None}
    return world.nobody.post(data["upload_host"], data=form, files={"file": (name, content)})


async def test_the_policy_has_the_vendors_fields(data):
    expected = {
        "policy",
        "signature",
        "upload_dir",
        "upload_host",
        "expire_in_seconds",
        "max_file_size_mb",
        "capacity_limit_mb",
        "oss_access_key_id",
        "x_oss_object_acl",
        "x_oss_forbid_overwrite",
    }
    assert expected == set(data)
    assert (300, 100) == (data["expire_in_seconds"], data["max_file_size_mb"])
    assert data["upload_host"].startswith("http://wan.test/")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ({"model": "wan2.6-i2v"}, "InvalidParameter", "action"),
        ({"action": "getPolicy"}, "BadRequest.EmptyModel", "model"),
        ({"action": "getPolicy", "model": "wan9"}, "InvalidParameter", "Model not exist."),
    ],
)
async def test_a_policy_needs_its_action_and_a_model(world, query, code, message):
    answer = await world.alice.get("/api/v1/uploads", params=query)

    assert (400, code) == (answer.status_code, answer.json()["code"])
    assert message in answer.json()["message"]


async def test_a_file_is_stored_for_48_hours_for_its_account_and_model(world, data):
    answer = await post(world, data)

    upload = await world.ledger.read_upload(f"{data['upload_dir']}/a.png", account="alice")
    assert (200, b"") == (answer.status_code, answer.content)
    assert ("wan2.6-i2v", b"picture") == (upload.model, await world.content(upload.storage_key))
    assert 48 == (upload.expires - world.clock()).total_seconds() / 3600


async def test_another_account_does_not_see_the_file(world, data):
    await post(world, data)

    assert await world.ledger.read_upload(f"{data['upload_dir']}/a.png", account="bob") is None


async def test_a_large_file_arrives_whole(world, data):
    content = bytes(range(256)) * 20_000

    await post(world, data, content=content)

    upload = await world.ledger.read_upload(f"{data['upload_dir']}/a.png", account="alice")
    assert content == await world.content(upload.storage_key)


async def test_a_large_file_arrives_whole_in_a_bucket(make_world, s3):
    url = s3.url(prefix=uuid.uuid4().hex)
    async with make_world(storage_url=url, storage_key=s3.KEY, storage_secret=s3.SECRET) as world:
        data = (await world.alice.get("/api/v1/uploads", params=QUERY)).json()["data"]
        content = bytes(range(256)) * 40_000

        await post(world, data, content=content)

        upload = await world.ledger.read_upload(f"{data['upload_dir']}/a.png", account="alice")
        assert content == await world.content(upload.storage_key)


async def test_a_policy_ends(world, data):
    world.clock.advance(seconds=300)

    answer = await post(world, data)

    assert (403, "AccessDenied") == (answer.status_code, answer.json()["code"])
    assert "Invalid according to Policy: Policy expired." == answer.json()["message"]


def forged(data):
    policy = json.loads(base64.b64decode(data["policy"]))
    policy["conditions"][2][2] = "bob"
    return base64.b64encode(json.dumps(policy).encode()).decode()


@pytest.mark.parametrize("changes", [{"Signature": "x"}, {"Signature": None}, {"policy": None}, {"policy": "e30="}])
async def test_a_policy_that_is_not_ours_is_refused(world, data, changes):
    answer = await post(world, data, **changes)

    assert (403, "AccessDenied") == (answer.status_code, answer.json()["code"])


async def test_a_policy_that_was_changed_is_refused(world, data):
    answer = await post(world, data, policy=forged(data))

    assert 403 == answer.status_code


@pytest.mark.parametrize("key", ["other/a.png", "", "{dir}", "{dir}/", "{dir}x/a.png", "{dir}/" + "x" * 1024])
async def test_a_key_outside_the_policys_folder_is_refused(world, data, key):
    answer = await post(world, data, key=key.replace("{dir}", data["upload_dir"]))

    assert (403, "AccessDenied") == (answer.status_code, answer.json()["code"])


async def test_a_file_is_never_overwritten(world, data):
    await post(world, data)

    answer = await post(world, data, content=b"another")

    assert (409, "FileAlreadyExists") == (answer.status_code, answer.json()["code"])


async def test_a_file_over_the_cap_is_refused(world, data, monkeypatch):
    monkeypatch.setattr("wanbox.server.uploads.MAX_FILE_MB", 0)

    answer = await post(world, data, content=b"x" * (1 << 21))

    assert (400, "BadRequest.TooLarge") == (answer.status_code, answer.json()["code"])


async def test_a_form_without_a_file_is_refused(world, data):
    answer = await world.nobody.post(data["upload_host"], data=world.form(data, "a.png"), files={"x": ("", b"")})

    assert 400 == answer.status_code


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"no form"),
        ("", b""),
    ],
)
async def test_what_is_no_form_is_refused(world, data, content_type, body):
    answer = await world.nobody.post(data["upload_host"], content=body, headers={"Content-Type": content_type})

    assert 400 == answer.status_code
    assert {"code", "message", "request_id"} == set(answer.json())


async def test_an_oss_reference_without_the_resolve_header_is_the_vendors_error(world):
    task_id = await world.submit(model="wan2.6-i2v", input={"img_url": "oss://some/file.png"})

    world.clock.advance(seconds=2)
    await world.ledger.settle_defects()

    output = (await world.poll(task_id))["output"]
    assert "The media format is not supported or incorrect for the data inspection." == output["message"]


def fields(data, *, without=(), **changes):
    form = {name: value for name, value in ({**data} | changes).items() if name not in without}
    return b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    )


def file_head(name="a.png"):
    return f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()


@pytest.mark.parametrize("changes", [{"Signature": "x"}, {"policy": "e30="}, {"key": "elsewhere/a.png"}])
async def test_a_file_without_a_policy_is_refused_before_it_comes(world, data, changes):
    """Anybody can send a form: what nobody allowed must not fill the disk."""
    taken = 0

    async def body():
        nonlocal taken
        yield fields(world.form(data, "a.png"), **changes) + file_head()
        for _ in range(40):
            taken += 1
            yield bytes(1 << 20)
        yield b"\r\n--b--\r\n"

    answer = await world.nobody.post(
        data["upload_host"], content=body(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert (403, "AccessDenied") == (answer.status_code, answer.json()["code"])
    assert taken <= 1


async def test_fields_after_the_file_change_nothing(world, data):
    form = fields(world.form(data, "a.png")) + file_head() + b"picture\r\n"

    answer = await world.nobody.post(
        data["upload_host"],
        content=form + fields({"key": f"{data['upload_dir']}/b.png"}) + b"--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert 200 == answer.status_code
    assert None is not await world.ledger.read_upload(f"{data['upload_dir']}/a.png", account="alice")
    assert None is await world.ledger.read_upload(f"{data['upload_dir']}/b.png", account="alice")


@pytest.mark.parametrize("charset", ["punycode", "undefined", "idna", "utf-16"])
async def test_a_form_does_not_choose_the_decoder_of_its_fields(world, data, charset):
    """Some of Python's take time by the square of what they read, others always fail."""
    form = fields(world.form(data, "a.png"), note="ab-" + "x" * 50_000) + file_head() + b"picture\r\n--b--\r\n"

    answer = await world.nobody.post(
        data["upload_host"],
        content=form,
        headers={"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"},
    )

    assert 200 == answer.status_code


async def test_a_field_as_large_as_a_file_is_refused(world, data):
    form = fields(world.form(data, "a.png"), note="x" * 100_000) + file_head() + b"picture\r\n--b--\r\n"

    answer = await world.nobody.post(
        data["upload_host"], content=form, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert (400, "MalformedPOSTRequest") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("name", ["a\0.png", "a\n.png", "a\x1b[31m.png"])
async def test_a_key_with_control_characters_is_refused(world, data, name):
    form = fields(world.form(data, "a.png"), key=f"{data['upload_dir']}/{name}")

    answer = await world.nobody.post(
        data["upload_host"],
        content=form + file_head() + b"picture\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert (403, "AccessDenied") == (answer.status_code, answer.json()["code"])
