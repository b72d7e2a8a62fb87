"""Python's search for cycles, as often as a server needs it: by default it takes a tenth of every answer.

What was loaded at the start lives as long as the process and is never looked through again (`gc.freeze`). One answer
makes some thousand objects, nearly all of which end by being counted; the rest may wait for the next few.
"""

import gc

THRESHOLDS = (20_000, 20, 20)  # new objects before the young ones are searched, and searches before the older ones


def settle() -> None:
    """Once the process is ready to answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
