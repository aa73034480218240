"""Spec section 4.3: the framing of streams, their chunks, and the reader of our client."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanbox.wire import deltas, read, sse
from wanbox.wire.answers import ImageItem, TextItem
from wanbox.wire.deltas import DeltaStream
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.requests import ImageMode, ImageRequest, Size
from wanbox.wire.sse import Event, EventParser

REQUEST = ImageRequest(
    model="wan2.6-image", mode=ImageMode.INTERLEAVE, prompt="four by4", n=1, size=Size(1280, 1280), max_images=2
)
USAGE = {"total_tokens": 29, "input_tokens": 28, "output_tokens": 1, "image_count": 0, "size": "0*0"}


def events(stream: bytes) -> list[Event]:
    return EventParser().feed(stream)


def test_spec_4_3_framing_of_a_result():
    assert b'id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"a":"\xe7\x8c\xab"}\n\n' == sse.encode_result(1, {"a": "猫"})


def test_spec_4_3_framing_of_an_error():
    body = {"code": "InvalidParameter", "message": "no", "request_id": "r"}

    expected = (
        b'id:3\nevent:error\n:HTTP_STATUS/400\ndata:{"code":"InvalidParameter","message":"no","request_id":"r"}\n\n'
    )
    assert expected == sse.encode_error(3, 400, body)


def test_spec_4_3_one_data_line_per_event():
    encoded = sse.encode_result(1, {"text": "a\nb\r\n\u2028c"})

    assert 1 == sum(line.startswith(b"data:") for line in encoded.split(b"\n"))
    assert {"text": "a\nb\r\n\u2028c"} == events(encoded)[0].json()


def test_spec_4_3_content_type():
    assert "text/event-stream;charset=UTF-8" == sse.CONTENT_TYPE


def test_spec_4_3_text_chunk():
    expected = {
        "output": {
            "choices": [
                {
                    "message": {"role": "assistant", "content": [{"type": "text", "text": "Step "}]},
                    "finish_reason": "null",
                }
            ],
            "finished": False,
        },
        "usage": USAGE,
        "request_id": "d2",
    }
    assert expected == deltas.text_delta("Step ", USAGE, "d2")


def test_spec_4_3_picture_chunk():
    content = deltas.picture_delta("https://h/1.png", USAGE, "d2")["output"]["choices"][0]["message"]["content"]

    assert [{"type": "image", "image": "https://h/1.png"}] == content


def test_spec_4_3_last_chunk_says_stop():
    output = deltas.last_chunk(USAGE, "d2", {"report": {}})["output"]

    assert ("stop", True, {"report": {}}) == (
        output["choices"][0]["finish_reason"],
        output["finished"],
        output["wanbox"],
    )


@pytest.fixture
def whole() -> list[dict]:
    stream = DeltaStream(REQUEST, "d2")
    sent = [stream.text("One."), stream.picture("https://h/1.png"), stream.text("Two."), stream.end()]
    return [event.json() for event in events(b"".join(sent))]


def test_spec_4_3_finish_reason_is_the_string_null_until_stop(whole):
    reasons = [chunk["output"]["choices"][0]["finish_reason"] for chunk in whole]

    assert ["null", "null", "null", "stop"] == reasons


def test_spec_4_3_finished_turns_true_at_the_end(whole):
    assert [False, False, False, True] == [chunk["output"]["finished"] for chunk in whole]


def test_spec_4_3_one_choice_per_chunk(whole):
    assert [1, 1, 1, 1] == [len(chunk["output"]["choices"]) for chunk in whole]


def test_spec_4_3_usage_is_cumulative(whole):
    counts = [(chunk["usage"]["image_count"], chunk["usage"]["output_tokens"]) for chunk in whole]

    assert [(0, 1), (1, 1), (1, 2), (1, 2)] == counts


def test_spec_4_3_size_before_the_first_picture(whole):
    assert ["0*0", "1280*1280", "1280*1280", "1280*1280"] == [chunk["usage"]["size"] for chunk in whole]


def test_spec_4_3_totals_add_up(whole):
    assert all(
        chunk["usage"]["total_tokens"] == chunk["usage"]["input_tokens"] + chunk["usage"]["output_tokens"]
        for chunk in whole
    )
    assert 2 == whole[0]["usage"]["input_tokens"]


def test_spec_4_3_events_are_numbered_from_one():
    stream = DeltaStream(REQUEST, "d2")

    sent = stream.text("a") + stream.error(Fault.INTERNAL.error())

    assert [("1", "result", 200), ("2", "error", 500)] == [(e.id, e.name, e.status) for e in events(sent)]


def test_spec_4_3_error_event_has_the_flat_body():
    event = events(DeltaStream(REQUEST, "d2").error(Fault.INTERLEAVE_N.error()))[0]

    expected = {"code": "InvalidParameter", "message": "num_images_per_prompt must be 1", "request_id": "d2"}
    assert expected == event.json()


def test_spec_4_3_there_is_no_done_line():
    assert b"[DONE]" not in DeltaStream(REQUEST, "d2").end()


# --- the reader


def test_reader_tolerates_spaces_comments_and_done():
    stream = b': hello\n\nid: 7\nevent: error\n: heartbeat\ndata: {"a":1}\n\n:heartbeat\n\ndata: [DONE]\n\n'

    assert [Event("7", "error", '{"a":1}', None)] == events(stream)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_reader_takes_any_line_end(end):
    lines = [b"id:1", b"event:result", b":HTTP_STATUS/200", b"data:{}", b"", b"data:{}", b"", b":"]

    found = events(end.join(lines))

    assert [Event("1", "result", "{}", 200), Event("", "result", "{}", None)] == found


def test_reader_joins_data_lines():
    assert {"a": 1} == events(b'data:{"a":\ndata:1}\n\n')[0].json()


def test_reader_honours_a_status_line():
    assert 429 == events(b"event:error\nstatus:429\ndata:{}\n\n")[0].status


def test_reader_drops_events_without_data():
    assert [] == events(b"id:1\nevent:result\n\n")


def test_reader_ignores_unknown_fields_and_a_byte_order_mark():
    assert ["{}"] == [event.data for event in events(b"\xef\xbb\xbfretry:10\nfoo\ndata:{}\n\n")]


def test_reader_yields_the_last_event_at_close():
    parser = EventParser()

    assert [] == parser.feed(b"id:1\ndata:{}")
    assert [Event("1", "result", "{}", None)] == parser.close()
    assert [] == parser.close()


SAMPLE = (
    sse.encode_result(1, {"t": "猫🐈"})
    + sse.HEARTBEAT
    + sse.encode_result(2, {"t": "b"}).replace(b"\n", b"\r\n")
    + sse.encode_error(3, 500, {"code": "x"}).replace(b"\n", b"\r")
)


@given(st.lists(st.integers(0, len(SAMPLE)), max_size=40).map(sorted))
def test_reader_does_not_care_where_chunks_end(cuts):
    parser = EventParser()
    borders = [0, *cuts, len(SAMPLE)]

    found = [e for a, b in itertools.pairwise(borders) for e in parser.feed(SAMPLE[a:b])] + parser.close()

    assert [("1", 200), ("2", 200), ("3", 500)] == [(event.id, event.status) for event in found]
    assert {"t": "猫🐈"} == found[0].json()


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_reader_survives_any_bytes(first, second):
    parser = EventParser()

    for event in [*parser.feed(first), *parser.feed(second), *parser.close()]:
        assert isinstance(event.data, str)


# --- chunks as the client reads them


def test_client_reads_a_whole_stream():
    stream = DeltaStream(REQUEST, "d2")
    sent = stream.text("One.") + stream.picture("https://h/1.png") + stream.end()

    chunks = [read.read_event(event) for event in events(sent)]

    assert [TextItem("One."), ImageItem("https://h/1.png")] == [item for chunk in chunks for item in chunk.items]
    assert [False, False, True] == [chunk.finished for chunk in chunks]


@pytest.mark.parametrize("finished", [True, False])
def test_spec_4_3_client_does_not_rely_on_finished(finished):
    chunk = deltas.text_delta("a", USAGE, "r")
    chunk["output"]["finished"] = finished

    assert read.read_pictures(chunk).finished is False


@pytest.mark.parametrize("status", [None, 400, 500])
def test_client_raises_an_error_event(status):
    body = json.dumps({"code": "InternalError", "message": "sorry", "request_id": "r"})

    with pytest.raises(WireError) as caught:
        read.read_event(Event("1", "error", body, status))

    assert (status or 400, "InternalError", "sorry") == (
        caught.value.status,
        caught.value.code,
        caught.value.message,
    )


def test_client_names_an_event_that_is_no_json():
    with pytest.raises(read.Unreadable, match="no JSON"):
        read.read_event(Event("1", "result", "<html>", 200))
