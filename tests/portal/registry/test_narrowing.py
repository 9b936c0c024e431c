"""A provider hides an address that was public: after that it can be read nowhere, not even in deleted bytes."""

import struct
from dataclasses import replace

import pytest

from portal.registry.backup import backup
from portal.registry.model import Disclosure
from portal.registry.rules import narrowed

TODAY = "2026-11-24"
# No other word of the listings begins like the community: the word table stores it whole.
OLD = {"address": "12 Zibeline Street", "postal_code": "P7B 1A1", "community": "Xanthium"}
LONGITUDE, LATITUDE = "-89.2477123", "48.3809123"
NEEDLES = {
    **{name: text.encode() for name, text in OLD.items()},
    "the community as a word": b"xanthium",
    "longitude": LONGITUDE.encode(),
    "latitude": LATITUDE.encode(),
    "longitude as a number": struct.pack(">d", float(LONGITUDE)),
    "latitude as a number": struct.pack(">d", float(LATITUDE)),
}


@pytest.fixture
def public_address(file_registry, listing):
    """A listing with an address, published twice over so that its history holds the address too, among others."""
    service = listing(**OLD, longitude=LONGITUDE, latitude=LATITUDE)
    others = [listing(record_key=f"other-{n}", address=f"{n} Other Road", postal_code="P7B 2B2") for n in range(60)]
    file_registry.publish([service, *others], TODAY, "test")
    file_registry.publish([replace(service, email="office@clinic.example")], TODAY, "test")
    return service


def found(registry_file, tmp_path):
    """Which of the old facts can be read in the registry, its log, or a copy of it."""
    files = list(registry_file.parent.iterdir())
    assert {"registry.db", "registry.db-wal", "registry.db-shm"} <= {file.name for file in files}
    # Before the copy is made: making it would erase what is still to be erased.
    everything = b"".join(file.read_bytes() for file in files)
    everything += backup(registry_file, tmp_path / f"copy-{len(list(tmp_path.iterdir()))}.db").read_bytes()
    return {name for name, needle in NEEDLES.items() if needle in everything}


@pytest.mark.parametrize("level", [Disclosure.REGION, None], ids=["region", "no place at all"])
def test_after_narrowing_nothing_of_the_old_place_can_be_read_anywhere(
    file_registry, registry_file, tmp_path, public_address, level
):
    assert found(registry_file, tmp_path) == set(NEEDLES)

    places = tuple(narrowed(place, level) for place in public_address.locations) if level else ()
    file_registry.publish([replace(public_address, locations=places)], TODAY, "test")

    assert found(registry_file, tmp_path) == set()


def test_narrowing_to_the_community_keeps_the_community_and_nothing_else(
    file_registry, registry_file, tmp_path, public_address
):
    places = tuple(narrowed(place, Disclosure.COMMUNITY) for place in public_address.locations)

    file_registry.publish([replace(public_address, locations=places)], TODAY, "test")

    assert found(registry_file, tmp_path) == {"community", "the community as a word"}


def test_one_of_two_places_is_hidden_while_the_other_was_hidden_before(
    file_registry, registry_file, tmp_path, public_address
):
    hidden = narrowed(replace(public_address.locations[0], id="second"), Disclosure.REGION)
    both = replace(public_address, locations=(*public_address.locations, hidden))
    file_registry.publish([both], TODAY, "test")

    file_registry.publish(
        [replace(both, locations=tuple(narrowed(place, Disclosure.REGION) for place in both.locations))], TODAY, "test"
    )

    assert found(registry_file, tmp_path) == set()


def test_the_history_keeps_its_days_and_names_but_not_the_old_states(file_registry, public_address):
    places = tuple(narrowed(place, Disclosure.REGION) for place in public_address.locations)

    file_registry.publish([replace(public_address, locations=places)], TODAY, "test")

    rows = file_registry.db.execute(
        "SELECT number, snapshot <> '' FROM revision WHERE service_id = ? ORDER BY 1", [public_address.id]
    )
    assert [tuple(row) for row in rows] == [(1, 0), (2, 0), (3, 1)]


def test_a_narrowing_that_fails_hides_nothing_and_erases_nothing(file_registry, public_address, monkeypatch):
    before = list(file_registry.db.conn.iterdump())
    monkeypatch.setattr(file_registry, "_move", lambda: 1 / 0)
    places = tuple(narrowed(place, Disclosure.REGION) for place in public_address.locations)

    with pytest.raises(ZeroDivisionError):
        file_registry.publish([replace(public_address, locations=places)], TODAY, "test")

    assert list(file_registry.db.conn.iterdump()) == before


def test_a_street_that_was_told_in_a_sentence_leaves_no_trace_once_it_is_taken_out(
    file_registry, registry_file, tmp_path, listing
):
    hidden = narrowed(listing().locations[0], Disclosure.REGION)
    quiet = replace(
        listing(address="", postal_code="", community="Elsewhere", longitude="", latitude=""), locations=(hidden,)
    )
    file_registry.publish([quiet], TODAY, "test")
    # As a registry may hold it that is older than the rule.
    with file_registry.together():
        text = f"We are at {OLD['address']}."
        file_registry.db.execute("UPDATE service SET description_en = ?, digest = ''", [text])
        file_registry.db.execute("UPDATE revision SET snapshot = ?", [text])
        file_registry.db.execute("UPDATE plain_words SET words = ?", [text])
    assert found(registry_file, tmp_path) == {"address"}

    file_registry.publish([quiet], TODAY, "test")

    assert found(registry_file, tmp_path) == set()
