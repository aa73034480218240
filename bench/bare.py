"""The bare libraries: one FastAPI route on uvicorn with the settings of `serve`, and nothing behind it.

python -m bench.bare PORT
"""

from __future__ import annotations

import asyncio
import json
import sys
import uuid

import orjson
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

app = FastAPI(openapi_url=None)


class Reply(Response):
    media_type = "application/json"

    def render(self, content) -> bytes:
        return orjson.dumps(content)


@app.get("/healthz")
async def healthz() -> Response:
    return Reply({"status": "ok"})


@app.post("/submit")
async def submit(request: Request) -> Response:
    json.loads(await request.body())
    output = {"task_id": str(uuid.uuid4()), "task_status": "PENDING"}
    return Reply({"request_id": str(uuid.uuid4()), "output": output})


@app.get("/tasks/{task_id}")
async def poll(task_id: str) -> Response:
    output = {"task_id": task_id, "task_status": "SUCCEEDED", "video_url": "http://127.0.0.1/" + "x" * 200}
    return Reply({"request_id": str(uuid.uuid4()), "output": output, "usage": {"duration": 5, "SR": 720}})


_news = asyncio.Event()


@app.get("/wait/{task_id}")
async def wait(task_id: str) -> Response:
    """Answered when `/news` is asked for."""
    await _news.wait()
    return await poll(task_id)


@app.post("/news")
async def news() -> Response:
    _news.set()
    return Reply({"request_id": str(uuid.uuid4())})


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
    )
