from __future__ import annotations

from wanbox.engines.storyboard.picture import warp
from wanbox.engines.storyboard.picture.edits import light
from wanbox.engines.storyboard.picture.finishes import strokes
from wanbox.engines.storyboard.picture.warm import STEPS


def test_the_steps_compile_the_kernels():
    for step in STEPS:
        step()
    for kernel in (
        warp.displacement,
        warp.bend,
        warp.lay,
        light._under,
        light._screen,
        strokes._calmest,
        strokes._comb,
    ):
        assert kernel.signatures
