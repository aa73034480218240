"""Pictures of any kind as plain BGR pixels."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from .sources import open_picture, orientation, unpack

#: Pillow's modes with more than eight bits of grey.
DEEP_GREY = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})


#: EXIF orientations (CIPA DC-008, 4.6.4) and what puts the picture upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def load_picture(path: Path, max_side: int | None = None) -> NDArray[np.uint8]:
    """(height, width, 3) uint8 BGR, sRGB: upright (EXIF), transparent parts on white, no side over `max_side`.

    Raises MediaError (`media.sources`).
    """
    with open_picture(path) as picture:
        if max_side is not None:
            # Lets the JPEG decoder skip detail that the reduction would throw away.
            picture.draft(None, (max_side, max_side))
        unpack(picture)
        rgb = np.asarray(plain(picture, max_side))
    return np.ascontiguousarray(rgb[..., ::-1])


def plain(picture: Image.Image, max_side: int | None) -> Image.Image:
    """An unpacked picture as RGB in sRGB, with nothing else: upright, on white, no side over `max_side`."""
    profile = picture.info.get("icc_profile")
    turn = TURNS.get(orientation(picture))
    if max_side is not None and max(picture.size) > max_side:
        picture = _reduce(picture, max_side)
    upright = picture if turn is None else picture.transpose(turn)
    return _to_srgb(_flatten(upright), profile)


def _reduce(picture: Image.Image, max_side: int) -> Image.Image:
    scale = max_side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # Palettes and bits cannot be averaged as they are.
    smooth = _flatten(picture) if picture.mode in ("P", "PA", "1") else picture
    return smooth.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _flatten(picture: Image.Image) -> Image.Image:
    """RGB or CMYK without transparency."""
    if picture.mode in DEEP_GREY:
        return _squeeze_grey(picture)
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture if picture.mode in ("RGB", "CMYK") else picture.convert("RGB")


def _squeeze_grey(picture: Image.Image) -> Image.Image:
    """Sixteen bits to eight; Pillow's own conversion would clip everything above 255 to white."""
    grey = np.asarray(picture).astype(np.float64)
    return Image.fromarray(np.clip(np.round(grey / 257), 0, 255).astype(np.uint8)).convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply an embedded colour profile; a broken or unfitting one is ignored, as viewers do."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")
