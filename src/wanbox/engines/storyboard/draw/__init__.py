"""The only place that knows a vector library."""
