"""Reading on the small stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wanbox.engines.storyboard.language import Facts, Vocabulary, understand


@pytest.fixture(scope="session")
def read(stage: Vocabulary) -> Callable[[str], Facts]:
    return lambda prompt: understand(prompt, stage)
