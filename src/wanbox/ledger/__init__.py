"""The durable record of tasks."""
