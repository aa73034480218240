"""What the scripts share: saving a result from its link, and printing what was seen."""

from __future__ import annotations

import json
from pathlib import Path

import requests


def saved(url, name):
    """Fetch a result link with no header of our own, as the documentation does."""
    answer = requests.get(url, timeout=30)
    Path(name).write_bytes(answer.content)
    return {"status": answer.status_code, "type": answer.headers["Content-Type"], "file": name}


def pictures(response):
    """The addresses of all pictures of an answer."""
    return [
        item["image"]
        for choice in response.output.choices
        for item in choice["message"]["content"]
        if item.get("image")
    ]


def texts(response):
    return [
        item["text"] for choice in response.output.choices for item in choice["message"]["content"] if item.get("text")
    ]


def task(response):
    """The parts of an answer that a caller looks at."""
    output = response.output
    return {
        "status_code": response.status_code,
        "code": response.code,
        "message": response.message,
        "request_id": response.request_id,
        "output": output if output is None else json.loads(json.dumps(output)),
        "usage": response.usage if response.usage is None else json.loads(json.dumps(response.usage)),
    }


def say(**seen):
    print(json.dumps(seen, ensure_ascii=False))
