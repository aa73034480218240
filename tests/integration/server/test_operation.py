"""What operators look at: health, readiness, metrics, the document, the page; and the chores."""

from __future__ import annotations

import asyncio
import re

import pytest
from structlog.testing import capture_logs


async def test_health_needs_no_key(world):
    answer = await world.nobody.get("/healthz")

    assert (200, "ok") == (answer.status_code, answer.json()["status"])


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_who_watches_need_not_take_the_body(make_world, path):
    async with make_world(workers_alive=lambda: 1) as world:
        assert 200 == (await world.nobody.head(path)).status_code


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


async def test_however_many_ask_the_storage_is_written_to_once(world, monkeypatch):
    """Anybody may ask, and a bucket charges for each look."""
    looks, check = [], world.storage.check

    async def counted():
        looks.append(1)
        await check()

    monkeypatch.setattr(world.storage, "check", counted)
    answers = await asyncio.gather(*(world.nobody.get("/readyz") for _ in range(20)))

    assert ["ok"] * 20 == [answer.json()["checks"]["storage"] for answer in answers]
    assert [1] == looks


async def test_a_part_that_is_excluded_is_told_and_does_not_decide(make_world):
    async with make_world(workers_alive=lambda: 0) as world:
        answer = await world.nobody.get("/readyz", params={"exclude": "workers"})

        assert (200, "failed: none is alive") == (answer.status_code, answer.json()["checks"]["workers"])
        assert 503 == (await world.nobody.get("/readyz", params={"exclude": "storage"})).status_code


@pytest.fixture
def slow_store(world, monkeypatch):
    """A store that says nothing until the event is set, and then that it is away."""
    back = asyncio.Event()

    async def check():
        await back.wait()
        raise OSError("away")

    monkeypatch.setattr(world.storage, "check", check)
    monkeypatch.setattr("wanbox.server.readiness._ASIDE_SECONDS", 0.02)
    return back


async def test_nobody_waits_for_a_store_that_does_not_decide(world, slow_store):
    """A balancer that gives up after a second or two would otherwise send callers to no server at all."""
    answer = await world.nobody.get("/readyz?exclude=storage&exclude=workers")

    assert (200, "unknown: no answer within 0.02 s") == (answer.status_code, answer.json()["checks"]["storage"])


async def test_what_a_store_says_late_is_told_to_who_asks_next(world, slow_store):
    await world.nobody.get("/readyz?exclude=storage")
    slow_store.set()

    answer = await world.nobody.get("/readyz?exclude=storage")

    assert "failed: files cannot be stored" == answer.json()["checks"]["storage"]


async def test_the_log_is_not_told_of_a_store_that_nobody_waited_for(make_world, monkeypatch):
    async with make_world(workers_alive=lambda: 1) as world:
        monkeypatch.setattr(world.storage, "check", asyncio.Event().wait)
        monkeypatch.setattr("wanbox.server.readiness._ASIDE_SECONDS", 0.02)
        with capture_logs() as lines:
            await world.nobody.get("/readyz?exclude=storage")

        assert not [line for line in lines if "ready" in line["event"]]


async def test_several_parts_can_be_excluded(make_world):
    async with make_world(workers_alive=lambda: 0) as world:
        (world.settings.data / "files" / "drafts").rmdir()

        statuses = [
            (await world.nobody.get(f"/readyz?{query}")).status_code
            for query in ("exclude=workers", "exclude=workers&exclude=storage")
        ]

        assert [503, 200] == statuses


async def test_a_part_that_there_is_not_cannot_be_excluded(world):
    answer = await world.nobody.get("/readyz", params={"exclude": "worker"})

    assert 400 == answer.status_code
    assert "'database', 'storage' or 'workers'" in answer.json()["message"]


async def test_without_its_database_nobody_can_tell_who_works(world):
    await world.ledger.close()

    answer = await world.nobody.get("/readyz")

    assert "failed: without the database nobody can tell" == answer.json()["checks"]["workers"]


async def test_the_log_is_told_of_changes_and_not_of_every_look(make_world):
    alive = [1, 1, 0, 0, 0, 1, 1]
    async with make_world(workers_alive=lambda: alive[0]) as world:
        with capture_logs() as lines:
            while alive:
                await world.nobody.get("/readyz")
                del alive[0]

        told = [(line["event"], line["log_level"], line.get("workers")) for line in lines if "ready" in line["event"]]
        assert [("not ready", "warning", "failed: none is alive"), ("ready", "info", "ok")] == told
        assert not [line for line in lines if line["event"] == "request" and line["log_level"] != "debug"]


async def test_the_log_says_why_and_the_answer_does_not(world):
    (world.settings.data / "files" / "drafts").rmdir()
    with capture_logs() as lines:
        answer = await world.nobody.get("/readyz")

    (told,) = [line for line in lines if line["event"] == "not ready"]
    assert "No such file" in told["reason"]
    assert "No such file" not in answer.text


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
    async with asyncio.timeout(30):
        while (await world.poll(task_id))["output"]["task_status"] == "PENDING":
            await world.ledger.changed(0.1)

    assert "FAILED" == (await world.poll(task_id))["output"]["task_status"]
