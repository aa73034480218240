"""What the server's process may load: it must stay small and start fast."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"numpy", "cv2", "numba", "av", "PIL", "onnxruntime", "pydantic", "fastapi"}


def test_the_supervisor_loads_no_pixels():
    code = "import sys, wanbox.runner.supervisor; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY.isdisjoint(loaded)
