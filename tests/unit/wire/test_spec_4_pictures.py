"""Spec sections 4 and 5: submissions of pictures, and how large the pictures become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanbox.wire import sizes
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, Size, VideoRequest

URL = "https://example.com/{}.png"
TEXT = {"text": "make it winter"}
INTERLEAVE = {"enable_interleave": True}
BOTH_PATHS = [Endpoint.MULTIMODAL, Endpoint.IMAGE]


def image(number: int = 1) -> dict[str, str]:
    return {"image": URL.format(number)}


def message(submitted) -> str | None:
    if submitted.defect is not None:
        assert (400, "InvalidParameter") == (submitted.defect.status, submitted.defect.code)
    return submitted.defect and submitted.defect.message


def envelope(messages) -> dict:
    return {"model": "wan2.6-image", "input": {"messages": messages}}


# --- 4.1 edit


@pytest.mark.parametrize("endpoint", BOTH_PATHS)
@pytest.mark.parametrize("model", ["wan2.6-image", "wan2.6-t2i"])
def test_spec_4_1_both_paths_take_the_same_body(picture, endpoint, model):
    submitted = picture(model, endpoint=endpoint)

    assert (None, False) == (submitted.defect, submitted.stream)
    assert picture(model).request == submitted.request


def test_spec_4_1_messages_missing(send):
    submitted = send(Endpoint.MULTIMODAL, {"model": "wan2.6-image", "input": {}})

    assert ("Field required: input.messages", None) == (message(submitted), submitted.request)


@pytest.mark.parametrize("count", [0, 2, 3])
def test_spec_4_1_messages_has_one_element(send, count):
    one = {"role": "user", "content": [TEXT, image()]}

    assert "messages length only support 1" == message(send(Endpoint.IMAGE, envelope([one] * count)))


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ("hello", "Input should be a valid list: input.messages"),
        ({"role": "user"}, "Input should be a valid list: input.messages"),
        (["hello"], "Input should be a valid dictionary: input.messages[0]"),
        ([{"content": [TEXT, image()]}], "Field required: input.messages[0].role"),
        ([{"role": "system", "content": [TEXT, image()]}], "Input should be 'user': input.messages[0].role"),
        ([{"role": ["user"], "content": [TEXT, image()]}], "Input should be 'user': input.messages[0].role"),
        ([{"role": "user"}], "Field required: input.messages[0].content"),
        ([{"role": "user", "content": "hello"}], "Input should be a valid list: input.messages[0].content"),
        (
            [{"role": "user", "content": ["hello", image()]}],
            "Input should be a valid dictionary: input.messages[0].content[0]",
        ),
        (
            [{"role": "user", "content": [{"text": 5}, image()]}],
            "Input should be a valid string: input.messages[0].content[0].text",
        ),
        (
            [{"role": "user", "content": [TEXT, {"image": {"url": "x"}}]}],
            "Input should be a valid string: input.messages[0].content[1].image",
        ),
    ],
)
def test_spec_4_1_shape_of_the_message(send, messages, expected):
    assert expected == message(send(Endpoint.IMAGE, envelope(messages)))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_spec_4_1_one_to_four_images_in_array_order(picture, count):
    request = picture(content=[*map(image, range(count)), TEXT]).request

    assert [URL.format(number) for number in range(count)] == [ref.value for ref in request.images]


def test_spec_4_1_order_of_text_and_images_is_free(picture):
    first = picture(content=[TEXT, image(1), image(2)]).request
    last = picture(content=[image(1), TEXT, image(2)]).request

    assert [ref.value for ref in first.images] == [ref.value for ref in last.images]
    assert first.prompt == last.prompt == "make it winter"


def test_spec_4_1_an_image_knows_its_place(picture):
    refs = picture(content=[image(1), TEXT, image(2)]).request.images

    assert ["input.messages[0].content[0].image", "input.messages[0].content[2].image"] == [ref.field for ref in refs]


@pytest.mark.parametrize(
    "content",
    [[], [TEXT], [image()], [{"text": ""}, image()], [{"text": " "}, image()], [{"text": None}, image()], [{}]],
)
def test_spec_4_1_text_and_image_are_both_needed(picture, content):
    submitted = picture(content=content)

    assert ("lack of image or text", None) == (message(submitted), submitted.request)


@pytest.mark.parametrize("content", [[TEXT, *map(image, range(5))], [TEXT, TEXT, image()]])
def test_spec_4_1_too_much_content(picture, content):
    submitted = picture(content=content)

    assert ("content length only support 5", None) == (message(submitted), submitted.request)


def test_spec_4_1_text_is_cut_at_2000(picture):
    assert "é" * 2000 == picture(content=[{"text": "é" * 2001}, image()]).request.prompt


def test_spec_4_1_unknown_keys_of_items_are_ignored(picture):
    content = [{"type": "text", "text": "x"}, {"type": "image", "image": URL.format(1), "detail": "high"}]

    assert None is picture(content=content).defect


@pytest.mark.parametrize("text", ["a.png", "file:///etc/passwd", ""])
def test_spec_4_1_an_image_that_names_nothing(picture, told, text):
    submitted = picture(content=[TEXT, {"image": text}])

    assert told(Fault.URL_INVALID.error()) == told(submitted.defect)
    assert submitted.request is None


def test_spec_4_1_inline_images(picture, png_base64):
    content = [TEXT, {"image": f"data:image/png;base64,{png_base64}"}, {"image": png_base64}]

    assert [MediaKind.INLINE] * 2 == [ref.kind for ref in picture(content=content).request.images]


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("n", 4),
        ("tier", "1K"),
        ("size", None),
        ("prompt_extend", True),
        ("negative_prompt", ""),
        ("watermark", False),
        ("seed", None),
        ("mode", ImageMode.EDIT),
    ],
)
def test_spec_4_1_defaults(picture, name, default):
    assert default == getattr(picture().request, name)


@pytest.mark.parametrize("model", ["wan2.6-image", "wan2.6-t2i"])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_spec_4_1_n(picture, model, n):
    assert n == picture(model, parameters={"n": n}).request.n


@pytest.mark.parametrize("model", ["wan2.6-image", "wan2.6-t2i"])
@pytest.mark.parametrize("n", [-1, 0, 5, 100])
def test_spec_4_1_n_out_of_range(picture, model, n):
    assert "Range of n should be [1, 4]" == message(picture(model, parameters={"n": n}))


@pytest.mark.parametrize("n", ["2", True, 1.5, []])
def test_spec_4_1_n_must_be_an_integer(picture, n):
    assert "Input should be a valid integer: parameters.n" == message(picture(parameters={"n": n}))


def test_spec_4_1_negative_prompt_stands_under_parameters(picture):
    request = picture(parameters={"negative_prompt": "z" * 501}).request

    assert "z" * 500 == request.negative_prompt


@pytest.mark.parametrize("name", ["prompt_extend", "watermark", "enable_interleave"])
@pytest.mark.parametrize("value", ["true", 1])
def test_spec_4_1_flags_must_be_booleans(picture, name, value):
    assert f"Input should be a valid boolean: parameters.{name}" == message(picture(parameters={name: value}))


@pytest.mark.parametrize("seed", [-1, 2147483648])
def test_spec_4_1_seed_out_of_range(picture, seed):
    assert "Range of seed should be [0, 2147483647]" == message(picture(parameters={"seed": seed}))


def test_spec_4_1_given_names_what_was_sent(picture):
    request = picture(parameters={"n": 2, "seed": None, "is_async": True, "negative_prompt": ""}).request

    assert {"prompt", "images", "n"} == request.given


# --- 4.2 interleave


@pytest.mark.parametrize("content", [[TEXT], [TEXT, image()], [image(), TEXT]])
def test_spec_4_2_no_image_or_one(picture, content):
    request = picture(content=content, parameters=INTERLEAVE).request

    assert (ImageMode.INTERLEAVE, len(content) - 1) == (request.mode, len(request.images))


def test_spec_4_2_two_images_are_too_many(picture):
    submitted = picture(content=[TEXT, image(1), image(2)], parameters=INTERLEAVE)

    assert ("content length only support 2", None) == (message(submitted), submitted.request)


@pytest.mark.parametrize("n", [..., None, 1, 1.0])
def test_spec_4_2_n_is_one_or_absent(picture, n):
    parameters = INTERLEAVE if n is ... else INTERLEAVE | {"n": n}

    assert (None, 1) == (picture(parameters=parameters).defect, picture(parameters=parameters).request.n)


@pytest.mark.parametrize("n", [0, 2, 4])
def test_spec_4_2_other_n(picture, n):
    assert "num_images_per_prompt must be 1" == message(picture(parameters=INTERLEAVE | {"n": n}))


@pytest.mark.parametrize("most", [1, 3, 5])
def test_spec_4_2_max_images(picture, most):
    assert most == picture(parameters=INTERLEAVE | {"max_images": most}).request.max_images


def test_spec_4_2_max_images_default(picture):
    assert 5 == picture(parameters=INTERLEAVE).request.max_images


@pytest.mark.parametrize("most", [0, 6])
def test_spec_4_2_max_images_out_of_range(picture, most):
    assert "Range of max_images should be [1, 5]" == message(picture(parameters=INTERLEAVE | {"max_images": most}))


@pytest.mark.parametrize("most", [0, 99, 3])
def test_spec_4_2_max_images_means_nothing_to_edit(picture, most):
    assert picture(parameters={"max_images": most}).defect is None


def test_spec_4_2_size_without_a_picture(picture):
    assert Size(1280, 1280) == picture(content=[TEXT], parameters=INTERLEAVE).request.size


def test_spec_4_2_size_with_a_picture_waits_for_it(picture):
    request = picture(parameters=INTERLEAVE).request

    assert (None, None) == (request.size, request.tier)


@pytest.mark.parametrize(
    ("given_size", "expected"),
    [
        ((1024, 768), "1024*768"),
        ((1000, 700), "1008*704"),
        ((1280, 1280), "1280*1280"),
        ((4000, 4000), "1280*1280"),
        ((2560, 1440), "1696*960"),
        ((240, 300), "240*304"),
    ],
)
def test_spec_4_2_size_of_the_picture_scaled_down(picture, given_size, expected):
    request = picture(parameters=INTERLEAVE).request

    assert expected == str(sizes.complete(request, [Size(*given_size)]).size)


@pytest.mark.parametrize("stream", [..., True, False, None, "yes"])
def test_spec_4_2_the_header_alone_decides(picture, stream):
    parameters = INTERLEAVE if stream is ... else INTERLEAVE | {"stream": stream}

    submitted = picture(parameters=parameters, endpoint=Endpoint.MULTIMODAL, sse=True)

    assert (None, True) == (submitted.defect, submitted.stream)


def test_spec_4_2_interleave_on_e2_needs_the_header(picture, told):
    submitted = picture(parameters=INTERLEAVE | {"stream": True}, endpoint=Endpoint.MULTIMODAL)

    assert told(Fault.INTERLEAVE_NEEDS_STREAM.error()) == told(submitted.defect)
    assert submitted.stream is False


@pytest.mark.parametrize("sse", [True, False])
def test_spec_5_interleave_works_as_a_task_without_sse(picture, sse):
    submitted = picture(parameters=INTERLEAVE, sse=sse)

    assert (None, False) == (submitted.defect, submitted.stream)


# --- 4.4 dimensions


@pytest.mark.parametrize("tier", ["1K", "2K"])
def test_spec_4_4_tiers_of_edit(picture, tier):
    request = picture(parameters={"size": tier}).request

    assert (None, tier) == (request.size, request.tier)


@pytest.mark.parametrize(
    ("tier", "last", "expected"),
    [
        ("1K", (1000, 1000), "1280*1280"),
        ("2K", (1000, 1000), "2048*2048"),
        ("1K", (1600, 900), "1696*960"),
        ("2K", (900, 1600), "1536*2720"),
    ],
)
def test_spec_4_4_tier_takes_the_ratio_of_the_last_picture(picture, tier, last, expected):
    request = picture(content=[TEXT, image(1), image(2)], parameters={"size": tier}).request

    assert expected == str(sizes.complete(request, [Size(500, 3000), Size(*last)]).size)


SUGGESTED = [
    "1280*1280",
    "1024*1024",
    "800*1200",
    "1200*800",
    "960*1280",
    "1280*960",
    "720*1280",
    "1280*720",
    "1344*576",
]


@pytest.mark.parametrize("text", SUGGESTED)
@pytest.mark.parametrize("parameters", [{}, INTERLEAVE])
def test_spec_4_4_suggested_sizes(picture, text, parameters):
    submitted = picture(parameters=parameters | {"size": text})

    assert (None, text) == (submitted.defect, str(submitted.request.size))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("768*768", "768*768"),
        ("2048*2048", "2048*2048"),
        ("4096*1024", "4096*1024"),
        ("1000*1000", "1008*1008"),
        ("1001*999", "1008*992"),
        ("1920*1080", "1920*1088"),
    ],
)
def test_spec_4_4_edit_sizes_move_to_multiples_of_16(picture, text, expected):
    assert expected == str(picture(parameters={"size": text}).request.size)


@pytest.mark.parametrize("text", ["767*768", "2049*2048", "4112*1024", "400*1700", "1K*1K", "3K", "1k", "9999*9999"])
def test_spec_4_4_edit_sizes_out_of_bounds(picture, text):
    submitted = picture(parameters={"size": text})

    assert message(submitted).startswith("The size is not match")
    assert (None, "1K") == (submitted.request.size, submitted.request.tier)


@pytest.mark.parametrize("text", ["1K", "2K", "1296*1280", "760*768", "2048*512*1", "3000*500"])
def test_spec_4_4_interleave_sizes_out_of_bounds(picture, text):
    assert message(picture(parameters=INTERLEAVE | {"size": text})).startswith("The size is not match")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1280*1280", "1280*1280"),
        ("1440*1440", "1440*1440"),
        ("1322*1322", "1328*1328"),
        ("1696*960", None),
        ("1706*961", "1712*960"),
        ("2560*640", "2560*640"),
    ],
)
def test_spec_4_4_t2i_sizes(picture, text, expected):
    submitted = picture("wan2.6-t2i", parameters={"size": text})

    if expected is None:
        assert message(submitted).startswith("The size is not match")
    else:
        assert (None, expected) == (submitted.defect, str(submitted.request.size))


@pytest.mark.parametrize("text", ["1K", "1279*1280", "1441*1440", "4096*512", "1280x1280"])
def test_spec_4_4_t2i_sizes_out_of_bounds(picture, text):
    assert message(picture("wan2.6-t2i", parameters={"size": text})).startswith("The size is not match")


@pytest.mark.parametrize("value", [1280, ["1280*1280"], True, {"w": 1}])
@pytest.mark.parametrize("model", ["wan2.6-image", "wan2.6-t2i"])
def test_spec_4_4_size_must_be_a_string(picture, model, value):
    assert "Input should be a valid string: parameters.size" == message(picture(model, parameters={"size": value}))


@given(st.integers(1, 9000), st.integers(1, 9000), st.sampled_from(list(ImageMode)))
def test_spec_4_4_an_accepted_size_is_near_and_a_multiple_of_16(width, height, mode):
    asked = Size(width, height)
    low, high = sizes.PICTURE_TOTALS[mode]
    fits = low <= width * height <= high and width <= 4 * height and height <= 4 * width
    try:
        size = sizes.explicit_size(asked, mode)
    except WireError:
        assert not fits
        return
    assert fits
    assert (0, 0) == (size.width % 16, size.height % 16)
    assert abs(size.width - width) <= 8 >= abs(size.height - height)


# --- 4.5 text to image


def test_spec_4_5_text_is_cut_at_2100(picture):
    assert "x" * 2100 == picture("wan2.6-t2i", content=[{"text": "x" * 2101}]).request.prompt


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("n", 4),
        ("size", Size(1280, 1280)),
        ("tier", None),
        ("prompt_extend", True),
        ("watermark", False),
        ("seed", None),
        ("mode", ImageMode.GENERATE),
        ("images", ()),
    ],
)
def test_spec_4_5_defaults(picture, name, default):
    assert default == getattr(picture("wan2.6-t2i").request, name)


@pytest.mark.parametrize("content", [[TEXT, image()], [TEXT, TEXT]])
def test_spec_4_5_exactly_one_text_and_no_picture(picture, content):
    submitted = picture("wan2.6-t2i", content=content)

    assert ("content length only support 1", None) == (message(submitted), submitted.request)


@pytest.mark.parametrize("content", [[], [{"text": ""}], [image()]])
def test_spec_4_5_text_is_needed(picture, content):
    assert "lack of image or text" == message(picture("wan2.6-t2i", content=content))


def test_spec_4_5_interleave_means_nothing_to_t2i(picture):
    submitted = picture("wan2.6-t2i", parameters={"enable_interleave": True, "n": 3})

    assert (None, ImageMode.GENERATE, 3) == (submitted.defect, submitted.request.mode, submitted.request.n)


@pytest.mark.parametrize("model", ["wan2.6-t2i", "wan2.6-image"])
def test_spec_4_5_not_streamable(picture, model):
    assert picture(model, endpoint=Endpoint.MULTIMODAL, sse=True).stream is False


# --- completing a request


def test_a_given_size_stays():
    request = VideoRequest(model="wan2.6-t2v", prompt="x", size=Size(1280, 720))

    assert request == sizes.complete(request, [Size(10, 10)])


@pytest.mark.parametrize("mode", [ImageMode.INTERLEAVE, ImageMode.GENERATE])
def test_spec_4_4_without_a_picture_it_is_1280_by_1280(mode):
    request = ImageRequest(model="m", mode=mode, prompt="x")

    assert Size(1280, 1280) == sizes.complete(request, []).size


def test_a_video_takes_its_size_from_the_first_picture(video):
    request = video("wan2.6-i2v", parameters={"resolution": "720P"}).request

    assert Size(816, 1104) == sizes.complete(request, [Size(750, 1000)]).size


@pytest.mark.parametrize(
    "request_without_picture",
    [
        VideoRequest(model="wan2.6-i2v", prompt=""),
        ImageRequest(model="wan2.6-image", mode=ImageMode.EDIT, prompt="x", tier="1K"),
    ],
)
def test_a_size_that_nothing_tells(request_without_picture):
    with pytest.raises(ValueError, match="follows from an input picture"):
        sizes.complete(request_without_picture, [])
