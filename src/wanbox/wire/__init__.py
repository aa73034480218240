"""The vendor's protocol as plain data: no I/O, no clock, no framework."""
