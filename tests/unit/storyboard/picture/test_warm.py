from __future__ import annotations

from wanbox.engines.storyboard.picture import warp
from wanbox.engines.storyboard.picture.edits import light
from wanbox.engines.storyboard.picture.finishes import strokes
from wanbox.engines.storyboard.picture.warm import warm


def test_warming_compiles_the_kernels():
    warm()
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
