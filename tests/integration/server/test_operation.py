"""What operators look at: health, readiness, metrics, the document, the page; and the chores."""

from __future__ import annotations

import asyncio
import re

import pytest


async def test_health_needs_no_key(world):
    answer = await world.nobody.get("/healthz")

    assert (200, "ok") == (answer.status_code, answer.json()["status"])


async def test_readiness_names_each_part(make_world):
    async with make_world(workers_alive=lambda: 2) as world:
        answer = await world.nobody.get("/readyz")

        assert 200 == answer.status_code
        assert {"database": "ok", "storage": "ok", "workers": "ok"} == answer.json()["checks"]


async def test_without_a_living_worker_the_server_is_not_ready(make_world):
    async with make_world(workers_alive=lambda: 0) as world:
        answer = await world.nobody.get("/readyz")

        assert (503, "failed: none is alive") == (answer.status_code, answer.json()["checks"]["workers"])


async def test_without_its_database_the_server_is_not_ready(world):
    await world.ledger.close()

    answer = await world.nobody.get("/readyz")

    assert (503, "failed: the database cannot be read or written") == (
        answer.status_code,
        answer.json()["checks"]["database"],
    )


async def test_without_a_place_for_files_the_server_is_not_ready(world):
    drafts = world.settings.data / "files" / "drafts"
    drafts.rmdir()

    answer = await world.nobody.get("/readyz")

    assert (503, "failed: files cannot be stored") == (answer.status_code, answer.json()["checks"]["storage"])


async def test_metrics_count_the_tasks_by_status(world):
    await world.submit()
    await world.submit()
    await world.finish_video()

    text = (await world.nobody.get("/metrics")).text

    assert 'wanbox_tasks{status="PENDING"} 1.0\n' in text
    assert 'wanbox_tasks{status="SUCCEEDED"} 1.0\n' in text
    assert 'wanbox_tasks{status="FAILED"} 0.0\n' in text


async def test_the_page_shows_models_and_brings_everything_it_shows(world):
    answer = await world.nobody.get("/")

    assert "wan2.6-t2v" in answer.text
    assert "curl http://wan.test/api/v1/services/aigc/video-generation/video-synthesis" in answer.text
    assert not re.search(r"(src|href)=\"(?!/)", answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


class TestDocument:
    @pytest.fixture
    async def document(self, world):
        return (await world.nobody.get("/openapi.json")).json()

    async def test_it_knows_every_endpoint_of_the_wire(self, document):
        operations = {(method, path) for path, item in document["paths"].items() for method in item}
        api = "/api/v1"
        assert {
            ("post", f"{api}/services/aigc/video-generation/video-synthesis"),
            ("post", f"{api}/services/aigc/multimodal-generation/generation"),
            ("post", f"{api}/services/aigc/image-generation/generation"),
            ("get", f"{api}/tasks/{{task_id}}"),
            ("get", f"{api}/tasks"),
            ("post", f"{api}/tasks/{{task_id}}/cancel"),
            ("delete", f"{api}/tasks/{{task_id}}"),
            ("get", f"{api}/uploads"),
            ("get", f"{api}/models"),
        } <= operations

    async def test_every_reference_leads_somewhere(self, document):
        names = set(re.findall(r'"#/components/schemas/(\w+)"', str(document).replace("'", '"')))
        assert names
        assert names <= set(document["components"]["schemas"])

    async def test_a_submission_has_a_schema_and_examples(self, document):
        path = document["paths"]["/api/v1/services/aigc/video-generation/video-synthesis"]["post"]
        media = path["requestBody"]["content"]["application/json"]
        assert {"$ref": "#/components/schemas/VideoSubmission"} == media["schema"]
        assert "wan2.6-t2v" == media["examples"]["text to video"]["value"]["model"]

    async def test_no_route_speaks_of_422(self, document):
        assert not any("422" in item[method]["responses"] for item in document["paths"].values() for method in item)

    async def test_routes_of_the_api_ask_for_a_key(self, document):
        assert all(
            operation.get("security")
            for path, item in document["paths"].items()
            for operation in item.values()
            if path.startswith("/api/v1/")
        )


async def test_a_defect_shows_by_itself_soon_after_the_submit(world):
    task_id = await world.submit(input={})

    world.clock.advance(seconds=2)
    async with asyncio.timeout(5):
        while (await world.poll(task_id))["output"]["task_status"] == "PENDING":
            await world.ledger.changed(0.1)

    assert "FAILED" == (await world.poll(task_id))["output"]["task_status"]
