"""Settings, bodies and effects: what can stand before the camera."""
