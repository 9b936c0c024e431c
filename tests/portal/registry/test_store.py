"""Publishing: what becomes a revision, what is left alone, and what a failure leaves behind."""

from dataclasses import replace

import pytest

from portal.registry import rows
from portal.registry.model import Status
from portal.registry.store import Broken

TODAY = "2026-11-24"


class DiskFull(Exception):
    pass


def history(store):
    return [tuple(row) for row in store.db.execute("SELECT number, day, made_by FROM revision ORDER BY 1")]


def dump(store):
    return list(store.db.conn.iterdump())


def test_a_listing_comes_back_as_it_was_given(registry, listing):
    given = listing(
        populations="women;youth_16_24:welcomes",
        exploitation="labour;sexual",
        sectors="domestic_work;agriculture",
        accessibility="wheelchair;service_animals",
        service_area="PR:35;CD:3558",
        phone_crisis="1-800-555-0100 ext. 12; 988",
        phone_text="45645",
        hours_intake="Mo-Fr 08:30-16:30",
        age_min="16",
        age_max="24",
        accepts_children="yes",
        immigration_status_accepted="any",
        organization_own_name="ᐃᓄᒃᑎᑐᑦ",
    )

    registry.publish([given], TODAY, "test")

    assert registry.service(given.id) == replace(given, revision=1)


def test_a_new_listing_is_created_as_its_first_revision(registry, listing):
    service = listing()

    tally = registry.publish([service], TODAY, "alice")

    assert (tally.created, tally.changed, tally.unchanged, tally.returned) == ([service.id], [], [], [])
    assert registry.service(service.id).revision == 1
    assert registry.revision() == 1
    assert history(registry) == [(1, TODAY, "alice")]
    assert registry.unindexed() == [service.id]


def test_a_listing_from_before_a_field_existed_does_not_look_changed(listing):
    assert '"sectors"' not in rows.snapshot(listing())
    assert rows.digest(listing(sectors="care")) != rows.digest(listing())


def test_publishing_the_same_again_changes_nothing(registry, listing):
    registry.publish([listing()], TODAY, "alice")
    before = dump(registry)

    tally = registry.publish([listing()], "2026-11-25", "bob")

    assert (tally.created, tally.changed, len(tally.unchanged)) == ([], [], 1)
    assert dump(registry) == before


def test_looking_again_and_finding_the_same_is_no_change_but_the_day_is_noted_and_shown(registry, listing):
    registry.publish([listing(retrieved_on="2026-11-01")], TODAY, "alice")

    tally = registry.publish([listing(retrieved_on="2026-11-24")], TODAY, "alice")

    assert len(tally.unchanged) == 1 and registry.service(tally.unchanged[0]).revision == 1
    assert registry.revision() == 2
    assert next(registry.all_services()).origin.retrieved_on == "2026-11-24"


def test_a_changed_listing_becomes_one_more_revision_and_the_old_one_is_kept(registry, listing):
    registry.publish([listing()], TODAY, "alice")

    tally = registry.publish([listing(phone_office="807-555-0199")], "2026-11-25", "bob")

    assert len(tally.changed) == 1 and registry.revision() == 2
    assert next(registry.all_services()).revision == 2
    assert history(registry) == [(1, TODAY, "alice"), (2, "2026-11-25", "bob")]
    old, new = (row[0] for row in registry.db.execute("SELECT snapshot FROM revision ORDER BY number"))
    assert "8075550100" in old and "8075550199" in new
    assert registry.last_change() == "2026-11-25"


def test_a_change_replaces_what_belonged_to_the_listing_and_leaves_no_second_copy(registry, listing):
    registry.publish([listing(languages="en;fr;iu", phone_intake="807-555-0101")], TODAY, "alice")

    registry.publish([listing(languages="cr")], TODAY, "alice")

    service = next(registry.all_services())
    assert service.languages == ("cr",) and len(service.phones) == 1
    assert registry.plain_ids("larchville") == [service.id]


def test_a_listing_that_breaks_a_rule_is_refused_with_all_that_came_with_it(registry, listing):
    good, bad = listing(record_key="good"), replace(listing(record_key="bad"), categories=())

    with pytest.raises(Broken, match="categories"):
        registry.publish([good, bad], TODAY, "alice")

    assert list(registry.all_services()) == [] and registry.revision() == 0


def test_the_refusal_does_not_repeat_the_value(registry, listing):
    bad = replace(listing(), email="zibeline is no mailbox")

    with pytest.raises(Broken) as refusal:
        registry.publish([bad], TODAY, "alice")

    assert "zibeline" not in str(refusal.value) and "email" in str(refusal.value)


@pytest.mark.parametrize("step", ["_seen_again", "_move", "_plain_words"])
def test_a_write_that_stops_half_way_leaves_nothing_behind(registry, listing, monkeypatch, step):
    registry.publish([listing()], TODAY, "alice")
    before = dump(registry)
    monkeypatch.setattr(registry, step, failing)

    with pytest.raises(DiskFull):
        registry.publish([listing(phone_office="807-555-0199"), listing(record_key="new")], TODAY, "bob")

    assert dump(registry) == before


def failing(*_):
    raise DiskFull


def test_a_listing_its_source_lost_stays_public_and_marked_until_it_is_back(registry, listing):
    service = listing()
    registry.publish([service], TODAY, "alice")

    registry.mark_gone("test-list", [service.id], "2026-11-25")

    assert registry.public(service.id).origin.gone_since == "2026-11-25"
    assert registry.keys("test-list") == {}
    tally = registry.publish([service], "2026-11-26", "alice")
    assert tally.returned == tally.unchanged == [service.id]
    assert registry.public(service.id).origin.gone_since == ""


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.PUBLISHED, Status.PAUSED)])
def test_only_published_and_paused_listings_are_shown(registry, listing, status):
    service = replace(listing(), status=status)
    registry.publish([service], TODAY, "alice")

    assert registry.public(service.id) is None
    assert (registry.ids(), list(registry.published()), registry.counts()) == ([], [], {})
    assert (registry.category_counts(), registry.source_counts()) == ({}, {})


def test_a_paused_listing_says_so(registry, listing):
    service = replace(listing(), status=Status.PAUSED)
    registry.publish([service], TODAY, "alice")

    assert registry.public(service.id).paused


def test_listings_come_in_the_order_asked_for_and_unknown_ids_are_left_out(registry, listing):
    services = [listing(record_key=key) for key in "abc"]
    registry.publish(services, TODAY, "alice")
    ids = [services[2].id, "nobody", services[0].id]

    assert [s.id for s in registry.public_many(ids)] == [services[2].id, services[0].id]


def test_counts_are_those_of_the_listings(registry, listing):
    registry.publish(
        [listing(record_key="a"), listing(record_key="b", province="QC"), national(listing)], TODAY, "alice"
    )

    assert registry.counts() == {"ON": 1, "QC": 1, "": 1}
    assert registry.category_counts() == {"legal.aid": 2, "crisis.line": 1}
    assert registry.source_counts() == {"test-list": 3}


def national(listing):
    place = dict.fromkeys("disclosure address community province postal_code latitude longitude".split(), "")
    return listing(record_key="line", categories="crisis.line", delivery="phone", **place)


def test_the_index_is_told_once_what_it_has_still_to_learn(registry, listing):
    service = listing()
    registry.publish([service], TODAY, "alice")

    registry.indexed([service.id], registry.revision())

    assert registry.unindexed() == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "the of",
        '"',
        "'",
        "a*",
        "NEAR(a b)",
        "a AND",
        "NOT NOT a",
        "(((",
        "^x",
        "col:x",
        "--",
        "\0",
        "ü" * 5000,
    ],
)
def test_the_plain_search_never_stumbles_over_what_is_typed(registry, listing, typed):
    registry.publish([listing()], TODAY, "alice")

    assert registry.plain_ids(typed) in ([], [listing().id])


def test_the_plain_search_ignores_accents_capitals_and_plurals(registry, listing):
    registry.publish([listing()], TODAY, "alice")

    for typed in ("CONSEILS", "conseil juridiques", "avocates repondent", "larchville", "legal"):
        assert registry.plain_ids(typed) == [listing().id], typed
    assert registry.plain_ids("conseils dentaires") == []
