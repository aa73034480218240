"""What a worker works with; the same for all its attempts."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from wanbox.engines.contract import Engine
from wanbox.fetch.decoder import Decoder
from wanbox.ledger.contract import Ledger
from wanbox.settings import Settings
from wanbox.storage.contract import Storage


@dataclass(frozen=True, slots=True)
class House:
    ledger: Ledger
    storage: Storage
    settings: Settings
    engines: Mapping[str, Engine]
    #: One thread, in which the engine runs.
    executor: Executor
    #: Reads what callers sent; whoever makes a house closes it.
    decoder: Decoder = field(default_factory=Decoder)

    @property
    def work_root(self) -> Path:
        return self.settings.data / "work"
