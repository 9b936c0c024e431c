"""What a process does before the first visitor comes."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from flask import Flask

from portal.coverage.latest import NotBuilt
from portal.finding import indexing

from . import context
from .coverage import current
from .coverage.asked import FIRST


def warm(app: Flask) -> None:
    """Load places, catalogue, index and coverage before the first visitor comes; set them apart from passing things.

    Python looks through everything it holds now and then; with all of Canada in it that took an eighth of a second of
    somebody's question, and a copy of its own of what processes share.

    Raises NotReady when there is no registry, NotPrivate when counters cannot be kept from others.
    """
    with app.app_context(), ThreadPoolExecutor(1) as beside_us:
        kept = context.held()
        # Comparing the index with its hashes needs no Python for most of its time: the places load meanwhile.
        opening = beside_us.submit(indexing.open_index, kept.settings.index, kept.index)
        context.tries()
        context.catalogue()
        with kept.lock:
            kept.index, kept.index_tried = opening.result(), time.monotonic()
        with suppress(NotBuilt):
            # With one answer, so that what is compiled is loaded too.
            current.coverage().answer(FIRST)
    gc.collect()
    gc.freeze()
