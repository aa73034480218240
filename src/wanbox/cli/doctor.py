"""`wanbox doctor`: is everything here that the engine and the server need?"""

from __future__ import annotations

import importlib.util
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from wanbox.scrub import scrub

from .exits import Exit, leave

_SETTINGS = "settings"
#: Seconds that a store has to answer.
_PATIENCE = 10

#: Import name → what it is for.
LIBRARIES = {
    "av": "encode and decode",
    "cv2": "paint",
    "numba": "paint",
    "resvg_py": "draw",
    "onnxruntime": "cut out subjects",
    "uvicorn": "serve",
}


def doctor(
    warm: Annotated[
        bool, typer.Option("--warm", help="Only compile what the engines run, so that the first task need not wait.")
    ] = False,
) -> None:
    """Check the installation and the settings.

    Exit code 2 if something is wrong.
    """
    failed = False
    if warm:
        _warm()
        return
    for name, check in _checks():
        try:
            print(f"ok    {name}: {check()}")
        except (OSError, ValueError, ImportError) as error:
            failed = True
            print(f"wrong {name}: {error}")
            if name == _SETTINGS:
                break  # what follows goes by them
    if failed:
        leave(Exit.USAGE, "something is wrong, see above")


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "python", platform.python_version
    for module, purpose in LIBRARIES.items():
        yield module, lambda module=module, purpose=purpose: _library(module, purpose)  # type: ignore[misc]
    yield "voices", _voices
    yield _SETTINGS, _settings
    yield "data folder", _data_folder
    yield "database", _database
    yield "storage", _storage


def _warm() -> None:
    from wanbox.engines.contract import Preparing
    from wanbox.engines.registry import load as engine
    from wanbox.settings import load

    from .exits import reported

    with reported():
        for name in sorted({engine for _, engine in load(os.environ, Path.cwd()).routes}):
            loaded = engine(name)
            loaded.warm()
            while isinstance(loaded, Preparing) and loaded.prepare():
                pass
            print(f"ok    {name}: ready")


def _library(module: str, purpose: str) -> str:
    if importlib.util.find_spec(module) is None:
        raise ImportError(f"not installed, needed to {purpose}")
    return purpose


def _voices() -> str:
    """Quoted speech without a voice is lettered, which is no fault."""
    from wanbox.engines.storyboard.sound import voices

    read = {"en": "English", "zh": "Chinese"}
    return ", ".join(f"{name} {'said' if voices.find(code) else 'lettered'}" for code, name in read.items())


def _settings() -> str:
    from wanbox.settings import load

    from . import installation

    settings = load(os.environ, Path.cwd())
    if misspelt := installation.misspelt(os.environ):
        raise ValueError(misspelt)
    return (
        f"listens on {settings.host}:{settings.port}, {settings.workers} worker{'' if settings.workers == 1 else 's'}"
    )


def _data_folder() -> str:
    import tempfile

    from wanbox.settings import load

    folder = load(os.environ, Path.cwd()).data
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return str(folder)


def _database() -> str:
    """Nothing is made and nothing brought up to date by looking."""
    from urllib.parse import urlsplit

    from wanbox.settings import load

    settings = load(os.environ, Path.cwd())
    if urlsplit(settings.ledger_url).scheme != "postgresql":
        return "SQLite, in the data folder"
    import psycopg

    try:
        with psycopg.connect(settings.ledger_url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
            return f"PostgreSQL {version} at {connection.info.host}, {connection.info.dbname}"
    except psycopg.Error as error:
        raise OSError(scrub(" ".join(str(error).split()))) from None


def _storage() -> str:
    """A small file is written and removed."""
    import asyncio

    from wanbox.settings import load
    from wanbox.storage import StorageError, open_storage

    settings = load(os.environ, Path.cwd())

    async def check() -> None:
        async with asyncio.timeout(_PATIENCE):
            await open_storage(settings).check()

    try:
        asyncio.run(check())
    except TimeoutError:
        raise OSError(f"no answer within {_PATIENCE} s") from None
    except StorageError as error:
        raise OSError(str(error)) from None
    return settings.files_url.partition("?")[0]
