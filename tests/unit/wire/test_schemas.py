"""The JSON Schemas agree with the examples, with the parser, and with the answers that we build."""

from __future__ import annotations

import copy

import jsonschema_rs
import pytest

from wanbox.wire.catalogue import Endpoint, all_models
from wanbox.wire.examples import all_examples
from wanbox.wire.parse import submission
from wanbox.wire.schemas import DIALECT, all_schemas, request_schema

SCHEMAS, EXAMPLES = all_schemas(), all_examples()
CASES = [(name, which) for name, examples in EXAMPLES.items() for which in examples]
BODIES = {
    "VideoSubmission": Endpoint.VIDEO,
    "PictureSubmission": Endpoint.MULTIMODAL,
    "PictureTaskSubmission": Endpoint.IMAGE,
}


def faults(schema: dict, value: object) -> list[str]:
    return [error.message for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one(name):
    jsonschema_rs.meta.validate(SCHEMAS[name] | {"$schema": DIALECT})


def test_each_schema_has_an_example():
    assert SCHEMAS.keys() == EXAMPLES.keys()


@pytest.mark.parametrize(("name", "which"), CASES)
def test_each_example_fits_its_schema(name, which):
    assert [] == faults(SCHEMAS[name], EXAMPLES[name][which])


@pytest.mark.parametrize(("name", "which"), [case for case in CASES if case[0] in BODIES])
def test_each_example_body_is_accepted(name, which):
    endpoint = BODIES[name]

    submitted = submission(
        endpoint, EXAMPLES[name][which], asynchronous=endpoint.asynchronous, sse=True, oss_resolve=False
    )

    assert submitted.defect is None


@pytest.mark.parametrize("endpoint", Endpoint)
def test_a_schema_names_the_models_of_its_path(endpoint):
    served = {model.name for model in all_models() if endpoint in model.endpoints}

    assert served == {one["properties"]["model"]["const"] for one in request_schema(endpoint)["oneOf"]}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("model",), "wan2.6-image"),
        (("input", "prompt"), ""),
        (("input", "prompt"), 5),
        (("parameters", "size"), "720P"),
        (("parameters", "duration"), 1),
        (("parameters", "duration"), "5"),
        (("parameters", "seed"), 2147483648),
        (("parameters", "shot_type"), "double"),
        (("parameters", "watermark"), "yes"),
        (("parameters",), []),
        (("input",), None),
    ],
)
def test_what_the_parser_refuses_does_not_fit_the_schema(path, value):
    body = copy.deepcopy(dict(EXAMPLES["VideoSubmission"]["text to video"]))
    inner = body
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value

    assert faults(SCHEMAS["VideoSubmission"], body)


@pytest.mark.parametrize("name", ["VideoSubmission", "PictureSubmission"])
def test_spec_1_5_null_fits_every_parameter(name):
    for one in SCHEMAS[name]["oneOf"]:
        body = next(iter(EXAMPLES[name].values()))
        model = one["properties"]["model"]["const"]
        names = one["properties"]["parameters"]["anyOf"][0]["properties"]
        nulls = {"model": model, "parameters": dict.fromkeys(names)}

        refused = {message for message in faults(one, {**body, **nulls}) if "null" in message}

        assert set() == refused
        assert len(names) >= 6


@pytest.mark.parametrize(
    "content",
    [
        [],
        [{"text": "a"}] * 2,
        [{"text": " "}],
        [{"image": "https://h/a.png"}],
        [{"text": "a"}, *[{"image": "https://h/a.png"}] * 5],
    ],
)
def test_messages_that_the_parser_refuses_do_not_fit(content):
    body = {"model": "wan2.6-image", "input": {"messages": [{"role": "user", "content": content}]}}

    assert faults(SCHEMAS["PictureSubmission"], body)


def test_a_top_level_code_is_no_part_of_a_task():
    assert "code" not in SCHEMAS["Task"]["properties"]
