"""Spec section 3: submissions of videos."""

from __future__ import annotations

import pytest

from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.requests import MediaKind, ShotType, Size

VIDEO_MODELS = ["wan2.6-t2v", "wan2.6-t2v-us", "wan2.6-i2v", "wan2.6-i2v-flash", "wan2.6-i2v-us"]
I2V_MODELS = VIDEO_MODELS[2:]


def message(submitted) -> str | None:
    if submitted.defect is not None:
        assert (400, "InvalidParameter") == (submitted.defect.status, submitted.defect.code)
    return submitted.defect and submitted.defect.message


# --- 3.1 what is told at once


@pytest.mark.parametrize("model", ["wan9", "", 7, None, ["wan2.6-t2v"], {"a": 1}, True])
def test_spec_3_1_unknown_model_is_told_at_once(send, told, model):
    with pytest.raises(WireError) as caught:
        send(Endpoint.VIDEO, {"model": model, "input": {"prompt": "x"}})

    expected = Fault.EMPTY_MODEL if model in (None, "") else Fault.MODEL_NOT_EXIST
    assert told(expected.error()) == told(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "model"),
    [
        (Endpoint.VIDEO, "wan2.6-image"),
        (Endpoint.VIDEO, "wan2.6-t2i"),
        (Endpoint.IMAGE, "wan2.6-t2v"),
        (Endpoint.MULTIMODAL, "wan2.6-i2v"),
        (Endpoint.MULTIMODAL, "wan2.6-t2v-us"),
    ],
)
def test_spec_3_1_wrong_path_is_told_at_once(send, told, endpoint, model):
    with pytest.raises(WireError) as caught:
        send(endpoint, {"model": model, "input": {}})

    assert (400, "InvalidParameter", "url error, please check url！") == told(caught.value)


def test_spec_3_1_no_model(send, told):
    with pytest.raises(WireError) as caught:
        send(Endpoint.VIDEO, {"input": {"prompt": "x"}})

    expected = (400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')
    assert expected == told(caught.value)


@pytest.mark.parametrize("body", [{}, {"input": None}])
def test_spec_3_1_no_input(send, told, body):
    with pytest.raises(WireError) as caught:
        send(Endpoint.VIDEO, {"model": "wan2.6-t2v"} | body)

    expected = (400, "BadRequest.EmptyInput", "Required input parameter missing from request.")
    assert expected == told(caught.value)


@pytest.mark.parametrize("value", ["text", 1, [], True])
def test_spec_3_1_input_that_is_no_object(send, told, value):
    with pytest.raises(WireError) as caught:
        send(Endpoint.VIDEO, {"model": "wan2.6-t2v", "input": value})

    expected = (400, "BadRequest.IllegalInput", "The input parameter requires json format.")
    assert expected == told(caught.value)


@pytest.mark.parametrize(
    ("model", "field"), [(model, "img_url" if "i2v" in model else "prompt") for model in VIDEO_MODELS]
)
def test_spec_3_1_missing_fields_are_defects_of_the_task(video, model, field):
    submitted = video(model, {field: ...})

    assert (f"Field required: input.{field}", None) == (message(submitted), submitted.request)


def test_spec_3_1_the_prompt_survives_a_defect(video):
    submitted = video("wan2.6-i2v", {"img_url": ..., "prompt": "the kite lifts off"})

    assert ("Field required: input.img_url", "the kite lifts off") == (message(submitted), submitted.prompt)


def test_spec_3_1_a_lesser_defect_leaves_the_request_with_defaults(video):
    submitted = video(parameters={"duration": 99, "seed": 3})

    assert (5, 3) == (submitted.request.seconds, submitted.request.seed)
    assert submitted.defect is not None


def test_spec_3_1_the_first_defect_is_told(video):
    assert "Field required: input.prompt" == message(video(source={"prompt": ...}, parameters={"duration": 99}))


# --- 3.2 wan2.6-t2v


@pytest.mark.parametrize("empty", [None, "", " ", "\n\t"])
def test_spec_3_2_an_empty_prompt_is_missing(video, empty):
    assert "Field required: input.prompt" == message(video(source={"prompt": empty}))


@pytest.mark.parametrize("model", VIDEO_MODELS)
def test_spec_3_2_prompt_is_cut_at_1500(video, model):
    assert "x" * 1500 == video(model, {"prompt": "x" * 10_000}).request.prompt


@pytest.mark.parametrize("model", VIDEO_MODELS)
def test_spec_3_2_negative_prompt_is_cut_at_500(video, model):
    assert "y" * 500 == video(model, {"negative_prompt": "y" * 501}).request.negative_prompt


def test_spec_3_2_audio_url(video):
    audio = video(source={"audio_url": "https://example.com/a.mp3"}).request.audio

    assert (MediaKind.URL, "input.audio_url") == (audio.kind, audio.field)


def test_spec_3_2_without_audio_url_the_sound_is_automatic(video):
    request = video().request

    assert (None, True) == (request.audio, request.sound)


@pytest.mark.parametrize(
    "text",
    [
        "1280*720",
        "720*1280",
        "960*960",
        "1088*832",
        "832*1088",
        "1920*1080",
        "1080*1920",
        "1440*1440",
        "1632*1248",
        "1248*1632",
    ],
)
@pytest.mark.parametrize("model", ["wan2.6-t2v", "wan2.6-t2v-us"])
def test_spec_3_2_each_of_the_ten_sizes(video, model, text):
    submitted = video(model, parameters={"size": text})

    assert (None, text) == (submitted.defect, str(submitted.request.size))
    assert (720 if text in "1280*720 720*1280 960*960 1088*832 832*1088" else 1080) == submitted.request.tier


@pytest.mark.parametrize("text", ["720P", "16:9", "832*480", "1280*721", "1920x1080", "big", "1 * 1"])
def test_spec_3_2_other_sizes_do_not_match(video, text):
    assert message(video(parameters={"size": text})).startswith("The size is not match")


@pytest.mark.parametrize("model", ["wan2.6-t2v", "wan2.6-t2v-us"])
def test_spec_3_2_size_default(video, model):
    request = video(model).request

    assert (Size(1920, 1080), 1080) == (request.size, request.tier)


@pytest.mark.parametrize("model", VIDEO_MODELS)
def test_spec_3_2_duration_default(video, model):
    assert 5 == video(model).request.seconds


@pytest.mark.parametrize("seconds", range(2, 16))
@pytest.mark.parametrize("model", ["wan2.6-t2v", "wan2.6-i2v", "wan2.6-i2v-flash"])
def test_spec_3_2_duration_2_to_15(video, model, seconds):
    submitted = video(model, parameters={"duration": seconds})

    assert (None, seconds) == (submitted.defect, submitted.request.seconds)


@pytest.mark.parametrize("seconds", [-1, 0, 1, 16, 10**20])
def test_spec_3_2_duration_out_of_range(video, seconds):
    assert "Range of duration should be [2, 15]" == message(video(parameters={"duration": seconds}))


@pytest.mark.parametrize(
    ("model", "good", "bad", "text"),
    [
        ("wan2.6-t2v-us", [5, 10], [2, 6, 15], "5 or 10"),
        ("wan2.6-i2v-us", [5, 10, 15], [2, 6, 14], "5, 10 or 15"),
    ],
)
def test_spec_2_durations_in_virginia(video, model, good, bad, text):
    assert [None] * len(good) == [video(model, parameters={"duration": seconds}).defect for seconds in good]
    expected = f"Input should be {text}: parameters.duration"
    assert {expected} == {message(video(model, parameters={"duration": seconds})) for seconds in bad}


@pytest.mark.parametrize("value", ["5", 5.5, True, [5], {"s": 5}, float("inf")])
def test_spec_3_2_duration_must_be_an_integer(video, value):
    expected = "Input should be a valid integer: parameters.duration"

    assert expected == message(video(parameters={"duration": value}))


def test_spec_3_2_a_whole_float_is_an_integer(video):
    submitted = video(parameters={"duration": 7.0, "seed": 3.0})

    assert (None, 7, 3) == (submitted.defect, submitted.request.seconds, submitted.request.seed)
    assert (int, int) == (type(submitted.request.seconds), type(submitted.request.seed))


@pytest.mark.parametrize(("name", "default"), [("prompt_extend", True), ("watermark", False)])
@pytest.mark.parametrize("model", VIDEO_MODELS)
def test_spec_3_2_flags(video, model, name, default):
    assert default is getattr(video(model).request, name)
    assert (not default) is getattr(video(model, parameters={name: not default}).request, name)


@pytest.mark.parametrize("name", ["prompt_extend", "watermark"])
@pytest.mark.parametrize("value", ["true", 1, 0, [], {}])
def test_spec_3_2_flags_must_be_booleans(video, name, value):
    expected = f"Input should be a valid boolean: parameters.{name}"

    assert expected == message(video(parameters={name: value}))


def test_spec_3_2_shot_type_default(video):
    assert ShotType.SINGLE is video().request.shot_type


@pytest.mark.parametrize("shot", ["single", "multi"])
@pytest.mark.parametrize("model", VIDEO_MODELS)
def test_spec_3_2_shot_types(video, model, shot):
    assert shot == video(model, parameters={"shot_type": shot}).request.shot_type


def test_spec_3_2_shot_type_without_prompt_extend_is_told_as_asked(video):
    """The engine leaves it without effect, and the report says so."""
    request = video(parameters={"shot_type": "multi", "prompt_extend": False}).request

    assert (ShotType.MULTI, False) == (request.shot_type, request.prompt_extend)


@pytest.mark.parametrize("value", ["double", "MULTI", "multi "])
def test_spec_3_2_other_shot_types(video, value):
    expected = "Input should be 'single' or 'multi': parameters.shot_type"

    assert expected == message(video(parameters={"shot_type": value}))


@pytest.mark.parametrize("seed", [0, 7, 2147483647])
def test_spec_3_2_seed_range(video, seed):
    submitted = video(parameters={"seed": seed})

    assert (None, seed) == (submitted.defect, submitted.request.seed)


@pytest.mark.parametrize("seed", [-1, 2147483648])
def test_spec_3_2_seed_out_of_range(video, seed):
    assert "Range of seed should be [0, 2147483647]" == message(video(parameters={"seed": seed}))


def test_spec_3_2_seed_default_is_random(video):
    assert video().request.seed is None


@pytest.mark.parametrize("value", [True, False, "yes", 3])
@pytest.mark.parametrize("model", ["wan2.6-t2v", "wan2.6-t2v-us", "wan2.6-i2v", "wan2.6-i2v-us"])
def test_spec_3_2_audio_is_ignored_but_for_flash(video, model, value):
    submitted = video(model, parameters={"audio": value})

    assert (None, True) == (submitted.defect, submitted.request.sound)
    assert "audio" not in submitted.request.given


@pytest.mark.parametrize("name", ["prompt", "negative_prompt", "audio_url"])
@pytest.mark.parametrize("value", [1, True, ["a"], {"a": 1}])
def test_spec_3_2_texts_must_be_strings(video, name, value):
    expected = f"Input should be a valid string: input.{name}"

    assert expected == message(video(source={name: value}))


@pytest.mark.parametrize("value", ["x", 1, [1]])
def test_spec_3_1_parameters_of_another_type_are_a_defect(video, value):
    submitted = video(parameters=value)

    assert "Input should be a valid dictionary: parameters" == message(submitted)
    assert submitted.request is not None


def test_spec_3_2_example(send):
    body = {
        "model": "wan2.6-t2v",
        "input": {"prompt": "A paper boat drifts down a rainy gutter.", "negative_prompt": "blurry"},
        "parameters": {
            "size": "1280*720",
            "duration": 5,
            "prompt_extend": True,
            "shot_type": "multi",
            "watermark": False,
            "seed": 7,
        },
    }

    request = send(Endpoint.VIDEO, body).request

    assert (Size(1280, 720), 720, 5, ShotType.MULTI, 7) == (
        request.size,
        request.tier,
        request.seconds,
        request.shot_type,
        request.seed,
    )
    assert set(body["input"]) | set(body["parameters"]) == request.given


# --- 3.3 wan2.6-i2v


@pytest.mark.parametrize("model", I2V_MODELS)
def test_spec_3_3_prompt_is_optional(video, model):
    submitted = video(model)

    assert (None, "") == (submitted.defect, submitted.request.prompt)


def test_spec_3_3_template(video):
    assert "flying" == video("wan2.6-i2v", {"template": "flying"}).request.template


def test_spec_3_3_template_is_unknown_to_t2v(video):
    request = video(source={"template": "flying"}).request

    assert (None, False) == (request.template, "template" in request.given)


@pytest.mark.parametrize(("text", "tier"), [("720P", 720), ("1080P", 1080)])
@pytest.mark.parametrize("model", I2V_MODELS)
def test_spec_3_3_resolution(video, model, text, tier):
    request = video(model, parameters={"resolution": text}).request

    assert (None, tier) == (request.size, request.tier)


@pytest.mark.parametrize("model", I2V_MODELS)
def test_spec_3_3_resolution_default(video, model):
    assert 1080 == video(model).request.tier


@pytest.mark.parametrize("text", ["480P", "1080", "1280*720", "4K"])
def test_spec_3_3_other_resolutions(video, text):
    expected = "Input should be '720P' or '1080P': parameters.resolution"

    assert expected == message(video("wan2.6-i2v", parameters={"resolution": text}))


@pytest.mark.parametrize("value", ["nonsense", 5])
def test_spec_3_3_size_is_not_defined(video, value):
    submitted = video("wan2.6-i2v", parameters={"size": value})

    assert (None, None) == (submitted.defect, submitted.request.size)


def test_spec_3_3_audio_switch_default(video):
    assert video("wan2.6-i2v-flash").request.sound is True


@pytest.mark.parametrize("url", ["song.mp3", 5, "oss://a/b.mp3"])
def test_spec_3_3_audio_false_wins_over_audio_url(video, url):
    submitted = video("wan2.6-i2v-flash", {"audio_url": url}, {"audio": False})

    assert (None, False, None) == (submitted.defect, submitted.request.sound, submitted.request.audio)
    assert {"audio", "audio_url"} <= submitted.request.given


def test_spec_3_3_audio_true_keeps_audio_url(video):
    submitted = video("wan2.6-i2v-flash", {"audio_url": "https://example.com/a.mp3"}, {"audio": True})

    assert submitted.request.audio is not None


def test_spec_3_3_audio_switch_must_be_a_boolean(video):
    expected = "Input should be a valid boolean: parameters.audio"

    assert expected == message(video("wan2.6-i2v-flash", parameters={"audio": "no"}))


def test_spec_12_a_body_for_2_7_lacks_img_url(video):
    source = {"img_url": ..., "media": [{"type": "first_frame", "url": "https://example.com/a.png"}]}

    assert "Field required: input.img_url" == message(video("wan2.6-i2v", source))


@pytest.mark.parametrize("value", [1, ["https://example.com/a.png"], {"url": "x"}, True])
def test_spec_3_3_img_url_must_be_a_string(video, value):
    assert "Input should be a valid string: input.img_url" == message(video("wan2.6-i2v", {"img_url": value}))
