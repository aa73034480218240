"""Bytes to frames and samples, and back."""
