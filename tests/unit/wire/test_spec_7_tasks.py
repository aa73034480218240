"""Spec sections 7 and 8, and E8: listing, cancelling, uploads, the model list."""

from __future__ import annotations

import datetime as dt

import pytest

from wanbox.wire import answers, read, times
from wanbox.wire.answers import TaskView, UploadPolicy
from wanbox.wire.build import BASE_URLS
from wanbox.wire.catalogue import all_models
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.listing import ListQuery, list_query, paging
from wanbox.wire.status import TaskStatus

NOW = dt.datetime(2026, 3, 2, 4, 0, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(hours=24)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


# --- 7.1 the query


def test_spec_7_1_defaults():
    assert ListQuery(start=NOW - DAY, end=NOW, page=1, page_size=10) == list_query({}, NOW)


def test_spec_7_1_both_times_are_utc_8():
    query = list_query({"start_time": "20260301080000", "end_time": "20260301200000"}, NOW)

    assert (utc(2026, 3, 1, 0), utc(2026, 3, 1, 12)) == (query.start, query.end)


def test_spec_7_1_start_alone_covers_24_hours():
    query = list_query({"start_time": "20260301080000"}, NOW)

    assert (utc(2026, 3, 1), utc(2026, 3, 2)) == (query.start, query.end)


def test_spec_7_1_end_alone_covers_24_hours():
    query = list_query({"end_time": "20260301080000"}, NOW)

    assert (utc(2026, 2, 28), utc(2026, 3, 1)) == (query.start, query.end)


@pytest.mark.parametrize(("start", "end"), [("20260301000000", "20260302000001"), ("20260302000000", "20260301000000")])
def test_spec_7_1_span_is_at_most_24_hours(start, end):
    with pytest.raises(WireError, match="Range of end_time"):
        list_query({"start_time": start, "end_time": end}, NOW)


def test_spec_7_1_exactly_24_hours_is_allowed():
    query = list_query({"start_time": "20260301000000", "end_time": "20260302000000"}, NOW)

    assert DAY == query.end - query.start


@pytest.mark.parametrize(
    "text", ["2026", "2026-03-01 00:00:00", "20261301000000", "２０２６０３０１００００００", "x" * 14]
)
@pytest.mark.parametrize("name", ["start_time", "end_time"])
def test_spec_7_1_times_of_another_form(name, text):
    with pytest.raises(WireError, match=f"YYYYMMDDhhmmss: {name}"):
        list_query({name: text}, NOW)


@pytest.mark.parametrize("query", [{"end_time": "00010101080000"}, {"start_time": "99991231235959"}])
def test_times_at_the_ends_of_the_calendar_are_no_crash(query):
    with pytest.raises(WireError):
        list_query(query, NOW)


def test_spec_7_1_filters():
    query = list_query({"task_id": "t", "model_name": "wan2.6-t2v", "status": "FAILED"}, NOW)

    assert ("t", "wan2.6-t2v", TaskStatus.FAILED) == (query.task_id, query.model, query.status)


@pytest.mark.parametrize("status", TaskStatus)
def test_spec_7_1_any_status(status):
    assert status is list_query({"status": status.value}, NOW).status


def test_spec_7_1_unknown_status():
    with pytest.raises(WireError, match="status"):
        list_query({"status": "DONE"}, NOW)


def test_spec_7_1_empty_and_unknown_names_are_ignored():
    query = {"task_id": "", "status": "", "start_time": "", "page_no": "", "api_key_id": "1", "region": "cn-beijing"}

    assert list_query({}, NOW) == list_query(query, NOW)


@pytest.mark.parametrize(
    ("query", "page"), [({}, (1, 10)), ({"page_no": "3", "page_size": "50"}, (3, 50)), ({"page_size": "100"}, (1, 100))]
)
def test_spec_7_1_paging(query, page):
    assert page == paging(query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"page_no": "0"}, r"Range of page_no should be \[1, 1000000\]"),
        ({"page_size": "101"}, r"Range of page_size should be \[1, 100\]"),
        ({"page_size": "0"}, "Range of page_size"),
        ({"page_no": "-1"}, "valid integer: page_no"),
        ({"page_no": "x"}, "valid integer: page_no"),
        ({"page_no": "9" * 30}, "valid integer: page_no"),
    ],
)
def test_spec_7_1_bad_paging(query, message):
    with pytest.raises(WireError, match=message):
        paging(query)


# --- 7.1 the answer


@pytest.fixture
def row() -> TaskView:
    return TaskView(
        task_id="0b",
        status=TaskStatus.SUCCEEDED,
        model="wan2.6-t2v",
        group="video-generation",
        request_id="6f",
        submitted=times.from_epoch_ms(1772416800101),
        scheduled=times.from_epoch_ms(1772416800140),
        ended=times.from_epoch_ms(1772416931500),
        api_key_id="235",
        caller_uid="1808",
        video_url="https://h/0.mp4",
    )


def test_spec_7_1_answer_is_flat(row):
    expected = {
        "request_id": "75",
        "total": 39,
        "total_page": 4,
        "page_no": 1,
        "page_size": 10,
        "data": [
            {
                "task_id": "0b",
                "status": "SUCCEEDED",
                "model_name": "wan2.6-t2v",
                "region": "cn-beijing",
                "gmt_create": 1772416800101,
                "start_time": 1772416800140,
                "end_time": 1772416931500,
                "api_key_id": "235",
                "caller_uid": "1808",
                "caller_parent_id": "1808",
                "request_id": "6f",
                "user_api_unique_key": "apikey:v1:aigc:video-generation:video-synthesis:wan2.6-t2v",
            }
        ],
    }
    assert expected == answers.list_answer("75", [row], total=39, page_no=1, page_size=10)


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (10, 1), (11, 2)])
def test_spec_7_1_total_page(total, pages):
    assert pages == answers.list_answer("r", [], total=total, page_no=1, page_size=10)["total_page"]


def test_spec_7_1_client_reads_the_list(row):
    page = read.read_list(answers.list_answer("r", [row], total=39, page_no=2, page_size=10))

    assert (39, 4, 2, 10) == (page.total, page.total_page, page.page_no, page.page_size)
    expected = read.Listed(
        task_id="0b",
        status=TaskStatus.SUCCEEDED,
        model="wan2.6-t2v",
        created=1772416800101,
        started=1772416800140,
        ended=1772416931500,
    )
    assert [expected] == page.rows


# --- 7.2


def test_spec_7_2_cancelled():
    assert {"request_id": "r"} == answers.cancel_answer("r")


def test_spec_7_2_refused(told):
    expected = (
        400,
        "UnsupportedOperation",
        "Failed to cancel the task, please confirm if the task is in PENDING status.",
    )
    assert expected == told(Fault.CANCEL_REFUSED.error())


# --- 8


@pytest.fixture
def policy() -> UploadPolicy:
    return UploadPolicy(
        policy="eyJ",
        signature="sig",
        upload_dir="dashscope-instant/ab12/2026-03-01/9f",
        upload_host="http://127.0.0.1:8026/uploads",
        access_key_id="LTAI",
    )


def test_spec_8_policy_answer(policy):
    expected = {
        "request_id": "r",
        "data": {
            "policy": "eyJ",
            "signature": "sig",
            "upload_dir": "dashscope-instant/ab12/2026-03-01/9f",
            "upload_host": "http://127.0.0.1:8026/uploads",
            "expire_in_seconds": 300,
            "max_file_size_mb": 100,
            "capacity_limit_mb": 999999999,
            "oss_access_key_id": "LTAI",
            "x_oss_object_acl": "private",
            "x_oss_forbid_overwrite": "true",
        },
    }
    assert expected == answers.upload_policy_answer("r", policy)


def test_spec_8_policy_round_trip(policy):
    assert policy == read.read_upload_policy(answers.upload_policy_answer("r", policy))


def test_spec_8_upload_form(policy):
    form, name = read.upload_form(policy, "a b.png")

    key = "dashscope-instant/ab12/2026-03-01/9f/a b.png"
    assert f"oss://{key}" == name
    assert {
        "OSSAccessKeyId": "LTAI",
        "Signature": "sig",
        "policy": "eyJ",
        "key": key,
        "x-oss-object-acl": "private",
        "x-oss-forbid-overwrite": "true",
        "success_action_status": "200",
    } == form


def test_spec_8_a_policy_without_its_parts_is_named(policy):
    answer = answers.upload_policy_answer("r", policy)
    del answer["data"]["signature"]

    with pytest.raises(read.Unreadable, match="signature"):
        read.read_upload_policy(answer)


@pytest.mark.parametrize("field", ["img_url", "audio_url"])
def test_spec_8_missing_resolve_header(video, told, field):
    submitted = video("wan2.6-i2v", {field: "oss://dashscope-instant/a.png"})

    expected = (
        400,
        "InvalidParameter.DataInspection",
        "The media format is not supported or incorrect for the data inspection.",
    )
    assert expected == told(submitted.defect)


def test_spec_8_missing_resolve_header_for_pictures(picture, told):
    submitted = picture(content=[{"text": "x"}, {"image": "oss://dashscope-instant/a.png"}])

    assert told(Fault.MEDIA_UNRESOLVED.error()) == told(submitted.defect)
    assert submitted.request is None


def test_spec_8_a_key_ends_in_the_file_s_own_name(video):
    submitted = video("wan2.6-i2v", {"img_url": "oss://dashscope-instant/x/街道 one.png"}, oss_resolve=True)

    assert (None, "oss://dashscope-instant/x/街道 one.png") == (submitted.defect, submitted.request.image.value)


@pytest.mark.parametrize("text", ["oss://", "oss:///a\nb", "oss:a"])
def test_spec_8_names_that_are_none(video, told, text):
    submitted = video("wan2.6-i2v", {"img_url": text}, oss_resolve=True)

    assert told(Fault.URL_INVALID.error()) == told(submitted.defect)


# --- E8


def test_spec_1_2_model_list_has_every_model():
    output = answers.model_list_answer("r", all_models(), page_no=1, page_size=10)["output"]

    assert [model.name for model in all_models()] == [one["model"] for one in output["models"]]
    assert (7, 1, 10) == (output["total"], output["page_no"], output["page_size"])


@pytest.mark.parametrize(("page", "names"), [(1, 3), (3, 1), (4, 0)])
def test_spec_1_2_model_list_pages(page, names):
    output = answers.model_list_answer("r", all_models(), page_no=page, page_size=3)["output"]

    assert (names, 7) == (len(output["models"]), output["total"])


# --- 1.1, times


@pytest.mark.parametrize(
    ("region", "url"),
    [
        ("cn-beijing", "https://dashscope.aliyuncs.com/api/v1"),
        ("ap-southeast-1", "https://dashscope-intl.aliyuncs.com/api/v1"),
        ("us-east-1", "https://dashscope-us.aliyuncs.com/api/v1"),
        ("cn-hongkong", "https://cn-hongkong.dashscope.aliyuncs.com/api/v1"),
    ],
)
def test_spec_1_1_base_urls(region, url):
    assert url == BASE_URLS[region]


def test_times_round_trip():
    moment = utc(2026, 12, 31, 23, 59, 59) + dt.timedelta(milliseconds=7)

    assert "2027-01-01 07:59:59.007" == times.format_time(moment)
    assert moment == times.parse_time(times.format_time(moment))
    assert moment == times.from_epoch_ms(times.epoch_ms(moment))


def test_query_times_round_trip():
    assert NOW == times.parse_query_time(times.format_query_time(NOW))


def test_a_time_in_another_zone_is_the_same_moment():
    there = NOW.astimezone(dt.timezone(dt.timedelta(hours=-5)))

    assert times.format_time(NOW) == times.format_time(there)


@pytest.mark.parametrize("function", [times.format_time, times.epoch_ms, times.format_query_time])
def test_a_time_without_a_zone_is_refused(function):
    with pytest.raises(ValueError, match="aware"):
        function(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test
