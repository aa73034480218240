"""The house rules that a program can check: floors, light start, small rooms, listed surfaces (docs: how it is built)."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import wanbox
import wanbox.client

SOURCE = Path(wanbox.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))

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
CELLAR = {"settings", "hostrules", "secret", "schemes", "logs", "scrub", "traces", "__version__"}
PURE = {"wire", "media", "client"}

#: Libraries of pixels and samples: workers load them, the API's process never does.
HEAVY = {"numpy", "cv2", "numba", "av", "onnxruntime", "PIL", "resvg_py"}
#: What the API's process is made of, beside these rooms.
LIGHT_ROOMS = {"wire", "ledger", "storage", "notify", "server", "client", "cli"} | CELLAR

LONGEST_MODULE = 500
LONGEST_FUNCTION = 60


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def package(path: Path) -> list[str]:
    """The package that a relative import in this file starts from."""
    return ["wanbox", *path.relative_to(SOURCE).parts[:-1]]


def imports(path: Path, tree: ast.AST) -> Iterator[str]:
    """Full names of all that is imported somewhere below the node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package(path)[: len(package(path)) - node.level + 1] if node.level else []
            parent = [*above, *([node.module] if node.module else [])]
            yield from (".".join([*parent, alias.name]) for alias in node.names)


def at_start(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported, without those that only type checkers read."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node


def ours(path: Path) -> set[str]:
    """The rooms of the house that a module imports from."""
    names = imports(path, ast.parse(path.read_text("utf-8")))
    return {name.split(".")[1] for name in names if name.startswith("wanbox.")} - {room(path)}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_import_runs_upwards(path):
    if room(path) in CELLAR | {"__init__"}:
        allowed = CELLAR
    else:
        below = {name for name, floor in FLOOR.items() if floor <= FLOOR[room(path)]}
        allowed = below | (set() if room(path) in PURE else CELLAR)

    assert set() == ours(path) - allowed


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) == "client"], ids=named)
def test_the_client_imports_the_wire_only(path):
    assert ours(path) <= {"wire"}


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in LIGHT_ROOMS], ids=named)
def test_rooms_of_the_api_process_import_nothing_heavy_at_start(path):
    starting = [name for node in at_start(ast.parse(path.read_text("utf-8"))) for name in imports(path, node)]

    assert set() == {name.split(".")[0] for name in starting} & HEAVY
    assert not any(name.startswith("wanbox.media") for name in starting)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_modules_and_functions_are_small(path):
    text = path.read_text("utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: size for node in functions if (size := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION}

    assert len(text.splitlines()) <= LONGEST_MODULE
    assert {} == long


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
