"""Where compiled kernels go."""

from __future__ import annotations

from wanbox.engines.storyboard.compose.jit import cache_folder
from wanbox.engines.storyboard.compose.warm import warm


def test_a_chosen_folder_is_left_alone(tmp_path):
    assert cache_folder(tmp_path / "missing", {"NUMBA_CACHE_DIR": "somewhere"}) is None


def test_a_writable_package_keeps_its_own_cache(tmp_path):
    assert cache_folder(tmp_path, {}) is None


def test_else_the_users_cache_is_used(tmp_path):
    expected = tmp_path / "wanbox" / "numba"
    assert cache_folder(tmp_path / "missing", {"XDG_CACHE_HOME": str(tmp_path)}) == expected
    assert expected.is_dir()


def test_without_a_home_a_private_temporary_folder_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    blocked = tmp_path / "file"
    blocked.write_text("")
    folder = cache_folder(tmp_path / "missing", {"XDG_CACHE_HOME": str(blocked)})
    assert folder is not None
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0


def test_warming_compiles_without_a_fault():
    warm()
