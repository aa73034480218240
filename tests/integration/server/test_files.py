"""Result files at signed links (spec 10), the same whatever the storage is made of."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from wanbox.storage.contract import StorageError

CONTENT = b"0123456789"


@pytest.fixture
def make_bucket_world(make_world, s3):
    """A world whose files are in a bucket."""

    def make(**options):
        url = s3.url(prefix=uuid.uuid4().hex, **options)
        return make_world(storage_url=url, storage_key=s3.KEY, storage_secret=s3.SECRET)

    return make


@pytest.fixture(params=["folder", "bucket"])
async def world(request, make_world):
    make = make_world if request.param == "folder" else request.getfixturevalue("make_bucket_world")
    async with make() as made:
        yield made


@pytest.fixture
async def url(world):
    task_id = await world.submit()
    await world.finish_video(CONTENT)
    return (await world.poll(task_id))["output"]["video_url"]


async def test_a_whole_file_comes_with_length_type_tag_and_offer_of_ranges(world, url):
    answer = await world.nobody.get(url)

    assert (200, CONTENT) == (answer.status_code, answer.content)
    assert "10" == answer.headers["content-length"]
    assert "bytes" == answer.headers["accept-ranges"]
    assert answer.headers["etag"].startswith('"')
    assert ".mp4" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("asked", "content", "said"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", CONTENT, "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=0-0", b"0", "bytes 0-0/10"),
    ],
)
async def test_a_range_is_answered_with_206_and_its_place(world, url, asked, content, said):
    answer = await world.nobody.get(url, headers={"Range": asked})

    assert (206, content, said) == (answer.status_code, answer.content, answer.headers["content-range"])
    assert str(len(content)) == answer.headers["content-length"]


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0"])
async def test_a_range_behind_the_end_is_416_with_the_size(world, url, asked):
    answer = await world.nobody.get(url, headers={"Range": asked})

    assert (416, "bytes */10") == (answer.status_code, answer.headers["content-range"])


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=5-2"])
async def test_what_is_no_single_range_is_answered_with_the_whole_file(world, url, asked):
    answer = await world.nobody.get(url, headers={"Range": asked})

    assert (200, CONTENT) == (answer.status_code, answer.content)


async def test_a_range_of_other_content_is_answered_with_the_whole_file(world, url):
    answer = await world.nobody.get(url, headers={"Range": "bytes=0-3", "If-Range": '"other"'})

    assert (200, CONTENT) == (answer.status_code, answer.content)


async def test_a_range_of_the_same_content_is_answered(world, url):
    tag = (await world.nobody.head(url)).headers["etag"]

    answer = await world.nobody.get(url, headers={"Range": "bytes=0-3", "If-Range": tag})

    assert 206 == answer.status_code


async def test_head_tells_the_same_without_the_content(world, url):
    got, head = await world.nobody.get(url), await world.nobody.head(url)

    assert b"" == head.content
    names = ("content-length", "content-type", "etag", "accept-ranges")
    assert [got.headers[name] for name in names] == [head.headers[name] for name in names]


async def test_a_caller_who_has_the_content_is_told_so(world, url):
    tag = (await world.nobody.head(url)).headers["etag"]

    answer = await world.nobody.get(url, headers={"If-None-Match": tag})

    assert (304, b"") == (answer.status_code, answer.content)


@pytest.mark.parametrize("said", ["W/{tag}", '"other", {tag}', "*"])
async def test_the_tag_is_found_in_every_form(world, url, said):
    tag = (await world.nobody.head(url)).headers["etag"]

    assert 304 == (await world.nobody.get(url, headers={"If-None-Match": said.format(tag=tag)})).status_code


@pytest.mark.parametrize("said", ['"other"', "", "{tag}x", "x{tag}"])
async def test_another_tag_gets_the_content(world, url, said):
    tag = (await world.nobody.head(url)).headers["etag"]

    assert 200 == (await world.nobody.get(url, headers={"If-None-Match": said.format(tag=tag)})).status_code


async def test_a_link_ends_after_24_hours(world, url):
    world.clock.advance(hours=24)

    answer = await world.nobody.get(url)

    assert (403, "application/xml") == (answer.status_code, answer.headers["content-type"])
    assert "<Code>AccessDenied</Code><Message>Request has expired.</Message>" in answer.text


async def test_a_link_still_works_in_its_last_second(world, url):
    world.clock.advance(hours=23, minutes=59, seconds=59)

    assert 200 == (await world.nobody.get(url)).status_code


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Signature=", "Signature=0"),
        ("Expires=1", "Expires=2"),
        (".mp4?", ".mov?"),
        ("?Expires", "?X"),
        ("Signature", "S"),
    ],
)
async def test_a_link_that_was_changed_is_refused(world, url, old, new):
    answer = await world.nobody.get(url.replace(old, new))

    assert 403 == answer.status_code
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.text


async def test_a_refusal_is_json_for_those_who_ask_for_json(world, url):
    answer = await world.nobody.get(f"{url}0", headers={"Accept": "application/json"})

    assert (403, "SignatureDoesNotMatch") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    "path", ["/files/../secret/x", "/files/%2e%2e%2fsecret/x", "/files/secret/x", f"/files/{'0' * 64}.mp4/x"]
)
async def test_a_path_that_is_no_link_of_ours_shows_nothing(world, path):
    answer = await world.nobody.get(path)

    assert answer.status_code in {403, 404}


async def test_a_file_that_is_gone_is_not_found(world, url):
    await world.storage.delete(url.split("/files/")[1].split("/")[0])

    answer = await world.nobody.get(url)

    assert 404 == answer.status_code
    assert "<Code>NoSuchKey</Code>" in answer.text


async def test_each_picture_has_a_name_of_its_own(world):
    answer = await world.alice.post(world.PICTURE_TASKS, json=world.edit_body(), headers=world.ASYNC)
    await world.finish_pictures(await world.claim(), [await world.picture(b"a"), await world.picture(b"b")])
    task_id = answer.json()["output"]["task_id"]

    choices = (await world.poll(task_id))["output"]["choices"]
    names = [c["message"]["content"][0]["image"].split("?")[0].rpartition("/")[2] for c in choices]

    assert [f"{task_id}-1.png", f"{task_id}-2.png"] == names


# --- a store that dies


@pytest.fixture
def break_store(monkeypatch):
    """Has a world's storage fail after so many blocks of a file."""

    def break_after(world, blocks):
        async def read(_key, *, start=0, end=None):
            for number in range(blocks):
                yield CONTENT[number : number + 1]
            raise StorageError("The store cannot be reached.")

        monkeypatch.setattr(world.app.state.context.storage, "read", read)

    return break_after


async def test_a_store_that_fails_at_the_first_byte_is_told_as_unavailable(world, url, break_store):
    break_store(world, 0)
    with capture_logs() as lines:
        answer = await world.nobody.get(url)

    assert (503, "ModelUnavailable", "2") == (
        answer.status_code,
        answer.json()["code"],
        answer.headers["retry-after"],
    )
    assert ["request"] == [line["event"] for line in lines]


async def test_a_store_that_fails_on_the_way_is_one_line(world, url, break_store):
    break_store(world, 3)
    # The transport of these tests says so of an answer that does not end; a real connection is closed.
    with capture_logs() as lines, pytest.raises(AssertionError):
        await world.nobody.get(url)

    assert [("download broke off", "The store cannot be reached.")] == [
        (line["event"], line["reason"]) for line in lines if line["log_level"] == "warning"
    ]
    assert not any("exc_info" in line for line in lines)


# --- hanging up


class _Slow:
    """An exchange whose caller takes one piece of the answer and then no more."""

    def __init__(self, world, url):
        path, _, query = url.removeprefix(world.BASE).partition("?")
        self._scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "headers": [(b"host", b"wan.test")], "client": None, "server": None,
        }  # fmt: skip
        self.begun, self._gone = asyncio.Event(), asyncio.Event()
        self.serving = asyncio.create_task(world.app(self._scope, self._receive, self._send))

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message.get("body"):
            self.begun.set()
            await asyncio.Event().wait()

    async def hang_up(self):
        self._gone.set()
        await self.serving


def open_files(folder):
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [str(link.readlink()) for link in links if str(folder) in str(link.readlink())]


async def test_a_caller_who_hangs_up_ends_the_read(make_world):
    async with make_world() as world:
        task_id = await world.submit()
        await world.finish_video(bytes(5 << 20))
        caller = _Slow(world, (await world.poll(task_id))["output"]["video_url"])
        await caller.begun.wait()
        during = open_files(world.settings.data / "files")
        await caller.hang_up()

        assert (1, []) == (len(during), open_files(world.settings.data / "files"))


async def test_a_caller_who_hangs_up_on_a_bucket_leaves_it_usable(make_bucket_world):
    async with make_bucket_world() as world:
        task_id = await world.submit()
        await world.finish_video(bytes(40 << 20))
        url = (await world.poll(task_id))["output"]["video_url"]
        for _ in range(5):
            caller = _Slow(world, url)
            await caller.begun.wait()
            await caller.hang_up()

        assert 40 << 20 == len((await world.nobody.get(url)).content)


# --- a store that hands out the bytes itself


@pytest.fixture
async def direct_world(make_bucket_world):
    async with make_bucket_world(links="store") as world:
        task_id = await world.submit()
        await world.finish_video(CONTENT)
        world.url = (await world.poll(task_id))["output"]["video_url"]
        yield world


async def test_the_link_is_ours_and_leads_to_the_store(direct_world, s3):
    answer = await direct_world.nobody.get(direct_world.url)

    assert direct_world.url.startswith(direct_world.BASE)
    assert (307, "no-store", b"") == (answer.status_code, answer.headers["cache-control"], answer.content)
    assert answer.headers["location"].startswith(f"{s3.endpoint}/wanbox/")


@pytest.mark.parametrize(("left", "expected"), [(86_400, 900), (600, 600), (1, 1)])
async def test_what_the_link_leads_to_ends_with_the_link(direct_world, left, expected):
    """Spec 10."""
    direct_world.clock.advance(seconds=86_400 - left)
    answer = await direct_world.nobody.get(direct_world.url)

    assert f"X-Amz-Expires={expected}&" in answer.headers["location"]


async def test_what_the_link_leads_to_is_the_file(direct_world, fetched):
    answer = await direct_world.nobody.get(direct_world.url)

    assert CONTENT == await fetched(answer.headers["location"])


async def test_size_and_tag_are_told_without_the_store(direct_world):
    answer = await direct_world.nobody.head(direct_world.url)
    again = await direct_world.nobody.get(direct_world.url, headers={"If-None-Match": answer.headers["etag"]})

    assert (200, "10", 304) == (answer.status_code, answer.headers["content-length"], again.status_code)


async def test_a_changed_link_does_not_lead_to_the_store(direct_world):
    assert 403 == (await direct_world.nobody.get(f"{direct_world.url}0")).status_code


async def test_a_link_to_what_is_gone_does_not_lead_to_the_store(direct_world):
    await direct_world.storage.delete(direct_world.url.split("/files/")[1].split("/")[0])

    assert 404 == (await direct_world.nobody.get(direct_world.url)).status_code


@pytest.fixture
def fetched():
    async def fetch(url):
        import httpx2

        async with httpx2.AsyncClient() as client:
            return (await client.get(url)).content

    return fetch
