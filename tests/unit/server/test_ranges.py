"""One range of RFC 9110."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanbox.server.ranges import Span, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-499", Span(0, 500)),
        ("bytes=500-999", Span(500, 1000)),
        ("bytes=-500", Span(500, 1000)),
        ("bytes=500-", Span(500, 1000)),
        ("BYTES= 1 - 2 ", Span(1, 3)),
        ("bytes=999-999", Span(999, 1000)),
        ("bytes=0-9999999999999", Span(0, 1000)),
        (None, None),
        ("", None),
        ("bytes", None),
        ("bytes=-", None),
        ("bytes=2-1", None),
        ("bytes=0-1,5-6", None),
        ("bytes=١-٢", None),
        ("items=0-1", None),
        ("bytes=99999999999999999999-", None),
    ],
)
def test_a_header_is_read_against_a_file_of_1000_bytes(header, expected):
    assert expected == parse_range(header, 1000)


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_range_without_a_byte_of_the_file_is_unsatisfiable(header, size):
    with pytest.raises(Unsatisfiable):
        parse_range(header, size)


@given(st.text(alphabet="bytes=0123456789-, ", max_size=20), st.integers(0, 100))
def test_no_header_leads_outside_the_file(header, size):
    try:
        span = parse_range(header, size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.end <= size
