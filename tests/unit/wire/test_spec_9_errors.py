"""Spec section 9: every row of the error table, with its literal text."""

from __future__ import annotations

import copy
import pickle
import string

import pytest

from wanbox.wire.errors import Fault, WireError, flat_body, shown_url

# status, code, message as the specification prints it; `xxx` stands for what is filled in
TABLE = [
    (400, "InvalidParameter", "Model not exist."),
    (400, "InvalidParameter", "url error, please check url！"),
    (400, "InvalidParameter", "Field required: xxx"),
    (400, "InvalidParameter", "Required body invalid, please check the request body format."),
    (400, "InvalidParameter", "Request method 'GET' is not supported."),
    (400, "InvalidParameter", "Range of n should be [1, 4]"),
    (400, "InvalidParameter", "num_images_per_prompt must be 1"),
    (400, "InvalidParameter", "messages length only support 1"),
    (400, "InvalidParameter", "content length only support 2"),
    (400, "InvalidParameter", "lack of image or text"),
    (400, "InvalidParameter", "image format error"),
    (400, "InvalidParameter", "download image failed"),
    (400, "InvalidParameter", "the size of input image is too small or too large."),
    (400, "InvalidParameter", "The size is not match the allowed size [xxx]"),
    (
        400,
        "InvalidParameter",
        (
            "The request is missing required parameters or the parameters are out of the specified range, please check "
            "the parameters that you send."
        ),
    ),
    (400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.'),
    (400, "BadRequest.EmptyInput", "Required input parameter missing from request."),
    (400, "BadRequest.EmptyParameters", 'Required parameter "parameters" missing from request.'),
    (400, "BadRequest.IllegalInput", "The input parameter requires json format."),
    (400, "BadRequest.TooLarge", "Payload Too Large."),
    (400, "BadRequest.InputDownloadFailed", "Failed to download the input file: xxx."),
    (400, "InvalidURL", "Required URL is missing or invalid, please check the request URL."),
    (
        400,
        "InvalidURL",
        (
            "The request URL is invalid, please check the request URL is available and the request image format is one of "
            "the following types: JPEG, JPG, PNG, BMP, and WEBP."
        ),
    ),
    (400, "InvalidURL", "The input audio is longer than xxs."),
    (400, "InvalidURL", "File size is larger than 15MB."),
    (400, "InvalidURL", "File type is not supported. Allowed types are: .wav, .mp3."),
    (400, "InvalidURL.ConnectionRefused", "Connection to xxx refused, please provide available URL."),
    (400, "InvalidURL.Timeout", "Download xxx timeout, please check network connection."),
    (400, "InvalidImage.FileFormat", "Invalid image type. Please ensure the uploaded file is a valid image."),
    (400, "InvalidImageResolution", "The input image resolution is too large or small."),
    (400, "InvalidImageFormat", "The input image is in invalid format."),
    (400, "InvalidImage.ImageSize", "The size of image is beyond limit."),
    (
        400,
        "InvalidParameter.DataInspection",
        "Unable to download the media resource during the data inspection process.",
    ),
    (
        400,
        "InvalidParameter.DataInspection",
        "The media format is not supported or incorrect for the data inspection.",
    ),
    (400, "DataInspectionFailed", "Input data may contain inappropriate content."),
    (400, "DataInspectionFailed", "Output data may contain inappropriate content."),
    (400, "DataInspectionFailed", "Input or output data may contain inappropriate content."),
    (400, "IPInfringementSuspect", "Input data is suspected of being involved in IP infringement."),
    (400, "Arrearage", "Access denied, please make sure your account is in good standing."),
    (
        400,
        "UnsupportedOperation",
        "Failed to cancel the task, please confirm if the task is in PENDING status.",
    ),
    (401, "InvalidApiKey", "No API-key provided."),
    (401, "InvalidApiKey", "Invalid API-key provided."),
    (403, "AccessDenied", "current user api does not support synchronous calls."),
    (403, "AccessDenied", "Current user api does not support asynchronous calls."),
    (403, "AccessDenied", "Access denied."),
    (403, "AccessDenied", "Invalid according to Policy: Policy expired."),
    (
        403,
        "AccessDenied.Unpurchased",
        "Access to model denied. Please make sure you are eligible for using the model.",
    ),
    (403, "Model.AccessDenied", "Model access denied."),
    (403, "Workspace.AccessDenied", "Workspace access denied."),
    (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted."),
    (404, "ModelNotFound", "Model can not be found."),
    (404, "ModelNotFound", "The model xxx does not exist."),
    (404, "NotFound", "Not found!"),
    (404, "NotFound", "Request path not found."),
    (404, "WorkSpaceNotFound", "WorkSpace can not be found."),
    (429, "Throttling", "Requests throttling triggered."),
    (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."),
    (429, "Throttling.BurstRate", "Request rate increased too quickly."),
    (429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit."),
    (500, "InternalError", "An internal error has occured, please try again later or contact service support."),
    (500, "InternalError.Algo", "inference internal error."),
    (
        500,
        "InternalError.Timeout",
        "An internal timeout error has occured during execution, please try again later or contact service support.",
    ),
    (500, "InternalError.Upload", "Failed to upload result."),
    (500, "SystemError", "An system error has occured, please try again later."),
    (500, "RewriteFailed", "Failed to rewrite content for prompt."),
    (500, "RequestTimeOut", "Request timed out, please try again later."),
    (503, "ModelUnavailable", "Model is unavailable, please try again later."),
    (503, "ModelServingError", "Too many requests. Your requests are being throttled"),
]
FILLED = {
    "field": "xxx",
    "method": "GET",
    "allowed": "xxx",
    "url": "xxx",
    "model": "xxx",
    "seconds": "xx",
    "megabytes": 15,
    "length": 2,
    "name": "n",
    "low": 1,
    "high": 4,
    "type": "integer",
    "choices": "'a'",
}
# Rows whose words are not the vendor's, each said so where it stands in the table.
OURS = {
    Fault.INTERLEAVE_NEEDS_STREAM,
    Fault.IDEMPOTENCY_CONFLICT,
    Fault.AUDIO_TOO_SHORT,
    Fault.NOT_AUTHORIZED,
    Fault.ONE_OF,
    Fault.WRONG_TYPE,
    Fault.DOWNLOAD_FAILED,
}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[1]}-{row[2][:30]}")
def test_spec_9_2_each_row_is_told_literally(row):
    told = [fault.error(**FILLED) for fault in Fault]

    assert row in [(error.status, error.code, error.message) for error in told]


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_each_fault_is_a_row_of_the_specification_or_said_to_be_ours(fault):
    error = fault.error(**FILLED)

    assert (fault in OURS) != ((error.status, error.code, error.message) in TABLE)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_each_fault_has_an_error_status(fault):
    assert fault.status in {400, 401, 403, 404, 429, 500, 503}


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_a_name_that_is_not_filled_in_is_a_mistake_of_ours(fault):
    names = [name for _, name, _, _ in string.Formatter().parse(fault.message) if name]

    if names:
        with pytest.raises(KeyError):
            fault.error()
    else:
        assert fault.message == fault.error().message


def test_spec_3_1_the_measured_text_of_a_failed_download():
    assert "Failed to download http://h/a.png" == Fault.DOWNLOAD_FAILED.error(url="http://h/a.png").message


def test_spec_9_1_flat_body():
    expected = {"code": "Throttling", "message": "Requests throttling triggered.", "request_id": "a4d7"}

    assert expected == flat_body(Fault.THROTTLING.error(), "a4d7")


def test_spec_9_1_codes_are_pascal_case():
    odd = {fault.code for fault in Fault if not fault.code[0].isupper() or "_" in fault.code}

    assert set() == odd


def test_deferred_is_code_and_message():
    assert ("InvalidParameter", "Model not exist.") == Fault.MODEL_NOT_EXIST.error().deferred


def test_errors_are_equal_by_what_they_tell():
    assert Fault.NO_KEY.error() == WireError(401, "InvalidApiKey", "No API-key provided.", field="x")
    assert Fault.NO_KEY.error() != Fault.WRONG_KEY.error()
    assert Fault.NO_KEY.error() != "InvalidApiKey"
    assert 1 == len({Fault.NO_KEY.error(), Fault.NO_KEY.error()})


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_errors_cross_processes(again):
    error = Fault.FIELD_REQUIRED.error(field="input.prompt")
    error.field = "input.prompt"

    assert (error, error.field) == (again(error), again(error).field)


def test_an_error_reads_as_a_sentence():
    assert "InvalidApiKey: No API-key provided." == str(Fault.NO_KEY.error())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/a.png", "https://h/a.png"),
        ("https://h/a.png?Expires=1&Signature=s3cret", "https://h/a.png"),
        ("https://h/a.png#s3cret", "https://h/a.png"),
        ("https://user:s3cret@h/a.png", "https://h/a.png"),
        ("https://u:p@ss@h/a.png?x", "https://h/a.png"),
        ("https://h/" + "a" * 300, "https://h/" + "a" * 190 + "…"),
    ],
)
def test_shown_urls_tell_no_secrets(url, shown):
    assert shown == shown_url(url)
