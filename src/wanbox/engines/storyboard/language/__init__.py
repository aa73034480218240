"""Prompts, English and Chinese, to facts."""
