"""Two servers and two workers on PostgreSQL and a bucket, killed in turn while a client works, as an operator would."""

from __future__ import annotations

import json
import threading
import urllib.request

import wanbox.client

TASKS = 24


def download(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


class Client(threading.Thread):
    """Hands in one task after another, through either server, and waits for all of them; the first waits for a file."""

    def __init__(self, cluster):
        super().__init__()
        self._cluster = cluster
        self.tasks = []
        self.outputs = {}
        self.error = None

    def run(self):
        try:
            for number in range(TASKS):
                knob = "[sleep=0.25]" if number else f"[until={self._cluster.folder / 'go on'}]"
                self.tasks.append(self._cluster.submit(number, f"{knob} number {number}"))
            for number, task_id in enumerate(self.tasks):
                self.outputs[task_id] = self._cluster.ended(task_id, number)
        except BaseException as error:  # noqa: BLE001 - the test's own thread raises it
            self.error = error


def test_a_server_with_nothing_of_its_own_takes_an_upload(cluster, key, tmp_path):
    """No database, no secret and no file has made its data folder, in which uploads wait."""
    cluster.add_api("api-1")
    cluster.until(lambda: cluster.ask(cluster.bases[0], "/healthz")[0] == 200)
    file = tmp_path / "first.png"
    file.write_bytes(b"\x89PNG" + bytes(2 << 20))  # too large to be kept in memory

    with wanbox.client.Client(key, base_url=cluster.bases[0] + "/api/v1") as client:
        assert client.upload(file, model="wan2.6-i2v").startswith("oss://"), cluster.logs()


def test_one_of_each_is_killed_while_a_client_works_and_everything_ends_once(cluster, database):
    for name in ("api-1", "api-2"):
        cluster.add_api(name)
    workers = [cluster.add(name, "worker", "--name", name) for name in ("worker-1", "worker-2")]
    for base in cluster.bases:
        assert {"database": "ok", "storage": "ok", "workers": "ok"} == cluster.until(lambda b=base: cluster.ready(b))

    client = Client(cluster)
    client.start()
    cluster.until(lambda: len(client.tasks) >= 4)
    cluster.machines["api-1"].kill()
    holders = cluster.until(
        lambda: [
            row["name"]
            for row in json.loads(cluster.run("admin", "workers", "--json"))
            if row["task_id"] == client.tasks[0]
        ]
    )
    victim = cluster.machines[holders[0]]
    victim.kill()
    (cluster.folder / "go on").touch()
    cluster.machines["api-1"].start()
    victim.start()
    client.join(120)

    assert not client.is_alive(), cluster.logs()
    assert client.error is None, client.error
    assert {"SUCCEEDED"} == {output["task_status"] for output in client.outputs.values()}, cluster.logs()
    assert TASKS == len(set(client.tasks))
    events = dict(database.execute("SELECT task_id, count(*) FROM event WHERE status = 'SUCCEEDED' GROUP BY task_id"))
    assert dict.fromkeys(client.tasks, 1) == events
    assert [(TASKS,)] == database.execute("SELECT count(*) FROM task")
    assert b"ftyp" == download(client.outputs[client.tasks[0]]["video_url"])[4:8]

    for machine in cluster.machines.values():
        machine.begin_end()
    assert [0, 0, 0, 0] == [machine.end() for machine in cluster.machines.values()], cluster.logs()
    assert not database.execute("SELECT name FROM worker"), [worker.log() for worker in workers]
    assert not any("Traceback" in machine.log() for machine in cluster.machines.values()), cluster.logs()
