"""The report as a short text, to go into the file itself."""

from __future__ import annotations

import json
from dataclasses import asdict

from ..contract import Report


def summary(made: Report) -> str:
    """Who made it, what became of each parameter, which words took no effect; the same text for the same request."""
    facts = {
        "engine": made.engine,
        "parameters": {name: asdict(fate) for name, fate in made.parameters.items()},
        "not_understood": list(made.not_understood),
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)
