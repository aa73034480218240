"""The files under deploy/, read as text: no container engine is needed to see that they say what the program knows."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml

from wanbox.cli.app import app as commands
from wanbox.fetch.guard import Guard
from wanbox.server import ops
from wanbox.server.told import PARTS
from wanbox.settings import SETTINGS, load

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "wanbox.yaml").read_text()))
OURS = {row.name for row in SETTINGS}
ROUTES = {route.path for route in ops.router.routes}
PORT = load({}, ROOT).port


def kind(name):
    return [one for one in KUBERNETES if one["kind"] == name]


def pods():
    return {one["metadata"]["labels"]["part"]: one["spec"]["template"]["spec"] for one in kind("Deployment")}


def container(part):
    (one,) = pods()[part]["containers"]
    return one


def images():
    yield from re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    yield from (service["image"] for service in COMPOSE["services"].values())
    yield from (container(part)["image"] for part in ("api", "worker"))


@pytest.mark.parametrize("image", sorted(set(images())))
def test_every_image_is_pinned_to_a_version(image):
    name, _, tag = image.rpartition(":")

    assert name
    assert re.search(r"\d+\.\d+|\d{4}-\d\d-\d\d", tag)


def test_every_setting_that_is_named_is_one():
    text = DOCKERFILE + (DEPLOY / "compose.yaml").read_text() + (DEPLOY / "kubernetes" / "wanbox.yaml").read_text()
    named = set(re.findall(r"\bWANBOX_[A-Z_]+", text + (DEPLOY / "example.env").read_text()))

    assert set() == named - OURS
    assert {"WANBOX_SECRET", "WANBOX_DATABASE_URL", "WANBOX_STORAGE_URL", "WANBOX_HOST"} <= named


def test_the_values_of_settings_can_be_used():
    written = {name: str(value) for name, value in container_settings("worker").items()}

    assert 120 == load(written, ROOT).drain_seconds
    assert 3 << 30 == load(written, ROOT).task_memory


def container_settings(part):
    (config,) = kind("ConfigMap")
    return config["data"] | {row["name"]: row["value"] for row in container(part)["env"] if "value" in row}


def test_nobody_runs_as_root_and_root_file_systems_can_be_read_only():
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    for part, pod in pods().items():
        assert (True, 10001) == (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"])
        assert container(part)["securityContext"]["readOnlyRootFilesystem"]
        assert {"/data", "/tmp"} == {mount["mountPath"] for mount in container(part)["volumeMounts"]}
    for name in ("api", "worker"):
        assert COMPOSE["services"][name]["read_only"]


def test_nobody_gains_rights_or_takes_all_memory_or_disk():
    for part, pod in pods().items():
        rights = container(part)["securityContext"]
        assert (False, ["ALL"]) == (rights["allowPrivilegeEscalation"], rights["capabilities"]["drop"])
        assert not pod["automountServiceAccountToken"]
        assert container(part)["resources"]["limits"]["memory"]
        assert all(volume["emptyDir"]["sizeLimit"] for volume in pod["volumes"])
        service = COMPOSE["services"][part]
        assert (["ALL"], ["no-new-privileges:true"]) == (service["cap_drop"], service["security_opt"])
        assert service["mem_limit"]
        assert all("size=" in mount for mount in service["tmpfs"])


def test_pods_are_spoken_to_on_the_ports_that_they_have_and_never_ask_for_a_machines_credentials():
    (policy,) = (one["spec"] for one in kind("NetworkPolicy"))

    assert {"http", "metrics"} == {port["port"] for rule in policy["ingress"] for port in rule["ports"]}
    assert {"http", "metrics"} == {port["name"] for part in pods() for port in container(part)["ports"]}
    blocks = [peer["ipBlock"] for rule in policy["egress"] for peer in rule["to"] if "ipBlock" in peer]
    shut = [network for block in blocks for network in block["except"]]
    assert {"0.0.0.0/0", "::/0"} == {block["cidr"] for block in blocks}
    assert all(not Guard(allow_private=True).allows(ip_network(network)[0]) for network in shut)


def test_nothing_secret_is_written_down():
    secret = {row.name for row in SETTINGS if row.secret}
    assert not set(re.findall(r"WANBOX_[A-Z_]+(?==)", DOCKERFILE)) & secret - {"WANBOX_STORAGE_URL"}
    for part in ("api", "worker"):
        values = {row["name"]: row for row in container(part)["env"]}
        assert all("secretKeyRef" in values[name]["valueFrom"] for name in values.keys() & secret)
    for name, value in COMPOSE["services"]["api"]["environment"].items():
        if name in secret - {"WANBOX_STORAGE_URL"}:
            assert re.search(r"\$\{\w+:\?", value), name
    assert all(line.startswith("#") or line.endswith("=") for line in (DEPLOY / "example.env").read_text().splitlines())


def test_the_image_takes_nothing_along_that_it_does_not_need():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert "*" in ignored
    assert {"!src", "!pyproject.toml", "!requirements/runtime.lock"} <= set(ignored)
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    assert all((ROOT / word).exists() for line in copied for word in line.split())


def test_only_wheels_with_known_hashes_are_installed():
    installs = re.findall(r"pip install (.*)", DOCKERFILE)

    assert all("--no-deps" in line for line in installs)
    assert "--only-binary :all:" in installs[0]
    assert "--require-hashes" in installs[0]


def test_probes_ask_routes_of_ours_on_the_port_that_is_listened_on():
    api = container("api")
    probes = {name: api[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}

    asked = [probe["path"].partition("?") for probe in probes.values()]
    assert ["/healthz", "/healthz", "/readyz"] == [path for path, _, _ in asked]
    assert {path for path, _, _ in asked} <= ROUTES
    assert {"exclude": ["workers", "storage"]} == parse_qs(asked[2][2])
    assert {"workers", "storage"} < set(PARTS)
    assert [PORT] == [port["containerPort"] for port in api["ports"]]
    assert f"EXPOSE {PORT}" in DOCKERFILE
    assert f":{PORT}/healthz" in DOCKERFILE
    assert any(port.endswith(f":{PORT}") for port in COMPOSE["services"]["api"]["ports"])


def test_the_cluster_sets_no_variables_that_look_like_settings():
    """A service `wanbox` sets WANBOX_PORT=tcp://… in every pod beside it, unless the pod refuses such variables."""
    assert ["wanbox"] == [one["metadata"]["name"] for one in kind("Service")]
    assert {"api": False, "worker": False} == {part: pod.get("enableServiceLinks") for part, pod in pods().items()}


def test_a_worker_is_asked_on_its_own_port():
    worker = container("worker")
    port = int(container_settings("worker")["WANBOX_METRICS_PORT"])

    assert [port] == [each["containerPort"] for each in worker["ports"]]
    assert {"metrics"} == {worker[name]["httpGet"]["port"] for name in ("startupProbe", "livenessProbe")}
    assert COMPOSE["services"]["worker"]["environment"]["WANBOX_METRICS_PORT"] in str(
        COMPOSE["services"]["worker"]["healthcheck"]["test"]
    )


def test_whoever_is_stopped_gets_longer_than_running_tasks_do():
    drain = float(container_settings("worker")["WANBOX_DRAIN_SECONDS"])
    assert pods()["worker"]["terminationGracePeriodSeconds"] > drain
    service = COMPOSE["services"]["worker"]
    assert int(service["stop_grace_period"].removesuffix("s")) > float(service["environment"]["WANBOX_DRAIN_SECONDS"])


@pytest.mark.parametrize("part", ["api", "worker"])
def test_the_commands_are_ours(part):
    known = {command.name for command in commands.registered_commands}

    assert container(part)["args"][0] in known
    assert COMPOSE["services"][part]["command"][0] in known


def test_services_budgets_and_scalers_point_at_what_is_there():
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in kind("Deployment")]
    selectors = [one["spec"]["selector"] for one in kind("Service")]
    selectors += [one["spec"]["selector"]["matchLabels"] for one in kind("PodDisruptionBudget")]
    selectors += [one["spec"]["podSelector"]["matchLabels"] for one in kind("NetworkPolicy")]
    targets = {one["spec"]["scaleTargetRef"]["name"] for one in kind("HorizontalPodAutoscaler")}

    assert 4 == len(selectors)
    assert all(any(selector.items() <= label.items() for label in labels) for selector in selectors)
    assert targets <= {one["metadata"]["name"] for one in kind("Deployment")}


def test_the_scaler_reads_a_gauge_that_there_is():
    (scaler,) = kind("HorizontalPodAutoscaler")
    metric = scaler["spec"]["metrics"][0]["external"]["metric"]

    assert ("wanbox_tasks", {"status": "PENDING"}) == (metric["name"], metric["selector"]["matchLabels"])
