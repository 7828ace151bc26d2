"""Waiting for conditions, never for time."""

import time

PATIENCE = 60.0
"""Seconds after which what should have happened is said not to happen; generous, as machines may be slow."""

_PAUSE = 0.01


class NeverHappened(AssertionError):
    """A condition did not come true in time."""


def until(condition, what, patience=PATIENCE):
    """Polls `condition` until it gives something true, and gives that back."""
    deadline = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise NeverHappened(f"not within {patience:.0f} s: {what}")
        time.sleep(_PAUSE)
