"""Where the subject is: a soft matte from u2netp, its edge refined on the picture; a plain guess without the model."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from .pixels import Picture, Plane, blur, guided, luma, plane, smoothstep

#: Input side of the network. Its file says 320, but nothing in it depends on that: at 256 it takes 0.6 of the time and
#: finds the same subjects (at 224 it begins to lose thin ones).
SIDE = 256
#: A dimension of 320 as the file writes it (protobuf: TensorShapeProto.dim, dim_value), and one of `SIDE`.
_WRITTEN = bytes((0x0A, 0x03, 0x08, 320 & 0x7F | 0x80, 320 >> 7))
_WANTED = bytes((0x0A, 0x03, 0x08, SIDE & 0x7F | 0x80, SIDE >> 7))
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
#: Of the network.
THREADS = max(1, min(2, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Matte:
    #: 1 on the subject, 0 on the background; all zero where there is none.
    alpha: Plane
    #: "u2netp" or "saliency" (model or runtime missing: said in the report).
    method: str

    @property
    def share(self) -> float:
        """Part of the picture that the subject covers."""
        return float(self.alpha.mean())

    @property
    def found(self) -> bool:
        return 0.005 < self.share < 0.85

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the subject; the whole picture where there is none."""
        h, w = self.alpha.shape
        rows, columns = np.where((self.alpha > 0.5).any(1))[0], np.where((self.alpha > 0.5).any(0))[0]
        if not len(rows):
            return 0, 0, w, h
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def model_path() -> Path:
    return Path(str(resources.files("wanbox") / "assets" / "models" / "u2netp" / "u2netp.onnx"))


@functools.cache
def session() -> Any | None:
    """The network, or None where the file or the runtime is missing."""
    path = model_path()
    if not path.is_file():
        return None
    try:
        import onnxruntime
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    # It is nearly all that an edit waits for, once in a job, so it gets both cores of a small machine.
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.log_severity_level = 3
    # A thread that waits in a loop would take its core from the painters.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena would keep 280 MB after one picture; without it the same run takes a few milliseconds more.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    model = path.read_bytes().replace(_WRITTEN, _WANTED)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def subject(image: Picture) -> Matte:
    """The matte of the subject at the picture's own size. Pure and safe to call from any thread."""
    network = session()
    coarse = _salient(image) if network is None else _predicted(network, image)
    method = "saliency" if network is None else "u2netp"
    return Matte(_refined(image, _solid(coarse)), method)


def _predicted(network: Any, image: Picture) -> Plane:
    asked = network.get_inputs()[0]
    small = plane(cv2.resize(image, (asked.shape[3], asked.shape[2]), interpolation=cv2.INTER_AREA))[..., ::-1]
    values = (small / max(float(small.max()), 1) - MEAN) / DEVIATION
    batch = np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)
    alpha = plane(network.run([network.get_outputs()[0].name], {asked.name: batch})[0][0, 0])
    # Without any subject the network answers weakly everywhere; stretching that would invent one.
    if float(alpha.max()) < 0.5:
        return np.zeros_like(alpha)
    return plane(np.clip((alpha - alpha.min()) / (alpha.max() - alpha.min()), 0, 1))


def _salient(image: Picture) -> Plane:
    """What differs from the rim of the picture and stands near its middle, cut out by GrabCut at thumbnail size."""
    h, w = image.shape[:2]
    scale = 160 / max(h, w)
    small = cv2.resize(image, (max(16, round(w * scale)), max(16, round(h * scale))), interpolation=cv2.INTER_AREA)
    sh, sw = small.shape[:2]
    mask = np.full((sh, sw), cv2.GC_BGD, np.uint8)
    axes = (int(sw * 0.4), int(sh * 0.42))
    cv2.ellipse(mask, (sw // 2, int(sh * 0.55)), axes, 0, 0, 360, cv2.GC_PR_FGD, -1)
    cv2.setRNGSeed(7)
    cv2.grabCut(small, mask, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    return plane((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD))


def _solid(coarse: Plane) -> Plane:
    """Keep the large pieces; specks and pieces under a fortieth of the largest go."""
    mask = (coarse > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return np.zeros_like(coarse)
    areas = stats[1:, cv2.CC_STAT_AREA]
    keep = np.flatnonzero(areas >= max(areas.max() / 40, mask.size / 4000)) + 1
    near = cv2.dilate(np.isin(labels, keep).astype(np.uint8), np.ones((7, 7), np.uint8))
    return plane(coarse * near)


def _refined(image: Picture, coarse: Plane) -> Plane:
    h, w = image.shape[:2]
    alpha = plane(cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC))
    if float(alpha.max()) < 0.5:
        return np.zeros((h, w), np.float32)
    radius = max(4, round(min(h, w) * 0.014))
    fine = guided(luma(image), plane(np.clip(alpha, 0, 1)), radius, 2e-4)
    # Far inside and far outside the network knows better than the local colours do.
    sure = blur(plane(np.clip(alpha, 0, 1)), radius * 0.7)
    fine = np.where(sure > 0.93, 1.0, np.where(sure < 0.05, 0.0, fine))
    return blur(smoothstep(0.12, 0.88, fine), 0.7)
