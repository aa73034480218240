"""Ambience, music, voice and the mix, from the same shot list."""
