"""The registry in memory: extended by what changed it equals one built anew, and a snapshot equals what was saved."""

from __future__ import annotations

import random

import numpy as np
import pytest

from portal.finding import catalogue as catalogues
from portal.finding.catalogue import Catalogue, counts
from portal.finding.snapshot import NoSnapshot, load


def spread(add, count, seed=1):
    dice = random.Random(seed)
    for number in range(count):
        add(
            f"Office {number:03}",
            latitude=f"{dice.uniform(43, 70):.4f}",
            longitude=f"{dice.uniform(-130, -60):.4f}",
            categories=dice.choice(["legal.aid", "health.primary", "food;clothing"]),
            populations=dice.choice(["", "women", "men", "women;youth"]),
            languages=dice.choice(["", "en", "en;fr"]),
            age_min=dice.choice(["", "16"]),
        )


def told(catalogue: Catalogue, here=(-89.25, 48.38)):
    """What a catalogue answers, free of row numbers."""
    ids = catalogue.columns.ids
    everything = catalogue.all()
    rows, km, around = catalogue.near(here, everything).first(1000, catalogue.columns.rank["en"])
    by_name = sorted(np.flatnonzero(everything), key=lambda row: catalogue.columns.rank["en"][row])
    return {
        "near": [(ids[r], round(float(k), 6), bool(a)) for r, k, a in zip(rows, km, around, strict=True)],
        "within": {ids[row] for row in catalogue.near(here, everything, 900.0).rows},
        "stands": {ids[row] for row in np.flatnonzero(catalogue.addresses_within(here, 900.0))},
        "names": [catalogue.columns.names["en"][row] for row in by_name],
        "counts": {name: counts(coded, everything) for name, coded in catalogue.columns.coded.items()},
        "women": {
            ids[row] for row in np.flatnonzero(catalogue.answering("population", ["women"]).possible & everything)
        },
        "ages": {ids[row] for row in np.flatnonzero(catalogue.serving_ages([15]).possible & everything)},
        "ontario": {ids[row] for row in np.flatnonzero(catalogue.in_province("ON").yes & everything)},
    }


def test_extended_by_what_changed_it_equals_one_built_anew(add, store, places):
    spread(add, 90)
    held = Catalogue.build(store.revision(), store.published(), places)
    for number in range(0, 90, 7):
        add(f"Office {number:03}", latitude="50.0", longitude="-100.0", categories="legal.family", populations="men")
    add("Brand new", latitude="48.4", longitude="-89.2")
    gone = held.columns.ids[5]
    store.db.execute("UPDATE service SET status = 'withdrawn', changed_at = changed_at + 1000 WHERE id = ?", [gone])
    store.db.execute("UPDATE registry SET revision = revision + 1001")

    extended = catalogues.current(store, places, held)
    anew = Catalogue.build(store.revision(), store.published(), places)

    assert len(extended) > len(held)
    assert told(extended) == told(anew)
    assert len(extended.of_ids([gone])) == 0


def test_a_snapshot_answers_like_what_was_saved(add, store, places, tmp_path):
    spread(add, 40)
    saved = catalogues.publish(store, places, tmp_path / "catalogue")

    opened = catalogues.current(store, places, None, tmp_path / "catalogue")

    assert told(opened) == told(saved)


def test_a_snapshot_of_an_earlier_revision_is_extended(add, store, places, tmp_path):
    spread(add, 40)
    catalogues.publish(store, places, tmp_path / "catalogue")
    add("Later office", latitude="48.4", longitude="-89.2")

    opened = catalogues.current(store, places, None, tmp_path / "catalogue")

    assert told(opened) == told(Catalogue.build(store.revision(), store.published(), places))


def test_a_damaged_snapshot_is_set_aside(add, store, places, tmp_path):
    spread(add, 20)
    folder = tmp_path / "catalogue"
    saved = catalogues.publish(store, places, folder)
    dice = random.Random(5)
    for _ in range(40):
        whole = {path: path.read_bytes() for path in folder.iterdir()}
        path = dice.choice(sorted(whole))
        spot = dice.randrange(len(whole[path]))
        path.write_bytes(whole[path][:spot] + bytes([whole[path][spot] ^ 1]) + whole[path][spot + 1 :])

        with pytest.raises(NoSnapshot):
            load(folder, catalogues.stamp_of(places))
        assert told(catalogues.current(store, places, None, folder)) == told(saved)
        path.write_bytes(whole[path])


def test_a_snapshot_of_a_later_registry_is_not_used(add, store, places, tmp_path):
    spread(add, 5)
    catalogues.publish(store, places, tmp_path / "catalogue")
    store.db.execute("UPDATE registry SET revision = 1")

    assert catalogues.opened(tmp_path / "catalogue", places, store.revision()) is None


def test_what_is_not_stated_is_neither_yes_nor_no(add, store, places):
    women, men, silent = (add(name, populations=code) for name, code in (("a", "women"), ("b", "men"), ("c", "")))
    catalogue = Catalogue.build(store.revision(), store.published(), places)

    stands = catalogue.answering("population", ["women"])

    rows = catalogue.of_ids((women, men, silent))
    assert stands.yes[rows].tolist() == [True, False, False]
    assert stands.possible[rows].tolist() == [True, False, True]


def test_both_ages_of_a_birthday_must_be_served(add, store, places):
    until_18, from_16, silent = (add("a", age_max="17"), add("b", age_min="16"), add("c"))
    catalogue = Catalogue.build(store.revision(), store.published(), places)

    stands = catalogue.serving_ages([17, 18])

    rows = catalogue.of_ids((until_18, from_16, silent))
    assert stands.yes[rows].tolist() == [False, True, False]
    assert stands.possible[rows].tolist() == [False, True, True]


def test_after_a_backup_was_put_back_nothing_of_the_later_registry_is_answered_from(add, store, places):
    add("earlier")
    earlier = store.revision()
    add("later")
    held = Catalogue.build(store.revision(), store.published(), places)
    store.db.execute("DELETE FROM service WHERE id <> ?", [store.ids()[0]])
    store.db.execute("UPDATE registry SET revision = ?", [earlier])

    assert catalogues.current(store, places, held).all().sum() == 1
