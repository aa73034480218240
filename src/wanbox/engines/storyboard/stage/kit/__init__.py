"""Things that several settings are furnished with: façades, trees, clouds of leaves, small figures."""
