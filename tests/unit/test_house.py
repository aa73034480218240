"""The house rules that a program can check: floors, light start, small rooms, listed surfaces (docs: how it is built)."""

from __future__ import annotations

import ast
import functools
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

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
CELLAR = {"clock", "settings", "hostrules", "secret", "schemes", "logs", "scrub", "traces", "__version__"}
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


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path, node: ast.AST) -> Iterator[str]:
    """Full names of all that is imported somewhere below the node."""
    for below in ast.walk(node):
        if isinstance(below, ast.Import):
            yield from (alias.name for alias in below.names)
        elif isinstance(below, ast.ImportFrom):
            above = package(path)[: len(package(path)) - below.level + 1] if below.level else []
            parent = [*above, *([below.module] if below.module else [])]
            yield from (".".join([*parent, alias.name]) for alias in below.names)


def at_start(path: Path) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported, without those that only type checkers read."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node


def ours(path: Path) -> set[str]:
    """The rooms of the house that a module imports from."""
    return {name.split(".")[1] for name in imports(path, tree(path)) if name.startswith("wanbox.")} - {room(path)}


def allowed(path: Path) -> set[str]:
    """The rooms that a module may import from."""
    if room(path) in CELLAR | {"__init__"}:
        return CELLAR
    below = {name for name, floor in FLOOR.items() if floor <= FLOOR[room(path)]}
    return below | (set() if room(path) in PURE else CELLAR)


def test_no_import_runs_upwards():
    assert {} == {named(path): upper for path in MODULES if (upper := ours(path) - allowed(path))}


def test_the_client_imports_the_wire_only():
    assert {"wire"} == set().union(*(ours(path) for path in MODULES if room(path) == "client"))


def test_rooms_of_the_api_process_import_nothing_heavy_at_start():
    light = [path for path in MODULES if room(path) in LIGHT_ROOMS]
    starting = {named(path): {name for node in at_start(path) for name in imports(path, node)} for path in light}

    assert len(light) > 100
    assert {} == {
        name: heavy for name, names in starting.items() if (heavy := {n.split(".")[0] for n in names} & HEAVY)
    }
    assert [] == [name for name, names in starting.items() if any(n.startswith("wanbox.media") for n in names)]


def test_modules_are_small():
    lines = {named(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}

    assert {} == {name: length for name, length in lines.items() if length > LONGEST_MODULE}


def test_functions_are_small():
    functions = [
        (named(path), node)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lines = {f"{name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1 for name, node in functions}

    assert len(lines) > 1000
    assert {} == {name: length for name, length in lines.items() if length > LONGEST_FUNCTION}


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
