"""Probes run in a process of their own: what happens there stays there."""

from __future__ import annotations

import os

import pytest

from wanbox.fetch import probing
from wanbox.fetch.probing import probe
from wanbox.media.sources import Damaged, TooLarge, WrongKind
from wanbox.testing import media


async def test_the_facts_arrive(tmp_path):
    (tmp_path / "a").write_bytes(media.picture())
    assert (await probe("picture", tmp_path / "a"))["width"] == 320


@pytest.mark.parametrize(
    ("kind", "data", "error"),
    [
        ("picture", b"words", WrongKind),
        ("audio", b"words", WrongKind),
        ("picture", media.picture("JPEG")[:3000], Damaged),
        ("picture", media.bomb(9000), TooLarge),
    ],
)
async def test_errors_arrive_as_what_they_are(tmp_path, kind, data, error):
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(error):
        await probe(kind, tmp_path / "a")


async def test_a_decoder_that_stalls_is_ended(tmp_path):
    os.mkfifo(tmp_path / "a")
    with pytest.raises(Damaged, match="too long"):
        await probe("picture", tmp_path / "a", seconds=0.5)


async def test_a_decoder_that_dies_is_an_error_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(probing.sys, "executable", "/bin/false")
    with pytest.raises(Damaged, match="ended with 1"):
        await probe("picture", tmp_path / "a")


async def test_secrets_are_not_passed_on(tmp_path, monkeypatch):
    """A program that prints its environment stands in for the decoder."""
    decoder = tmp_path / "decoder"
    decoder.write_text('#!/bin/sh\nenv > "$(dirname "$0")/seen"\necho "{}"\n')
    decoder.chmod(0o700)
    monkeypatch.setenv("WANBOX_API_KEYS", "sk-secret")
    monkeypatch.setattr(probing.sys, "executable", str(decoder))
    assert await probe("picture", tmp_path / "a") == {}
    assert "PATH=" in (tmp_path / "seen").read_text()
    assert "sk-secret" not in (tmp_path / "seen").read_text()
