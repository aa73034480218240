"""The default engine: draws, animates and scores from the prompt on the CPU, with no weights and no network."""
