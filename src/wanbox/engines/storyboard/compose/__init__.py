"""Painting kernels, camera, light and grade."""
