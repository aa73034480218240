"""prompt_extend by a chat endpoint, and the built-in writer where that fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from wanbox.engines.storyboard.director.writer import Writer, WriterFailed, from_settings
from wanbox.engines.storyboard.studio import Studio
from wanbox.settings import Settings, load
from wanbox.wire.requests import Size

PROMPT = "a fox walks in a city"
FULLER = "A fox walks in a city at night. Rain falls, puddles shine. The camera pushes in slowly."
KEY = "sk-very-secret"


def completion(text: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class Endpoint:
    """A chat endpoint on loopback that answers as it is told and keeps what it was asked."""

    def __init__(self) -> None:
        self.body, self.status = completion(FULLER), 200
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.silent = threading.Event()
        self.hold = False
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                question = json.loads(self.rfile.read(length))
                endpoint.asked.append((self.path, self.headers.get("authorization", ""), question))
                if endpoint.hold:
                    endpoint.silent.wait(10)
                self.send_response(endpoint.status)
                self.send_header("content-length", str(len(endpoint.body)))
                self.end_headers()
                self.wfile.write(endpoint.body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.silent.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.close()


@pytest.fixture
def writer(endpoint: Endpoint) -> Writer:
    return Writer(url=endpoint.url, model="small", key=KEY, seconds=5)


@pytest.fixture
def plan(writer: Writer) -> Callable[..., Any]:
    studio = Studio(1, writer)

    def run(prompt: str = PROMPT, **options: Any) -> Any:
        return studio.plan(prompt, **{"seconds": 5, "seed": 3, "size": Size(320, 180), "extend": True} | options)

    return run


def test_it_asks_in_the_form_of_chat_completions(endpoint, writer):
    writer.extend(PROMPT)
    path, authorization, question = endpoint.asked[0]

    assert ("/v1/chat/completions", f"Bearer {KEY}", "small") == (path, authorization, question["model"])
    assert {"role": "user", "content": PROMPT} == question["messages"][-1]
    assert "system" == question["messages"][0]["role"]


def test_an_address_that_names_the_whole_path_is_taken_as_it_is(endpoint):
    Writer(url=endpoint.url + "/chat/completions", model="small").extend(PROMPT)

    assert ("/v1/chat/completions", "") == endpoint.asked[0][:2]


def test_the_scene_is_what_the_endpoint_wrote(plan):
    shots = plan()

    assert FULLER == shots.extended_prompt
    assert ("night", "rain") == (shots.shots[0].time, shots.shots[0].weather)
    assert () == shots.notes


def test_what_the_prompt_rules_out_stays_out(endpoint, plan):
    endpoint.body = completion("A fox walks in a city, a dog follows, no cars.")

    assert ["fox"] == [a.noun for a in plan("a fox walks in a city, no dogs").shots[0].actors]


def test_it_is_asked_once_for_the_pictures_of_one_request(endpoint, plan):
    for variant in range(3):
        plan(variant=variant)

    assert 1 == len(endpoint.asked)


@pytest.mark.parametrize("options", [{"extend": False}, {"image": True}, {"prompt": " "}])
def test_it_is_not_asked_in_vain(endpoint, plan, options):
    plan(**options)

    assert [] == endpoint.asked


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"busy", 503),
        (b"not json", 200),
        (b"{}", 200),
        (b'{"choices": []}', 200),
        (completion(None), 200),
        (completion("  "), 200),
        (completion("word " * 900), 200),
        (b"x" * 300_000, 200),
    ],
)
def test_where_it_fails_the_built_in_writer_is_used_and_said_to_be(endpoint, plan, body, status):
    endpoint.body, endpoint.status = body, status
    shots = plan()

    assert shots.extended_prompt.startswith(PROMPT + ".")
    assert len(shots.extended_prompt) > len(PROMPT) + 20
    assert any("built-in writer" in note for note in shots.notes)


def test_an_endpoint_that_is_not_there_is_no_error(plan, endpoint):
    endpoint.server.server_close()
    endpoint.server.socket.close()
    shots = Studio(1, Writer(url="http://127.0.0.1:9", model="x", key=KEY, seconds=2)).plan(
        PROMPT, seconds=5, seed=3, size=Size(320, 180), extend=True
    )

    assert any("could not be reached" in note for note in shots.notes)


def test_it_is_not_waited_for_longer_than_the_setting_says(endpoint):
    endpoint.hold = True

    with pytest.raises(WriterFailed, match=r"did not answer within 0\.2 seconds"):
        Writer(url=endpoint.url, model="small", seconds=0.2).extend(PROMPT)


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ("A cat walks in a city at night.", "fox"),
        ("A fox walks through a forest.", "city"),
    ],
)
def test_a_text_that_does_not_keep_to_the_prompt_is_put_aside(endpoint, plan, written, missing):
    endpoint.body = completion(written)
    shots = plan()

    assert ["fox"] == [a.noun for a in shots.shots[0].actors][:1]
    assert any(f"“{missing}”" in note for note in shots.notes)


def test_neither_key_nor_address_is_ever_told(endpoint, writer, plan):
    endpoint.status = 401
    told = repr(writer) + json.dumps(plan().to_json())

    assert KEY not in told
    assert endpoint.url not in json.dumps(plan().to_json())


def test_the_settings_name_the_endpoint():
    values = {
        "WANBOX_EXTEND_URL": "http://localhost:8000/v1/",
        "WANBOX_EXTEND_MODEL": "qwen",
        "WANBOX_EXTEND_KEY": KEY,
        "WANBOX_EXTEND_SECONDS": "7",
    }
    expected = Writer(url="http://localhost:8000/v1", model="qwen", key=KEY, seconds=7)

    assert expected == from_settings(load(values))
    assert from_settings(Settings()) is None
    assert KEY not in repr(load(values))
