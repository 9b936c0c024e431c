"""Keeps pandas out of processes that never use it. Imported before anything that imports sqlite-utils.

sqlite-utils imports pandas wherever it finds it: 26 MB and a third of a second for each worker, for a method that
nothing here calls. Told that there is none, it does without.
"""

from __future__ import annotations

import sys

if "pandas" not in sys.modules:
    sys.modules["pandas"] = None  # type: ignore[assignment]  # Python's own way to say "not to be found"
    try:
        import sqlite_utils as sqlite_utils
    finally:
        del sys.modules["pandas"]
