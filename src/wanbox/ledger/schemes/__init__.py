"""Kinds of ledger by the scheme of their URL.

A module here is one kind, and offers `create(url, settings, clock)`, the ledger, and `database(url, now)`, what an
operator does to the database itself.
"""
