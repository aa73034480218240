"""What only buckets do: links that the store signs, refusals, retries, several objects of one file."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
import traceback
import urllib.error
import urllib.request
import uuid

import pytest

from wanbox.settings import SettingError, Settings
from wanbox.storage import StorageError, open_storage, s3connection
from wanbox.storage.presign import Credentials, presign

CONTENT = bytes(range(256)) * 20
KEY = f"{hashlib.sha256(CONTENT).hexdigest()}.mp4"
HOUR = dt.timedelta(hours=1)


def get(url, **headers):
    """Status, headers and body, as somebody without any key gets them."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture
def open_s3(open_files, s3):
    return lambda prefix, **options: open_files(s3.url(prefix=prefix, **options), server=s3)


@pytest.fixture
async def direct(open_s3):
    """A storage whose store hands out the bytes, and a file in it."""
    files = open_s3(uuid.uuid4().hex, links="store")
    await files.put_bytes(CONTENT, media_type="video/mp4")
    return files


@pytest.fixture
async def url(direct):
    return await direct.direct_url(KEY, name="my clip.mp4", seconds=60)


# --- links signed by the store


async def test_the_stores_address_needs_no_key(url):
    status, headers, body = get(url)

    assert (200, "video/mp4", CONTENT) == (status, headers["content-type"], body)


async def test_the_stores_address_answers_ranges(url):
    status, _, body = get(url, Range="bytes=5-9")

    assert (206, CONTENT[5:10]) == (status, body)


async def test_the_stores_address_ends(direct):
    url = await direct.direct_url(KEY, name="a.mp4", seconds=1)
    await asyncio.sleep(2)

    assert 403 == get(url)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        ("my%2520clip", "other"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        (KEY, "0" * 64 + ".mp4"),
    ],
)
async def test_the_stores_address_cannot_be_changed(url, old, new):
    assert old in url
    assert 403 == get(url.replace(old, new))[0]


async def test_the_stores_address_is_nothing_without_its_query(url):
    assert 403 == get(url.partition("?")[0])[0]


async def test_an_address_signed_by_somebody_else_is_refused(s3, open_files, direct, url):
    prefix = url.split("/wanbox/")[1].split("/")[0]
    stranger = open_files(s3.url(prefix=prefix, links="store"), storage_key=s3.KEY, storage_secret="x" * 40)
    item = await direct._find(KEY)

    assert 403 == get(await stranger._bucket.sign(item.name, seconds=60, disposition="inline"))[0]


async def test_a_store_that_knows_download_names_is_told_one(moto, open_files):
    files = open_files(moto.url(prefix=uuid.uuid4().hex, links="store"), server=moto)
    await files.put_bytes(CONTENT, media_type="video/mp4")
    _, headers, body = get(await files.direct_url(KEY, name="my clip.mp4", seconds=60))

    assert ("inline; filename*=UTF-8''my%20clip.mp4", CONTENT) == (headers["content-disposition"], body)


async def test_credentials_of_the_machine_sign_too(s3, open_files, monkeypatch, direct):
    monkeypatch.setattr(direct._bucket, "_credentials", None)

    assert (200, CONTENT) == get(await direct.direct_url(KEY, name="a.mp4", seconds=60))[::2]


# --- who we are


async def test_the_usual_variables_are_used_where_no_setting_says_who_we_are(s3, open_files, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.SECRET)

    await open_files(s3.url()).check()


async def test_a_variable_of_the_surroundings_does_not_lead_elsewhere(open_s3, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")

    await open_s3("x").check()


async def test_variables_of_the_surroundings_add_nothing_to_the_key_of_the_settings(open_s3, monkeypatch):
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"):
        monkeypatch.setenv(f"AWS_{name}", "another")
    files = open_s3("x", links="store")
    await files.put_bytes(CONTENT, media_type="video/mp4")
    ours = await files.direct_url(KEY, name="a.mp4", seconds=60)
    monkeypatch.setattr(files._bucket, "_credentials", None)  # now the library signs, with all that it sends

    assert "another" not in ours + await files.direct_url(KEY, name="a.mp4", seconds=60)


def test_a_key_without_its_secret_is_refused(tmp_path):
    with pytest.raises(SettingError, match="belong together"):
        open_storage(Settings(data=tmp_path, storage_url="s3://media", storage_key="k"))


def test_an_address_that_cannot_be_used_names_its_setting(tmp_path):
    with pytest.raises(SettingError, match=r"WANBOX_STORAGE_URL: an option is not known"):
        open_storage(Settings(data=tmp_path, storage_url="s3://media?secret=abc"))


# --- what goes wrong


async def said(attempt):
    """All that a log could have of the error."""
    with pytest.raises(StorageError) as refusal:
        await attempt
    return "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)


@pytest.mark.parametrize("what", ["check", "put", "read", "list", "delete", "fetch"])
async def test_a_refusal_is_named_and_shows_no_key_and_no_address(s3, open_files, tmp_path, what):
    files = open_files(s3.url(), storage_key=s3.KEY, storage_secret="not the secret")
    attempts = {
        "check": files.check,
        "put": lambda: files.put_bytes(CONTENT, media_type="video/mp4"),
        "read": lambda: anext(files.read(KEY)),
        "list": files.files,
        "delete": lambda: files.delete(KEY),
        "fetch": lambda: files.fetch(KEY, tmp_path / "copy"),
    }
    text = await said(attempts[what]())

    assert "The store refused: SignatureDoesNotMatch." in text
    assert not any(word in text for word in (s3.KEY, s3.SECRET, "not the secret", s3.endpoint, "X-Amz", "AWS4"))


@pytest.mark.parametrize("what", ["put_bytes", "check"])
async def test_a_bucket_that_is_not_there_is_no_file_that_is_not_there(s3, open_files, what):
    files = open_files(s3.url(bucket="nobody"), server=s3)
    attempt = files.check() if what == "check" else files.put_bytes(CONTENT, media_type="video/mp4")

    assert "The store refused: NoSuchBucket." in await said(attempt)


async def test_a_store_that_is_away_for_a_moment_is_waited_for(make_s3, open_files, monkeypatch):
    monkeypatch.setattr(s3connection, "PATIENCE", dt.timedelta(minutes=1))  # to start it may take a busy machine long
    server = make_s3()
    files = open_files(server.url(), server=server)
    server.kill()
    putting = asyncio.create_task(files.put_bytes(CONTENT, media_type="video/mp4"))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(server.start)

    assert KEY == (await putting).key


async def test_a_store_that_stays_away_is_given_up_after_seconds(make_s3, open_files):
    server = make_s3()
    files = open_files(server.url(), server=server)
    server.kill()
    began = time.monotonic()

    with pytest.raises(StorageError, match="cannot be reached"):
        await files.put_bytes(CONTENT, media_type="video/mp4")

    assert 3.0 <= time.monotonic() - began


# --- renewing


async def test_content_that_is_no_longer_fresh_is_renewed_within_the_store(s3, open_files):
    address = s3.url(prefix=uuid.uuid4().hex)
    old = open_files(address, server=s3)
    young = open_files(address, server=s3, clock=lambda: dt.datetime.now(dt.UTC) + HOUR)
    await old.put_bytes(CONTENT, media_type="video/mp4")
    before = await old._find(KEY)
    await young.put_bytes(CONTENT, media_type="video/mp4")
    after = await young._find(KEY)

    assert before.name != after.name
    assert CONTENT == b"".join([chunk async for chunk in old.read(KEY)])
    assert 1 == len(await young._objects(KEY))


# --- uploads in parts that nobody finished


def begin_upload(server, name):
    """Begin an upload in parts, as a process does that is killed in the middle."""
    url = presign(
        f"{server.endpoint}/wanbox/{name}",
        Credentials(key=server.KEY, secret=server.SECRET),
        region="us-east-1",
        now=dt.datetime.now(dt.UTC),
        seconds=60,
        method="POST",
        extra={"uploads": ""},
    )
    urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=10).close()


async def test_uploads_that_nobody_finished_are_given_up_when_they_are_old(s3, open_s3):
    prefix = uuid.uuid4().hex
    begin_upload(s3, f"{prefix}/files/{KEY}/1.mp4")
    begin_upload(s3, f"{prefix}/files/{KEY}/2.mp4")
    begin_upload(s3, f"{prefix}-of-another/files/{KEY}/3.mp4")
    files, now = open_s3(prefix), dt.datetime.now(dt.UTC)

    assert (0, 2, 0) == tuple([await files.sweep_drafts(before=now + HOUR * n) for n in (-1, 1, 1)])


async def test_a_store_that_does_not_tell_of_unfinished_uploads_has_none(s3, open_files):
    files = open_files(s3.url(bucket="nobody"), server=s3)

    assert 0 == await files._bucket.end_uploads("files", before=dt.datetime.now(dt.UTC))


# --- the bucket's name in the host


async def test_the_bucket_can_be_named_by_the_host(moto, open_files, monkeypatch):
    # No name leads to the server, but as a proxy it is asked for any.
    monkeypatch.setenv("HTTP_PROXY", moto.endpoint)
    files = open_files(
        f"s3://wanbox/{uuid.uuid4().hex}?endpoint=http://s3.amazonaws.com&style=virtual&links=store", server=moto
    )
    await files.put_bytes(CONTENT, media_type="video/mp4")
    url = await files.direct_url(KEY, name="a.mp4", seconds=60)

    assert url.startswith("http://wanbox.s3.amazonaws.com/")
    assert CONTENT == b"".join([chunk async for chunk in files.read(KEY)])
    assert [KEY] == [file.key for file in await files.files()]
