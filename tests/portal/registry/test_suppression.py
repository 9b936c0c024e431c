"""What was asked to stay out stays out, whatever file or hand brings it, and the list itself tells nothing."""

from dataclasses import replace

import pytest

from portal.registry import audit, check
from portal.registry.decisions import NeedsTwo, NoSuchPart
from portal.registry.model import Status
from portal.registry.store import Broken, Store
from portal.registry.suppression import KeyMissing, Kind, Sign, key_file

DAY, TWO = "2026-11-24", ("bob", "denise")
SIGNS = {
    Kind.SOURCE_KEY: "test-list/on-clinique-juridique",
    Kind.PHONE: "1 (807) 555-0100",
    Kind.URL: "http://www.CLINIC.example",
    Kind.NAME_AND_COMMUNITY: "clinique  juridique de larchville (inventee)|LARCHVILLE",
}


def suppress(store, kind, typed=None):
    return store.suppress(Sign.of(kind, typed or SIGNS[kind]), "asked", "provider", TWO, DAY)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_there_is_withdrawn_and_does_not_come_back(registry, written, importing, row, listing, kind):
    other = {"record_key": "b", "phone_office": "807-555-0111", "website": "", "community": "Elsewhere"}
    importing(registry, written(row(), row(**other)))

    assert suppress(registry, kind) == [listing().id]

    assert registry.service(listing().id).status is Status.WITHDRAWN
    report = importing(registry, written(row(), row(**other)))
    assert (len(registry.ids()), report.unchanged) == (1, 2)


@pytest.mark.parametrize("kind", Kind)
def test_what_never_was_there_is_left_out_of_a_file_and_counted(registry, written, importing, row, kind):
    suppress(registry, kind)

    report = importing(registry, written(row()))

    assert (report.suppressed, report.created, registry.ids()) == (1, 0, [])
    assert not any("555" in line or "clinic" in line for line in report.lines("en"))


@pytest.mark.parametrize("kind", Kind)
def test_no_hand_can_publish_it(registry, listing, kind):
    suppress(registry, kind)

    with pytest.raises(Broken, match="stay out") as refusal:
        registry.publish([listing()], DAY, "alice")

    assert "555" not in str(refusal.value) and list(registry.all_services()) == []


def test_it_beats_another_source(registry, written, importing, row):
    suppress(registry, Kind.PHONE)

    report = importing(registry, written(row(record_key="new", website="", organization_name_en="Other")))

    assert report.suppressed == 1


def test_a_row_written_past_all_rules_reaches_no_index_and_is_found(registry, listing):
    registry.publish([listing()], DAY, "alice")
    suppress(registry, Kind.PHONE)
    registry.db.execute("UPDATE service SET status = 'published'")
    registry.db.execute("DELETE FROM redaction")

    assert list(registry.published()) == []
    assert [fault.split(":")[0] for fault in check.registry(registry)] == [f"listing {listing().id}, status"]


def test_two_people_let_it_come_back(registry, written, importing, row):
    suppress(registry, Kind.PHONE)
    registry.lift(Sign.of(Kind.PHONE, "807-555-0100"), TWO, DAY)

    assert importing(registry, written(row())).created == 1
    with pytest.raises(NoSuchPart):
        registry.lift(Sign.of(Kind.PHONE, "807-555-0100"), TWO, DAY)


def test_one_person_neither_suppresses_nor_lifts(registry):
    sign = Sign.of(Kind.PHONE, "807-555-0100")
    with pytest.raises(NeedsTwo):
        registry.suppress(sign, "asked", "provider", ("bob", "bob"), DAY)
    registry.suppress(sign, "asked", "provider", TWO, DAY)
    with pytest.raises(NeedsTwo):
        registry.lift(sign, ("bob", "bob"), DAY)

    assert len(registry.lists()["suppression"]) == 2


def test_neither_the_list_nor_the_record_tells_what_it_is_about(registry):
    for kind in Kind:
        suppress(registry, kind)

    said = str([registry.lists(), [str(entry) for entry in audit.entries(registry.db)]]).lower()
    assert not any(word in said for word in ("807555", "clinic", "larchville", "test-list"))


def test_without_its_key_a_list_is_not_taken_for_empty(file_registry, registry_file, listing, terms):
    suppress(file_registry, Kind.PHONE)
    key_file(registry_file).rename(registry_file.with_name("aside"))

    with pytest.raises(KeyMissing):
        Store(file_registry.db, terms).publish([replace(listing(), phones=())], DAY, "alice")
