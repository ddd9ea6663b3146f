"""The garbage collector while a site is built: what was read stays to the end, so nobody needs to look through it.

Of the build of 1,000 pages the collector takes a twentieth as Python sets it, and as much again when the process
ends and takes everything apart; what it finds is next to nothing.
"""

from __future__ import annotations

import atexit
import gc

_ALLOCATIONS = 50_000
"""Objects made before it looks again; 700 as Python has it."""
_usual: tuple[int, int, int] | None = None


def relax_collector() -> None:
    """Have it pass over all there is, look seldom at what comes, and not at all when the process ends."""
    global _usual  # noqa: PLW0603  # the collector is one for the whole process too
    if _usual is None:
        _usual = gc.get_threshold()
        atexit.unregister(gc.freeze)  # once is enough, however many sites a process builds
        atexit.register(gc.freeze)
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, *_usual[1:])


def restore_collector() -> None:
    """Set it as it was."""
    global _usual  # noqa: PLW0603  # the same
    if _usual is not None:
        gc.unfreeze()
        gc.set_threshold(*_usual)
        _usual = None
