"""Pictures and sounds named on the command line: an address stays one, a local file is uploaded."""

from __future__ import annotations

from pathlib import Path

from wanbox.client import Client


def reference(client: Client, named: str, *, model: str) -> str:
    """What to put into the request for a path or an address.

    Raises:
        FileNotFoundError: It is neither an address nor a file.
    """
    if named.startswith(("http://", "https://", "oss://", "data:")):
        return named
    path = Path(named).expanduser()
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {named!r}.")
    return client.upload(path, model=model)
