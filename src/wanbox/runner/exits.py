"""How a worker process says why it ended."""

from __future__ import annotations

#: It cannot be started as it is configured.
EXIT_UNUSABLE = 2
#: The engine could not be stopped; a fresh process takes over.
EXIT_STUCK = 75
#: The operator has drained it: nobody takes over.
EXIT_DISMISSED = 76
#: It held more memory than it may.
EXIT_MEMORY = 77
#: The database or the storage could not be reached when it started.
EXIT_UNREACHED = 78
