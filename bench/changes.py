"""P6: one approved change, from its first write until the public question shows it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace

from bench import registry
from bench.figures import Figure, ms
from portal.finding import indexing
from portal.finding.catalogue import current
from portal.finding.find import find
from portal.finding.question import Question
from portal.registry.model import Text
from search_index.index import Index

CHANGES = 20


def figures(site: registry.Site, size: int) -> Iterator[Figure]:
    """Twenty changes one after the other; another reader of the index asks, as another process would."""
    writing, reading = Index.open(site.settings.index), Index.open(site.settings.index)
    held = current(site.store, site.places, None, site.settings.catalogue)
    shown, wrote = [], []
    dice = random.Random(site.store.revision())  # other words in each run over a registry that is kept
    for service_id in site.store.ids()[: CHANGES + 1]:
        word = "".join(dice.choices("bdfgklmnprtv", k=12))
        service = site.store.service(service_id)
        if service is None:
            continue
        changed = replace(service, description=Text(word, word))
        start = time.perf_counter()
        site.store.publish([changed], registry.DAY, "bench")
        published = time.perf_counter()
        indexing.catch_up(site.store, writing)
        learned = time.perf_counter()
        held = current(site.store, site.places, held)
        reading.refresh()
        results = find(Question(word), held, reading, site.places, site.store)
        shown.append(time.perf_counter() - start)
        wrote.append((published - start, learned - published))
        if [answer.service.id for answer in results.answers] != [service_id]:
            raise SystemExit(f"the change to {service_id} is not shown")
    shown, wrote = shown[1:], wrote[1:]  # the first loads what the others share
    writing.close()
    reading.close()
    yield Figure("P6", "a change until the question shows it, p95", size, ms(shown, 95), "ms", aim=200)
    yield Figure("P6", "of it, the registry's writer, p95", size, ms([w for w, _ in wrote], 95), "ms", aim=50)
    yield Figure("", "of it, the word index's writer, p95", size, ms([i for _, i in wrote], 95), "ms")
