"""Messages to the addresses that want to know how tasks end: signed, sent at least once, tried again for two hours."""
