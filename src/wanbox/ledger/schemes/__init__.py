"""Kinds of ledger by the scheme of their URL: a module here is one kind, and offers `create(url, settings, clock)`."""
