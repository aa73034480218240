"""Particles and small events, one module each."""
