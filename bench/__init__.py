"""Measurements as ratios: wanbox beside the bare library doing the same work, in one run on one machine."""
