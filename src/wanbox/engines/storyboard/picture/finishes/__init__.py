"""Finishes of whole pictures: one file each with a `FINISH`, found by registration."""
