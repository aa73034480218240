"""What the storyboard engine is asked for when it is measured."""

from __future__ import annotations

SECONDS = 5
SIZE = (1280, 720)
SEED = 7
#: The largest clip that the vendor sells.
LARGE = (1920, 1080)
LARGE_SECONDS = 15

#: Two settings that are drawn in quite different ways, and a picture that is moved through.
CLIPS = {
    "t2v city": "A red fox in a trench coat walks through a rainy neon city at night, camera slowly pushes in",
    "t2v beach": "A sailing boat off a beach at sunset, gulls in the sky, the camera pans to the right",
    "i2v": "The boat drifts away, slow push in",
}
PROMPT_OF_PICTURE = "A sailing boat off a beach at sunset"
PICTURE = "A fox in the snow in a forest at dusk"
EDIT = "make it winter"
