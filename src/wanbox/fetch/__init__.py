"""References in a request to checked local files."""
