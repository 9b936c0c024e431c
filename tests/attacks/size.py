"""How large the attacks are. `make test` runs a part of each, so that it stays quick; `make attacks` the whole.

ATTACKS=full makes them whole, ATTACKS_SEED=7 draws other targets, questions and payloads.
"""

from __future__ import annotations

import os

FULL = os.environ.get("ATTACKS") == "full"
SEED = int(os.environ.get("ATTACKS_SEED", "1"))


def sized(whole: int, quick: int) -> int:
    """The size of this run."""
    return whole if FULL else quick
