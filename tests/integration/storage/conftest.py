from __future__ import annotations

import datetime as dt
import uuid

import pytest

from wanbox.settings import Settings
from wanbox.storage import open_storage


def real_now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def open_files(tmp_path):
    """Opens the storage of a URL as the program does."""

    def open_url(url, *, server=None, clock=real_now, **settings):
        if server is not None:
            settings = {"storage_key": server.KEY, "storage_secret": server.SECRET} | settings
        return open_storage(Settings(data=tmp_path / "data", storage_url=url, **settings), clock=clock)

    return open_url


@pytest.fixture(params=["folder", "nanio", "moto"])
def make_files(request, tmp_path, open_files):
    """Opens an empty storage of each kind in turn; each call opens the same one anew, as another process would."""
    if request.param == "folder":
        url, server = (tmp_path / "files").as_uri(), None
    else:
        server = request.getfixturevalue({"nanio": "s3", "moto": "moto"}[request.param])
        url = server.url(prefix=uuid.uuid4().hex)
    return lambda **values: open_files(url, server=server, **values)


@pytest.fixture
def files(make_files):
    return make_files()
