"""Where files are kept."""

from __future__ import annotations

from wanbox.clock import Clock, utc_now
from wanbox.settings import Settings

from .contract import KeptFile, NotStored, Storage, StorageError, StoredFile

__all__ = ["KeptFile", "NotStored", "Storage", "StorageError", "StoredFile", "open_storage"]


def open_storage(settings: Settings, *, clock: Clock = utc_now) -> Storage:
    """The storage that the settings name. Raises SettingError for an unknown scheme, StorageError if it is unusable."""
    from wanbox import schemes

    from . import schemes as kinds

    storage: Storage = schemes.find(kinds, settings.files_url, "WANBOX_STORAGE_URL").create(
        settings.files_url, settings, clock
    )
    return storage
