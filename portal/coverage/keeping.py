"""When coverage is to be worked out anew, unattended: at once when something was taken back, else now and then.

What was taken back stands in the files of the last build until they are written anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from geo.places import Places
from portal.registry import survey
from portal.registry.store import Store

from . import supply as supplies
from .latest import is_whole

Gazetteer = Callable[[], Places]


def is_due(store: Store, folder: Path, day: str, is_time: bool, places: Gazetteer) -> bool:
    """Whether to build now: not built today, or something was taken back, or `is_time` and something changed.

    Once a day at least, because a consent may be given until a day.
    """
    about = folder / "built.json"
    if not about.is_file():
        return True
    built = json.loads(about.read_text(encoding="utf-8"))
    if built["day"] != day or not is_whole(folder, built):
        return True
    revision = int(built["revision"])
    changed, consents = store.revision() != revision, consents_changed(store, folder, day)
    if not changed:
        return consents
    return is_time or consents or takes_back(store, folder, revision, places)


def consents_changed(store: Store, folder: Path, day: str) -> bool:
    """Whether communities agree to something else than when it was built."""
    built = json.loads((folder / "communities.json").read_text(encoding="utf-8"))["consents"]
    return dict(built) != dict(survey.consents(store, day))


def takes_back(store: Store, folder: Path, revision: int, places: Gazetteer) -> bool:
    """Whether a listing that was counted may not count any more, or has left a place where it was.

    A revision before the one that was built, as after a backup was put back, takes back all that came between.
    """
    if store.revision() < revision:
        return True
    built = supplies.load(folder / "supply.json")
    row_of = {id_: row for row, id_ in enumerate(built.ids)}
    if not row_of.keys().isdisjoint(store.given_back()):
        return True
    changed = [id_ for id_ in store.changed_since(revision) if id_ in row_of]
    if not changed:
        return False
    now = supplies.of_services(store.public_many(changed), places(), store.terms)
    spots = {(now.ids[row], *spot) for row, spot in zip(now.spot_rows, now.spots.tolist(), strict=True)}
    rows = {row_of[id_] for id_ in changed}
    were = zip(built.spot_rows.tolist(), built.spots.tolist(), strict=True)
    return set(changed) != set(now.ids) or any(
        (built.ids[row], *spot) not in spots for row, spot in were if row in rows
    )
