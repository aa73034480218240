"""Files of strangers are read in processes of their own: what happens there stays there."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from wanbox.fetch import decoder as decoders
from wanbox.fetch.decoder import Decoder, DecoderGone
from wanbox.media.probe import probe_audio, probe_picture
from wanbox.media.sources import Damaged, TooLarge, WrongKind
from wanbox.testing import media

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def put(tmp_path):
    def write(data, name="a"):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


#: A nursery whose children, in place of reading a picture, do what the file says: it has taken them over.
HOSTILE = """
import os, socket, sys
from wanbox.media import nursery

def obey(source, clean):
    names = {"source": source, "clean": clean, "os": os, "socket": socket, "nursery": nursery, "answer": {}}
    exec(source.read().decode(), names)
    return names["answer"]

nursery._load_pictures()
nursery._load_pictures = lambda: None
nursery.WORK = {**nursery.WORK, "picture": obey}
sys.exit(nursery.main())
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def conquered(tmp_path_factory):
    """A decoder that does what the files say."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "nursery.py").write_text(HOSTILE)
    (folder / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/nursery.py"\n')
    (folder / "python").chmod(0o700)
    async with Decoder(seconds=20) as decoder:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WANBOX_API_KEYS", "sk-secret")
            patch.setattr(decoders.sys, "executable", str(folder / "python"))
            await decoder.start()
        yield decoder


@pytest.fixture
def hastily(conquered, monkeypatch):
    monkeypatch.setattr(conquered, "_seconds", 0.4)
    return conquered


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP"])
async def test_the_facts_are_those_of_the_probe(decoder, put, kind):
    path = put(media.picture(kind))
    facts = probe_picture(path)
    found = await decoder.inspect("picture", path)
    assert found == {name: getattr(facts, name) for name in ("width", "height", "media_type", "has_alpha", "bytes")}


@pytest.mark.parametrize("make", [media.wav, media.mp3])
async def test_the_facts_of_a_sound_are_those_of_the_probe(decoder, put, make):
    path = put(make(4))
    facts = probe_audio(path)
    found = await decoder.inspect("audio", path)
    assert found == {name: getattr(facts, name) for name in ("seconds", "format", "media_type", "bytes")}


@pytest.mark.parametrize(
    ("kind", "data", "error"),
    [
        ("picture", b"words", WrongKind),
        ("audio", b"words", WrongKind),
        ("picture", media.picture("JPEG")[:3000], Damaged),
        ("picture", media.bomb(9000), TooLarge),
        ("picture", b"", WrongKind),
        ("audio", b"", WrongKind),
    ],
)
async def test_errors_arrive_as_what_they_are_and_leave_no_copy(decoder, put, tmp_path, kind, data, error):
    with pytest.raises(error):
        await decoder.inspect(kind, put(data), tmp_path / "clean")
    assert not (tmp_path / "clean").exists()


# --- the clean copy


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
async def test_a_clean_picture_shows_what_the_picture_shows(decoder, put, tmp_path, kind, mode):
    from wanbox.media.pictures import load_picture

    path = put(media.picture(kind, (300, 250), mode))
    await decoder.inspect("picture", path, tmp_path / "clean")
    assert np.array_equal(load_picture(path), load_picture(tmp_path / "clean"))


async def test_a_clean_picture_holds_nothing_but_pixels(decoder, put, tmp_path):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "where I live"
    path = put(media.picture("JPEG", (40, 20), exif=exif, comment=b"secret") + b"<script>alert(1)</script>")
    await decoder.inspect("picture", path, tmp_path / "clean")
    copy = (tmp_path / "clean").read_bytes()
    assert copy[:2] == b"BM"
    assert len(copy) == 54 + 60 * 40
    assert not any(word in copy for word in (b"where", b"secret", b"script"))


async def test_a_clean_picture_is_no_larger_than_anybody_draws(decoder, put, tmp_path):
    await decoder.inspect("picture", put(media.picture("PNG", (5000, 300), "L")), tmp_path / "clean")
    with Image.open(tmp_path / "clean") as copy:
        assert copy.size == (4096, 246)


@pytest.mark.parametrize("make", [media.wav, media.mp3])
async def test_a_clean_sound_sounds_like_the_sound(decoder, put, tmp_path, make):
    from wanbox.media.sound import load_sound

    path = put(make(3))
    await decoder.inspect("audio", path, tmp_path / "clean")
    assert np.abs(load_sound(path, 3) - load_sound(tmp_path / "clean", 3)).max() < 1e-4


async def test_a_sound_too_long_for_any_use_gets_no_copy(decoder, put, tmp_path):
    facts = await decoder.inspect("audio", put(media.wav(40)), tmp_path / "clean")
    assert facts["seconds"] == pytest.approx(40)
    assert not (tmp_path / "clean").exists()


# --- files that take their reader over


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("import ctypes; ctypes.string_at(0)", "ended with -11"),
        ("os.abort()", "ended with -6"),
        ("os._exit(0)", "ended with 0"),
        ("raise RuntimeError('a defect of ours')", "ended with 1"),
        ("answer = 'x' * 1_000_000", "no end"),
        ("block = bytearray(2 << 30)", "memory"),
    ],
    ids=["segfault", "abort", "silence", "defect", "babble", "memory"],
)
async def test_a_reader_that_dies_is_a_refused_file_and_the_next_one_is_read(conquered, tmp_path, put, deed, why):
    with pytest.raises(Damaged, match=why):
        await conquered.inspect("picture", put(deed.encode()), tmp_path / "clean")
    assert not (tmp_path / "clean").exists()
    assert (await conquered.inspect("audio", put(media.wav(3))))["seconds"] == 3.0


@pytest.mark.parametrize("deed", ["import time; time.sleep(60)", "while True: pass"])
async def test_a_reader_that_hangs_is_ended_in_time(hastily, put, deed):
    with pytest.raises(Damaged, match="too long"):
        await hastily.inspect("picture", put(deed.encode()))


async def test_a_file_that_cannot_even_be_opened_is_ended_in_time(hastily, tmp_path):
    os.mkfifo(tmp_path / "a")
    with pytest.raises(Damaged, match="too long"):
        await hastily.inspect("picture", tmp_path / "a")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes calls away")
@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/passwd')",
        "open('/etc/passwd', 'a')",
        "os.listdir('/')",
        "os.remove(victim)",
        "os.rename(victim, victim + 'x')",
        "os.mkdir(victim + 'x')",
        "os.chmod(victim, 0)",
        "os.truncate(victim, 0)",
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
        "os.kill(os.getppid(), 9)",
        "os.pidfd_open(os.getppid())",
    ],
)
async def test_a_reader_that_was_taken_over_finds_nothing_to_do(conquered, tmp_path, put, deed):
    victim = put(b"precious", "victim")
    code = f"""
victim = {str(victim)!r}
try:
    {deed}
except PermissionError:
    raise nursery.Damaged("nothing to do")
"""
    with pytest.raises(Damaged, match="nothing to do"):
        await conquered.inspect("picture", put(code.encode()))
    assert victim.read_bytes() == b"precious"
    assert set(tmp_path.iterdir()) == {victim, tmp_path / "a"}


async def test_a_reader_that_was_taken_over_cannot_answer_for_the_nursery(conquered, put):
    """Its pipes are closed: only its own is left, whose content is judged."""
    code = "fds = [n for n in range(3) if not nursery.select.select([], [n], [], 0)]"
    with pytest.raises(Damaged, match="ended with 1"):
        await conquered.inspect("picture", put(code.encode()))


async def test_secrets_are_not_passed_on(conquered, put):
    code = "raise nursery.Damaged(' '.join(os.environ) + ' '.join(os.environ.values()))"
    with pytest.raises(Damaged, match="PATH") as told:
        await conquered.inspect("picture", put(code.encode()))
    assert "sk-secret" not in str(told.value)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"width": "320", "height": 240, "media_type": "image/png", "has_alpha": False, "bytes": 1},
        {"width": 1e9, "height": 240, "media_type": "image/png", "has_alpha": False, "bytes": 1},
        {"error": "SystemExit", "message": {}},
        {"error": ["Damaged"]},
    ],
)
async def test_answers_of_another_shape_are_not_believed(conquered, put, answer):
    with pytest.raises(Damaged):
        await conquered.inspect("picture", put(f"answer = {answer!r}".encode()))


FACTS = {"width": 320, "height": 240, "media_type": "image/png", "has_alpha": False, "bytes": 1}


@pytest.mark.parametrize(
    "copy",
    [
        "b'\\xff\\xd8\\xff\\xe0 a JPEG for the engine to stumble over' * 9",
        "b'BM' + bytes(100)",
        "b'x'",
        "b'\\x89PNG\\r\\n\\x1a\\n' * 20",
    ],
)
async def test_a_copy_that_is_no_plain_picture_goes_no_further(conquered, tmp_path, put, copy):
    with pytest.raises(Damaged, match="copy"):
        await conquered.inspect("picture", put(f"clean.write({copy}); answer = {FACTS}".encode()), tmp_path / "clean")
    assert not (tmp_path / "clean").exists()


async def test_a_copy_cannot_fill_the_disk(conquered, tmp_path, put):
    with pytest.raises(Damaged):
        await conquered.inspect("picture", put(b"while True: clean.write(bytes(1 << 22))"), tmp_path / "clean")
    assert not (tmp_path / "clean").exists()


# --- the nursery itself


async def test_a_nursery_that_was_killed_is_replaced_without_blaming_a_file(put):
    path = put(media.picture())
    async with Decoder() as decoder:
        await decoder.inspect("picture", path)
        os.kill(decoder._process.pid, signal.SIGKILL)
        assert (await decoder.inspect("picture", path))["width"] == 320


async def test_a_nursery_that_cannot_live_is_our_fault(put, monkeypatch):
    monkeypatch.setattr(decoders.sys, "executable", "/bin/false")
    async with Decoder() as decoder:
        with pytest.raises(DecoderGone):
            await decoder.inspect("picture", put(media.picture()))


async def test_the_answer_to_a_question_that_was_given_up_is_nobody_else_s(tmp_path, put):
    os.mkfifo(tmp_path / "stalls")
    async with Decoder() as decoder:
        await decoder.start()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(decoder.inspect("picture", tmp_path / "stalls"), 0.5)
        assert (await decoder.inspect("picture", put(media.picture())))["width"] == 320


async def test_many_files_at_once_get_their_own_answers(decoder, put):
    sizes = [(240 + n, 300 - n) for n in range(20)]
    paths = [put(media.picture("PNG", size), str(n)) for n, size in enumerate(sizes)]
    found = await asyncio.gather(*(decoder.inspect("picture", path) for path in paths))
    assert [(facts["width"], facts["height"]) for facts in found] == sizes


async def test_nothing_is_left_running(put):
    async with Decoder() as decoder:
        await decoder.inspect("picture", put(media.picture()))
        pid = decoder._process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_full_disk_is_our_fault_and_not_the_file_s(put, tmp_path):
    """The limit on the nursery's files stands for the disk."""
    path = put(media.picture())
    async with Decoder() as decoder:
        await decoder.inspect("picture", path)
        pid = decoder._process.pid
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, 4096))
        with pytest.raises(DecoderGone, match="File too large"):
            await decoder.inspect("picture", path, tmp_path / "clean.bmp")

    assert not (tmp_path / "clean.bmp").exists()


async def write_until_broken(pipe):
    while True:
        pipe.write(b"x")
        await asyncio.sleep(0.01)


async def test_a_reader_goes_with_its_nursery_even_where_it_waits_for_a_file(tmp_path):
    """Its only sign of life is that it would take what is written to the pipe that it waits for."""
    os.mkfifo(tmp_path / "stalls")
    async with Decoder() as decoder:
        await decoder.start()
        asking = asyncio.create_task(decoder.inspect("picture", tmp_path / "stalls"))
        # Opens as soon as the reader does, and breaks as soon as it is gone.
        pipe = await asyncio.to_thread((tmp_path / "stalls").open, "wb", 0)
        with pipe:
            os.kill(decoder._process.pid, signal.SIGKILL)
            async with asyncio.timeout(10):
                with pytest.raises(BrokenPipeError):
                    await write_until_broken(pipe)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
