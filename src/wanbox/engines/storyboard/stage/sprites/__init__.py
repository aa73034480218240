"""Illustrated bodies and objects of the vendored icon set, moved as a whole."""
