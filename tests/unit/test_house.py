"""The house rules that a program can check: floors, light start, small rooms, listed surfaces (docs: how it is built)."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

import wanbox
import wanbox.client

SOURCE = Path(wanbox.__file__).parent

#: From the ground up. A module imports from its own floor and from those below it.
FLOORS = [
    {"wire"},
    {"media"},
    {"engines", "ledger", "fetch", "storage"},
    {"notify"},
    {"server", "client", "runner", "testing"},
    {"cli"},
    {"__main__"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
#: What any floor may use, but for those that are used on their own: the wire, media and the client.
CELLAR = {
    "clock",
    "counting",
    "durable",
    "settings",
    "hostrules",
    "secret",
    "schemes",
    "logs",
    "scrub",
    "traces",
    "__version__",
}
PURE = {"wire", "media", "client"}

#: Libraries of pixels and samples: workers load them, the API's process never does.
HEAVY = {"numpy", "cv2", "numba", "av", "onnxruntime", "PIL", "resvg_py"}
#: What the API's process is made of, beside these rooms.
LIGHT_ROOMS = {"wire", "ledger", "storage", "notify", "server", "client", "cli"} | CELLAR

LONGEST_MODULE = 500
LONGEST_FUNCTION = 60


@dataclass(frozen=True)
class Module:
    """What the rules ask about one file."""

    path: Path
    lines: int
    #: Full names of all that it imports, and of what it imports when it is itself imported.
    imports: frozenset[str]
    at_start: frozenset[str]
    #: Lines of each function by its place and name.
    functions: dict[str, int]

    @property
    def name(self) -> str:
        return self.path.relative_to(SOURCE).as_posix()

    @property
    def room(self) -> str:
        return self.path.relative_to(SOURCE).parts[0].removesuffix(".py")

    @property
    def ours(self) -> set[str]:
        """The rooms of the house that it imports from."""
        return {name.split(".")[1] for name in self.imports if name.startswith("wanbox.")} - {self.room}

    @property
    def allowed(self) -> set[str]:
        """The rooms that it may import from."""
        if self.room in CELLAR | {"__init__"}:
            return CELLAR
        below = {name for name, floor in FLOOR.items() if floor <= FLOOR[self.room]}
        return below | (set() if self.room in PURE else CELLAR)


def imported(package: list[str], nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Full names of all that these statements import; relative ones start from the package."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            parent = [*above, *([node.module] if node.module else [])]
            yield from (".".join([*parent, alias.name]) for alias in node.names)


def run_at_start(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when the module is imported, without that which only type checkers read."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield from ast.walk(node)


def read(path: Path) -> Module:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    package = ["wanbox", *path.relative_to(SOURCE).parts[:-1]]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return Module(
        path=path,
        lines=len(text.splitlines()),
        imports=frozenset(imported(package, nodes)),
        at_start=frozenset(imported(package, run_at_start(tree))),
        functions={f"{node.lineno} {node.name}": node.end_lineno - node.lineno + 1 for node in functions},
    )


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return [read(path) for path in sorted(SOURCE.rglob("*.py"))]


def test_no_import_runs_upwards(modules):
    assert {} == {module.name: upper for module in modules if (upper := module.ours - module.allowed)}


def test_the_client_imports_the_wire_only(modules):
    assert {"wire"} == set().union(*(module.ours for module in modules if module.room == "client"))


def test_rooms_of_the_api_process_import_nothing_heavy_at_start(modules):
    starting = {module.name: module.at_start for module in modules if module.room in LIGHT_ROOMS}

    assert len(starting) > 100
    assert {} == {
        name: heavy for name, names in starting.items() if (heavy := {n.split(".")[0] for n in names} & HEAVY)
    }
    assert [] == [name for name, names in starting.items() if any(n.startswith("wanbox.media") for n in names)]


def test_modules_are_small(modules):
    assert {} == {module.name: module.lines for module in modules if module.lines > LONGEST_MODULE}


def test_functions_are_small(modules):
    lines = {f"{module.name}:{name}": size for module in modules for name, size in module.functions.items()}

    assert len(lines) > 1000
    assert {} == {name: size for name, size in lines.items() if size > LONGEST_FUNCTION}


def loaded(code: str) -> set[str]:
    """Top-level modules in memory after a piece of code ran in a fresh interpreter."""
    script = f"import sys\n{code}\nprint('\\n' + ' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in ran.stdout.splitlines()[-1].split()}


def test_the_api_process_loads_nothing_heavy(tmp_path):
    modules = loaded(f"""
from pathlib import Path
from wanbox.settings import Settings
from wanbox.ledger import open_ledger
from wanbox.storage import open_storage
import wanbox.cli.serve, wanbox.server.main, wanbox.runner.supervisor
from wanbox.server.app import create_app
settings = Settings(data=Path({str(tmp_path)!r}))
create_app(settings, ledger=open_ledger(settings), storage=open_storage(settings))
""")

    assert "fastapi" in modules
    assert set() == modules & HEAVY


def test_help_loads_nothing_but_the_commands():
    modules = loaded("""
from wanbox.cli.app import app
try:
    app(["--help"])
except SystemExit:
    pass
""")

    assert "typer" in modules
    assert set() == modules & (HEAVY | {"pydantic", "fastapi", "uvicorn", "httpx2", "rich", "sqlite3", "structlog"})


def test_the_client_loads_no_server():
    assert set() == loaded("import wanbox.client") & (HEAVY | {"pydantic", "fastapi", "uvicorn", "structlog", "typer"})


def test_the_public_surface_of_the_client_is_listed():
    public = {
        name
        for name, value in vars(wanbox.client).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "annotations"
    }

    assert sorted(wanbox.client.__all__) == wanbox.client.__all__
    assert set(wanbox.client.__all__) == public


def test_both_faces_of_the_client_have_the_same_methods():
    sync, awaited = (
        {name: list(inspect.signature(method).parameters) for name, method in vars(face).items() if name[0] != "_"}
        for face in (wanbox.client.Client, wanbox.client.AsyncClient)
    )

    assert sync == awaited
