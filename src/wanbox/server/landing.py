"""The page at `/`: what runs here and where to go next."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from string import Template

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from wanbox import __version__
from wanbox.wire import catalogue

from .context import base_of, context_of

router = APIRouter(include_in_schema=False)

#: The page brings all it shows and runs no scripts.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@router.get("/")
async def landing(request: Request) -> HTMLResponse:
    settings = context_of(request).settings
    rows = "".join(
        f"<tr><td><code>{escape(model.name)}</code></td><td>{escape(model.description)}</td>"
        f"<td>{escape(settings.engine_for(model.name) or 'no route')}</td></tr>"
        for model in catalogue.all_models()
    )
    page = _template().substitute(base=escape(base_of(request)), version=escape(__version__), models=rows)
    return HTMLResponse(page, headers={"content-security-policy": _POLICY})


@cache
def _template() -> Template:
    return Template(resources.files(__package__).joinpath("pages", "index.html").read_text(encoding="utf-8"))
