"""A server of one's own, for tests and for commands that find none running."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

#: Seconds that a start may take; a first start compiles the drawing kernels in the worker, not in the server.
START_LIMIT = 30.0
#: Seconds for running work to end before the processes are stopped.
STOP_LIMIT = 10.0
#: What the server says once it answers, with its base URL.
_READY = re.compile(rb"^wanbox is ready at (\S+)$", re.MULTILINE)
#: Bytes of the log that are looked at: the greeting stands at its head, a fault at its end.
_LOG_HEAD = 1 << 16
_LOG_END = 3000


class LocalServer:
    """Starts `wanbox serve` on a free port with a key of its own, and stops it at the end of the `with` block."""

    def __init__(self, *, environ: Mapping[str, str] | None = None) -> None:
        self.key = f"sk-{secrets.token_hex(16)}"
        #: Known once it runs.
        self.base_url = ""
        self._environ = dict(os.environ if environ is None else environ)
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server

    def __enter__(self) -> Self:
        environ = self._environ | {
            "WANBOX_HOST": "127.0.0.1",
            "WANBOX_PORT": "0",
            "WANBOX_API_KEYS": self.key,
            "WANBOX_PUBLIC_URL": "",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wanbox", "serve", "--owned"],
            env=environ,
            # The server ends with this pipe, also when the command is killed and cannot stop it.
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            # Ctrl-C belongs to the command: it cancels the task first and then stops the server.
            start_new_session=True,
        )
        try:
            self._await_answer()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and "InternalError" in str(error):
            # The server's log goes with the server: what it says about its own fault is shown while there is one.
            sys.stderr.write(f"{self.log()}\n")
        self.stop()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None
        self._log.close()

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if ready := _READY.search(self._said(0, _LOG_HEAD)):
                self.base_url = ready[1].decode()
                return
            if self._process is not None and self._process.poll() is not None:
                raise OSError(f"the server did not start:\n{self.log()}")
            time.sleep(0.03)
        raise OSError(f"the server did not answer within {START_LIMIT:.0f} s:\n{self.log()}")

    def log(self) -> str:
        """The end of what the server has said, without its key."""
        length = os.fstat(self._log.fileno()).st_size
        return self._said(max(length - _LOG_END, 0), _LOG_END).decode(errors="replace").replace(self.key, "sk-…")

    def _said(self, start: int, length: int) -> bytes:
        # The server writes at the place in the file that it shares with us: read without moving it.
        return os.pread(self._log.fileno(), length, start)
