"""Saving a result over lines that break: only what is missing is asked for, and the file is whole or not there."""

from __future__ import annotations

import gzip
import itertools
import resource

import httpx2
import pytest

from wanbox.client import AnswerUnreadable, ApiError, Client, ConnectionFailed, download

URL = "http://127.0.0.1:9/files/a.mp4?Signature=s"
HEAD, TAIL = b"first half, ", b"second half"
WHOLE = HEAD + TAIL
TAG = '"one"'
SIZED = {"content-length": str(len(WHOLE)), "etag": TAG}
REST = {"content-range": f"bytes {len(HEAD)}-{len(WHOLE) - 1}/{len(WHOLE)}", "etag": TAG}
MIB = 1 << 20


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out.mp4"


def asked(server):
    """What each request wanted: a range and the content that it belongs to, or all."""
    return [(request.headers.get("range"), request.headers.get("if-range")) for request in server.requests]


def left(target):
    return [path.name for path in target.parent.iterdir()]


ALL = (None, None)
MISSING = (f"bytes={len(HEAD)}-", TAG)


# --- lines that break


def test_a_download_goes_on_where_the_line_broke(call, server, target):
    server.stream(HEAD, breaks=True, headers=SIZED)
    server.stream(TAIL, status=206, headers=REST)

    assert target == call("download", URL, target)
    assert WHOLE == target.read_bytes()
    assert [ALL, MISSING] == asked(server)
    assert [0.5] == server.pauses


def test_what_was_announced_and_did_not_come_is_asked_for(call, server, target):
    server.stream(HEAD, headers=SIZED)
    server.stream(TAIL, status=206, headers=REST)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()


def test_a_length_that_is_told_with_the_rest_is_held_against_what_arrives(call, server, target):
    server.stream(HEAD, breaks=True, headers={"etag": TAG})
    server.stream(TAIL[:4], status=206, headers=REST)
    server.stream(TAIL[4:], status=206, headers=REST | {"content-range": f"bytes {len(HEAD) + 4}-22/{len(WHOLE)}"})

    call("download", URL, target)

    assert WHOLE == target.read_bytes()


def test_a_line_that_breaks_after_the_last_byte_has_brought_all(call, server, target):
    server.stream(WHOLE, breaks=True, headers=SIZED)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()
    assert 1 == len(server.requests)


def test_a_server_that_is_not_reached_is_tried_again(call, server, target):
    server.answers.append(httpx2.ConnectError("refused"))
    server.stream(WHOLE, headers=SIZED)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()


@pytest.mark.parametrize("tag", [{}, {"etag": 'W/"one"'}])
def test_content_that_has_no_strong_name_is_begun_again(call, server, target, tag):
    server.stream(HEAD, breaks=True, headers={"content-length": str(len(WHOLE)), **tag})
    server.stream(WHOLE)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()
    assert [ALL, ALL] == asked(server)


# --- servers with a will of their own


def test_a_server_that_ignores_ranges_sends_all_of_it_anew(call, server, target):
    server.stream(HEAD, breaks=True, headers=SIZED)
    server.stream(WHOLE, headers=SIZED)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()


def test_a_file_that_was_changed_meanwhile_replaces_what_arrived(call, server, target):
    server.stream(HEAD, breaks=True, headers=SIZED)
    server.stream(b"other", breaks=True, headers={"content-length": "7", "etag": '"two"'})
    server.stream(b"!!", status=206, headers={"content-range": "bytes 5-6/7", "etag": '"two"'})

    call("download", URL, target)

    assert b"other!!" == target.read_bytes()
    assert ("bytes=5-", '"two"') == asked(server)[-1]


@pytest.mark.parametrize(
    "headers",
    [
        REST | {"etag": '"two"'},
        REST | {"content-range": "bytes 0-22/23"},
        REST | {"content-range": "bytes 12-98/99"},
        {"etag": TAG, "content-type": "multipart/byteranges; boundary=b"},
    ],
)
def test_a_part_of_something_else_is_not_added(call, server, target, headers):
    server.stream(HEAD, breaks=True, headers=SIZED)
    server.stream(b"something else", status=206, headers=headers)
    server.stream(WHOLE, headers=SIZED)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()
    assert [ALL, MISSING, ALL] == asked(server)


def test_a_file_that_has_shrunk_is_begun_again(call, server, target):
    server.stream(HEAD, breaks=True, headers={"etag": TAG})
    server.stream(b"<Error/>", status=416, headers={"content-range": "bytes */3"})
    server.stream(b"new")

    call("download", URL, target)

    assert b"new" == target.read_bytes()


def test_compressed_content_is_unpacked_and_its_length_is_another(call, server, target):
    packed = gzip.compress(WHOLE)
    server.stream(packed, headers={"content-encoding": "gzip", "content-length": str(len(packed)), "etag": TAG})

    call("download", URL, target)

    assert WHOLE == target.read_bytes()
    assert "identity" == server.requests[0].headers["accept-encoding"]


def test_content_that_cannot_be_unpacked_is_a_broken_line(call, server, target):
    server.stream(b"no gzip", headers={"content-encoding": "gzip"})
    server.stream(WHOLE)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()


def test_the_stores_own_address_is_followed_without_the_key(call, server, target):
    server.say(307, b"", {"location": "http://store.example/a.mp4"})
    server.stream(WHOLE, headers=SIZED)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()
    assert ["127.0.0.1", "store.example"] == [request.url.host for request in server.requests]
    assert not any("authorization" in request.headers for request in server.requests)


def test_addresses_that_lead_in_circles_are_no_answer(call, server, target):
    for _ in range(30):
        server.say(307, b"", {"location": URL})

    with pytest.raises(AnswerUnreadable):
        call("download", URL, target)

    assert [] == server.pauses
    assert [] == left(target)


# --- servers that say no


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(call, server, target, status):
    server.say(status, b"later", {"retry-after": "3"})
    server.stream(WHOLE, headers=SIZED)

    call("download", URL, target)

    assert WHOLE == target.read_bytes()
    assert [3.0] == server.pauses


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 416, 501])
def test_a_no_is_told_at_once(call, server, target, status):
    server.stream(status=status)

    with pytest.raises(ApiError, match=str(status)) as refusal:
        call("download", URL, target)

    assert status == refusal.value.status
    assert [] == server.pauses
    assert [] == left(target)


def test_a_link_that_is_over_before_the_rest_came_is_told_at_once(call, server, target):
    server.stream(HEAD, breaks=True, headers=SIZED)
    server.say(403, b"expired")

    with pytest.raises(ApiError, match="403"):
        call("download", URL, target)

    assert [] == left(target)


# --- patience has an end


def test_a_line_that_breaks_each_time_is_given_up(call, server, target):
    for _ in range(9):
        server.stream(HEAD, breaks=True)

    with pytest.raises(ConnectionFailed):
        call("download", URL, target)

    assert [0.5, 1.0, 2.0, 4.0] == server.pauses
    assert [] == left(target)


def test_a_server_that_stays_busy_is_given_up(call, server, target):
    for _ in range(9):
        server.say(503, b"later")

    with pytest.raises(ApiError, match="503"):
        call("download", URL, target)

    assert 5 == len(server.requests)


def test_a_line_that_brings_more_each_time_is_not_given_up(call, server, target):
    piece, total = bytes(MIB), 8 * MIB
    server.stream(piece, breaks=True, headers={"content-length": str(total), "etag": TAG})
    for start in range(MIB, total, MIB):
        headers = {"content-range": f"bytes {start}-{total - 1}/{total}", "etag": TAG}
        server.stream(piece, breaks=True, status=206, headers=headers)

    call("download", URL, target)

    assert total == target.stat().st_size
    assert {0.5} == set(server.pauses)


def test_the_same_megabytes_again_and_again_are_no_progress(call, server, target):
    for _ in range(9):
        server.stream(bytes(2 * MIB), breaks=True)

    with pytest.raises(ConnectionFailed):
        call("download", URL, target)

    assert 5 == len(server.requests)


def test_a_file_without_an_end_is_given_up_when_the_time_is_over(call, server, target):
    def trickle():
        for _ in itertools.count():
            server.moment += 1.0
            yield b"drop"

    server.stream(endless=trickle())

    with pytest.raises(ConnectionFailed, match="within 30 s"):
        call("download", URL, target, limit=30.0)

    assert 30.0 == server.moment
    assert [] == left(target)


def test_a_file_without_an_end_does_not_fill_the_disk(call, server, target, monkeypatch):
    monkeypatch.setattr(download, "_MOST_BYTES", 1000)
    server.stream(endless=itertools.repeat(b"flood"))

    with pytest.raises(AnswerUnreadable):
        call("download", URL, target)

    assert 1 == len(server.requests)
    assert [] == left(target)


def test_a_file_that_is_announced_too_large_is_not_begun(call, server, target):
    server.stream(b"", headers={"content-length": str(1 << 40)})

    with pytest.raises(AnswerUnreadable, match=str(1 << 40)):
        call("download", URL, target)

    assert 1 == len(server.requests)


def test_nobody_waits_beyond_the_limit_for_a_server_that_is_busy(call, server, target):
    server.say(503, b"later", {"retry-after": "50"})

    with pytest.raises(ApiError, match="503"):
        call("download", URL, target, limit=20.0)

    assert [] == server.pauses


# --- the file


def test_a_file_that_stood_there_stays_until_the_new_one_is_whole(call, server, target):
    target.write_bytes(b"old")
    server.say(404, b"gone")

    with pytest.raises(ApiError):
        call("download", URL, target)

    assert b"old" == target.read_bytes()
    assert ["out.mp4"] == left(target)


def test_nothing_is_left_where_the_disk_was_full(call, server, target):
    """What did not fit is written once more when the file is closed, and does not fit then."""
    server.stream(*[bytes(4 << 10)] * 64)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (128 << 10, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            call("download", URL, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [] == left(target)


def test_two_downloads_of_one_name_do_not_mix(server, target):
    def slowly():
        yield HEAD
        with Client("sk-b", transport=httpx2.MockTransport(server.handle)) as other:
            other.download(URL, target)
        yield TAIL

    server.stream(endless=slowly(), headers=SIZED)
    server.stream(b"another file")
    with Client("sk-a", transport=httpx2.MockTransport(server.handle)) as client:
        client.download(URL, target)

    assert WHOLE == target.read_bytes()
    assert ["out.mp4"] == left(target)


def test_a_folder_in_the_place_of_the_file_is_told_before_anything_is_asked(call, server, tmp_path):
    with pytest.raises(IsADirectoryError):
        call("download", URL, tmp_path)

    assert [] == server.requests


def test_a_name_may_be_as_long_as_names_can_be(call, server, tmp_path):
    server.stream(WHOLE)
    target = tmp_path / ("é" * 125 + ".mp4")

    assert WHOLE == call("download", URL, target).read_bytes()


def test_a_folder_that_is_not_there_is_told_before_anything_is_asked(call, server, tmp_path):
    with pytest.raises(FileNotFoundError):
        call("download", URL, tmp_path / "nowhere" / "out.mp4")

    assert [] == server.requests


@pytest.mark.parametrize("url", ["", "out.mp4", "file:///etc/passwd", "oss://dashscope-instant/a"])
def test_an_address_of_another_kind_is_wrong_use(call, server, target, url):
    with pytest.raises(ValueError, match="http"):
        call("download", url, target)

    assert [] == left(target)
