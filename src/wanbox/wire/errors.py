"""The vendor's errors, one row each: HTTP status, code, literal message (spec 1.3, 1.4, 7.2, 8, 9.2).

    WireError                    what a caller is told: status, code, message
     └─ made by Fault.X.error()  the table of all rows that we know

A row's message may hold `{names}`; `error(names=…)` fills them in. Clients compare codes or message prefixes, so the
literal part always comes first where the vendor has it first.
"""

from __future__ import annotations

import enum
import re
from typing import Any, Self


class WireError(Exception):
    """A request was refused, or a task failed, in the vendor's words."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        #: Which field of the request it concerns, where the literal message cannot say so.
        self.field = field
        #: Seconds after which the same request may succeed, where that is known.
        self.retry_after: float | None = None

    def after(self, seconds: float) -> Self:
        """The same refusal, with a moment at which asking again may help."""
        self.retry_after = seconds
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WireError) and self._facts == other._facts

    def __hash__(self) -> int:
        return hash(self._facts)

    def __reduce__(self) -> tuple[type[WireError], tuple[int, str, str, str]]:
        return type(self), (*self._facts, self.field)

    @property
    def _facts(self) -> tuple[int, str, str]:
        return self.status, self.code, self.message

    @property
    def deferred(self) -> tuple[str, str]:
        """Code and message, as a FAILED task carries them under `output` (spec 3.1)."""
        return self.code, self.message


@enum.unique
class Fault(enum.Enum):
    """Rows of the error table; the value is (status, code, message)."""

    # --- the request as a whole (spec 3.1, 9.2)
    MODEL_NOT_EXIST = (400, "InvalidParameter", "Model not exist.")
    URL_ERROR = (400, "InvalidParameter", "url error, please check url！")
    BODY_INVALID = (400, "InvalidParameter", "Required body invalid, please check the request body format.")
    METHOD_NOT_SUPPORTED = (400, "InvalidParameter", "Request method '{method}' is not supported.")
    EMPTY_MODEL = (400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')
    EMPTY_INPUT = (400, "BadRequest.EmptyInput", "Required input parameter missing from request.")
    EMPTY_PARAMETERS = (400, "BadRequest.EmptyParameters", 'Required parameter "parameters" missing from request.')
    ILLEGAL_INPUT = (400, "BadRequest.IllegalInput", "The input parameter requires json format.")
    TOO_LARGE = (400, "BadRequest.TooLarge", "Payload Too Large.")

    # --- fields (spec 3, 4, 9.2)
    FIELD_REQUIRED = (400, "InvalidParameter", "Field required: {field}")
    RANGE = (400, "InvalidParameter", "Range of {name} should be [{low}, {high}]")
    ONE_OF = (400, "InvalidParameter", "Input should be {choices}: {field}")
    WRONG_TYPE = (400, "InvalidParameter", "Input should be a valid {type}: {field}")
    INTERLEAVE_N = (400, "InvalidParameter", "num_images_per_prompt must be 1")
    MESSAGES_LENGTH = (400, "InvalidParameter", "messages length only support 1")
    CONTENT_LENGTH = (400, "InvalidParameter", "content length only support {length}")
    LACK_OF_CONTENT = (400, "InvalidParameter", "lack of image or text")
    SIZE_NOT_MATCH = (400, "InvalidParameter", "The size is not match the allowed size [{allowed}]")
    OUT_OF_RANGE = (
        400,
        "InvalidParameter",
        (
            "The request is missing required parameters or the parameters are out of the specified range, "
            "please check the parameters that you send."
        ),
    )
    #: Spec 4.2 only says that this is an error; the words are ours.
    INTERLEAVE_NEEDS_STREAM = (
        400,
        "InvalidParameter",
        "Interleaved output is only offered as a stream on this path: send the header X-DashScope-SSE: enable.",
    )
    #: Our own: the vendor has no idempotency keys.
    IDEMPOTENCY_CONFLICT = (
        400,
        "InvalidParameter",
        "The Idempotency-Key was already used with a different request body.",
    )

    # --- media (spec 3.2, 3.3, 4.1, 8, 9.2)
    IMAGE_FORMAT = (400, "InvalidParameter", "image format error")
    DOWNLOAD_IMAGE_FAILED = (400, "InvalidParameter", "download image failed")
    IMAGE_SIZE = (400, "InvalidParameter", "the size of input image is too small or too large.")
    DOWNLOAD_FAILED = (400, "InvalidParameter", "Failed to download {url}")
    INPUT_DOWNLOAD_FAILED = (400, "BadRequest.InputDownloadFailed", "Failed to download the input file: {url}.")
    URL_MISSING = (400, "InvalidURL", "Required URL is missing or invalid, please check the request URL.")
    URL_INVALID = (
        400,
        "InvalidURL",
        (
            "The request URL is invalid, please check the request URL is available and the request image format is one "
            "of the following types: JPEG, JPG, PNG, BMP, and WEBP."
        ),
    )
    AUDIO_TOO_LONG = (400, "InvalidURL", "The input audio is longer than {seconds}s.")
    #: The vendor publishes no text for this side of the range; worded as its twin.
    AUDIO_TOO_SHORT = (400, "InvalidURL", "The input audio is shorter than {seconds}s.")
    FILE_TOO_LARGE = (400, "InvalidURL", "File size is larger than {megabytes}MB.")
    AUDIO_TYPE = (400, "InvalidURL", "File type is not supported. Allowed types are: .wav, .mp3.")
    CONNECTION_REFUSED = (
        400,
        "InvalidURL.ConnectionRefused",
        "Connection to {url} refused, please provide available URL.",
    )
    DOWNLOAD_TIMEOUT = (
        400,
        "InvalidURL.Timeout",
        "Download {url} timeout, please check network connection.",
    )
    IMAGE_TYPE = (
        400,
        "InvalidImage.FileFormat",
        "Invalid image type. Please ensure the uploaded file is a valid image.",
    )
    IMAGE_RESOLUTION = (400, "InvalidImageResolution", "The input image resolution is too large or small.")
    IMAGE_INVALID = (400, "InvalidImageFormat", "The input image is in invalid format.")
    IMAGE_BEYOND_LIMIT = (400, "InvalidImage.ImageSize", "The size of image is beyond limit.")
    MEDIA_UNAVAILABLE = (
        400,
        "InvalidParameter.DataInspection",
        "Unable to download the media resource during the data inspection process.",
    )
    MEDIA_UNRESOLVED = (
        400,
        "InvalidParameter.DataInspection",
        "The media format is not supported or incorrect for the data inspection.",
    )

    # --- moderation and accounts (spec 1.3, 9.2)
    INSPECTION_INPUT = (400, "DataInspectionFailed", "Input data may contain inappropriate content.")
    INSPECTION_OUTPUT = (400, "DataInspectionFailed", "Output data may contain inappropriate content.")
    INSPECTION_EITHER = (400, "DataInspectionFailed", "Input or output data may contain inappropriate content.")
    IP_INFRINGEMENT = (
        400,
        "IPInfringementSuspect",
        "Input data is suspected of being involved in IP infringement.",
    )
    ARREARAGE = (400, "Arrearage", "Access denied, please make sure your account is in good standing.")
    NO_KEY = (401, "InvalidApiKey", "No API-key provided.")
    WRONG_KEY = (401, "InvalidApiKey", "Invalid API-key provided.")
    #: The vendor publishes the code alone.
    NOT_AUTHORIZED = (401, "NOT AUTHORIZED", "Workspace access is not authorized.")
    WORKSPACE_DENIED = (403, "Workspace.AccessDenied", "Workspace access denied.")
    WORKSPACE_NOT_FOUND = (404, "WorkSpaceNotFound", "WorkSpace can not be found.")
    MODEL_DENIED = (403, "Model.AccessDenied", "Model access denied.")
    UNPURCHASED = (
        403,
        "AccessDenied.Unpurchased",
        "Access to model denied. Please make sure you are eligible for using the model.",
    )
    FREE_TIER_ONLY = (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted.")

    # --- modes and tasks (spec 1.4, 7.2, 8)
    NO_SYNCHRONOUS = (403, "AccessDenied", "current user api does not support synchronous calls.")
    NO_ASYNCHRONOUS = (403, "AccessDenied", "Current user api does not support asynchronous calls.")
    ACCESS_DENIED = (403, "AccessDenied", "Access denied.")
    POLICY_EXPIRED = (403, "AccessDenied", "Invalid according to Policy: Policy expired.")
    CANCEL_REFUSED = (
        400,
        "UnsupportedOperation",
        "Failed to cancel the task, please confirm if the task is in PENDING status.",
    )
    MODEL_NOT_FOUND = (404, "ModelNotFound", "Model can not be found.")
    MODEL_DOES_NOT_EXIST = (404, "ModelNotFound", "The model {model} does not exist.")
    NOT_FOUND = (404, "NotFound", "Not found!")
    PATH_NOT_FOUND = (404, "NotFound", "Request path not found.")

    # --- load and our own faults (spec 9.2)
    THROTTLING = (429, "Throttling", "Requests throttling triggered.")
    RATE_QUOTA = (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.")
    BURST_RATE = (429, "Throttling.BurstRate", "Request rate increased too quickly.")
    ALLOCATION_QUOTA = (
        429,
        "Throttling.AllocationQuota",
        "Allocated quota exceeded, please increase your quota limit.",
    )
    INTERNAL = (
        500,
        "InternalError",
        "An internal error has occured, please try again later or contact service support.",
    )
    ALGORITHM = (500, "InternalError.Algo", "inference internal error.")
    INTERNAL_TIMEOUT = (
        500,
        "InternalError.Timeout",
        "An internal timeout error has occured during execution, please try again later or contact service support.",
    )
    UPLOAD_FAILED = (500, "InternalError.Upload", "Failed to upload result.")
    SYSTEM = (500, "SystemError", "An system error has occured, please try again later.")
    REWRITE_FAILED = (500, "RewriteFailed", "Failed to rewrite content for prompt.")
    REQUEST_TIMEOUT = (500, "RequestTimeOut", "Request timed out, please try again later.")
    MODEL_UNAVAILABLE = (503, "ModelUnavailable", "Model is unavailable, please try again later.")
    MODEL_SERVING = (503, "ModelServingError", "Too many requests. Your requests are being throttled")

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def code(self) -> str:
        return self.value[1]

    @property
    def message(self) -> str:
        """The literal text, with `{names}` where `error` fills in."""
        return self.value[2]

    def error(self, **names: object) -> WireError:
        """The error of this row; raises KeyError if a name of its text is not given."""
        return WireError(self.status, self.code, self.message.format(**names))


#: Values of a URL's query that must not be repeated to anybody: signatures and keys.
_QUERY = re.compile(r"[?#].*", re.DOTALL)


def shown_url(url: str, limit: int = 200) -> str:
    """A URL fit for an error text: no query (it may be signed), no user name or password, not too long."""
    bare = re.sub(r"//[^/]*@", "//", _QUERY.sub("", url))
    return bare if len(bare) <= limit else bare[:limit] + "…"


def flat_body(error: WireError, request_id: str) -> dict[str, Any]:
    """The body of every error answer on the native paths (spec 9.1)."""
    return {"code": error.code, "message": error.message, "request_id": request_id}
