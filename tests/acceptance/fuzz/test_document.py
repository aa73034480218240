"""Requests generated from the OpenAPI document: no 5xx, and every answer is as the document says."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

CHECKS = "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance"
#: Streams without an end; `test_consumers` reads them.
ENDLESS = "^/api/v1/events$"


async def generated(server, key, folder, *words):
    """What schemathesis says of the server."""
    running = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.base}/openapi.json"),
        *("--header", f"Authorization: Bearer {key}", f"--checks={CHECKS}", "--phases=examples,coverage,fuzzing"),
        *("--seed=1", "--no-color", "--request-timeout=90", *words),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await running.communicate()
    return running.returncode, said.decode()


@pytest.mark.slow
async def test_no_generated_request_breaks_the_server_or_the_promises_of_its_document(server, tmp_path):
    code, said = await generated(
        server, server.user, tmp_path, "--max-examples=4", f"--exclude-path-regex={ENDLESS}|/admin/"
    )

    assert code == 0, said[-6000:]
    assert int(re.search(r"Selected: (\d+)/", said)[1]) >= 20, said[-3000:]


@pytest.mark.slow
async def test_no_generated_request_of_an_operator_breaks_anything_either(server, tmp_path):
    code, said = await generated(server, server.operator, tmp_path, "--max-examples=4", "--include-path-regex=/admin/")

    assert code == 0, said[-6000:]
