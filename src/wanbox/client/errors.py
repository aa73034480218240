"""What can go wrong for a caller.

ClientError
 ├─ ConnectionFailed     no answer: the server could not be reached, or the line broke
 ├─ ApiError             the server said no: HTTP status, the vendor's code and message
 │   └─ KeyRefused       … because of the key (401)
 ├─ TaskFailed           the task ended without a result; `.task` tells why
 ├─ AnswerUnreadable     what came back is not of this wire: is the base URL right?
 └─ WaitExpired          the task is still going after the time that the caller gave
"""

from __future__ import annotations

from wanbox.wire.read import Polled


class ClientError(Exception):
    """The call did not bring what was asked for."""


class ConnectionFailed(ClientError):  # noqa: N818 - reads as the sentence it is
    """No answer: the server could not be reached, or the line broke."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        #: Whether the server may have seen the request.
        self.sent = sent


class ApiError(ClientError):
    """The server refused the request."""

    def __init__(
        self, status: int, code: str, message: str, request_id: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        #: Seconds after which the same call may succeed, where the server says so.
        self.retry_after = retry_after


class KeyRefused(ApiError):  # noqa: N818
    """The API key is missing or wrong."""


class AnswerUnreadable(ClientError):  # noqa: N818
    """What came back is not of this wire: is the base URL right?"""


class TaskFailed(ClientError):  # noqa: N818
    """The task ended without a result."""

    def __init__(self, task: Polled) -> None:
        super().__init__(str(task.error) if task.error else f"The task is {task.status}.")
        self.task = task


class WaitExpired(ClientError):  # noqa: N818
    """The task is still going; `.task` is what it last looked like."""

    def __init__(self, task: Polled) -> None:
        super().__init__(f"Task {task.task_id} is still {task.status}.")
        self.task = task
