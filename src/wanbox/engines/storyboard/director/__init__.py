"""Facts to a shot list."""
