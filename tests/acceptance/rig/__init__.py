"""Real processes under real trouble: what the chaos, soak and cluster tests are made of."""
