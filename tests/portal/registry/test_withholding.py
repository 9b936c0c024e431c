"""One person hides at once, two show again; what is hidden is hidden from everything."""

from dataclasses import replace

import pytest

from portal.registry import audit
from portal.registry.decisions import NeedsTwo, NoSuchPart, Part
from portal.registry.model import Phone

DAY, TWO = "2026-11-24", ("bob", "denise")


@pytest.fixture
def clinic(registry, listing):
    """A listing with a place and two numbers, and one beside it."""
    service = replace(listing(community="Xanthium"), phones=(Phone("8075550100"), Phone("8075550101", "crisis")))
    registry.publish([service, listing(record_key="other")], DAY, "alice")
    registry.indexed(registry.unindexed(), registry.revision())
    return service


def which(service, part):
    return {Part.LISTING: "", Part.PHONE: "8075550100", Part.PLACE: service.locations[0].id}[part]


def seen(store):
    """Everything anyone can learn from a store."""
    return (
        list(store.published()), store.ids(), store.counts(), store.category_counts(), store.source_counts(),
        sorted(store.plain_ids("legal")), store.plain_ids("xanthium"),
    )  # fmt: skip


def test_a_withheld_listing_is_shown_nowhere_and_counted_nowhere(registry, clinic):
    registry.withhold(clinic.id, Part.LISTING, "bob", DAY)

    assert registry.public(clinic.id) is None
    assert (len(registry.ids()), registry.counts(), registry.category_counts()) == (1, {"ON": 1}, {"legal.aid": 1})
    assert registry.source_counts() == {"test-list": 1}
    assert registry.service(clinic.id) == replace(clinic, revision=1)


def test_a_withheld_number_is_left_out_and_the_other_one_stays(registry, clinic):
    registry.withhold(clinic.id, Part.PHONE, "bob", DAY, "8075550100")

    assert [phone.number for phone in registry.public(clinic.id).phones] == ["8075550101"]


def test_a_withheld_place_is_left_out_and_no_word_finds_it(registry, clinic):
    registry.withhold(clinic.id, Part.PLACE, "bob", DAY, clinic.locations[0].id)

    public = registry.public(clinic.id)
    assert (public.places, public.disclosure, public.service_area) == ((), None, ("PR:35",))
    assert clinic.id not in registry.plain_ids("xanthium")


def test_a_change_of_the_listing_does_not_show_what_is_withheld(registry, clinic):
    for part in (Part.PHONE, Part.PLACE):
        registry.withhold(clinic.id, part, "bob", DAY, which(clinic, part))

    registry.publish([replace(clinic, email="office@clinic.example")], DAY, "import:test-list")

    public = registry.public(clinic.id)
    assert ([phone.number for phone in public.phones], public.places) == (["8075550101"], ())
    assert clinic.id not in registry.plain_ids("xanthium")


@pytest.mark.parametrize("part", Part)
def test_the_index_and_the_catalogue_are_told(registry, clinic, part):
    before = registry.revision()

    registry.withhold(clinic.id, part, "bob", DAY, which(clinic, part))
    hidden = registry.revision()
    assert (registry.unindexed(), registry.changed_since(before)) == ([clinic.id], [clinic.id])
    registry.show_again(clinic.id, part, TWO, DAY, which(clinic, part))

    assert registry.changed_since(hidden) == [clinic.id]


@pytest.mark.parametrize("part", Part)
def test_two_people_show_again_what_was_there(registry, clinic, part):
    before = seen(registry)
    registry.withhold(clinic.id, part, "bob", DAY, which(clinic, part))
    assert seen(registry) != before

    registry.show_again(clinic.id, part, TWO, DAY, which(clinic, part))

    assert seen(registry) == before


@pytest.mark.parametrize("people", [("bob", "bob"), ("bob", ""), ("", "")])
def test_one_person_alone_shows_nothing_again(registry, clinic, people):
    registry.withhold(clinic.id, Part.LISTING, "bob", DAY)

    with pytest.raises(NeedsTwo):
        registry.show_again(clinic.id, Part.LISTING, people, DAY)

    assert registry.public(clinic.id) is None


@pytest.mark.parametrize(
    "key, part, of",
    [
        ("nobody", Part.LISTING, ""),
        (None, Part.PHONE, "8075550199"),
        (None, Part.PLACE, "x"),
        (None, Part.LISTING, "x"),
    ],
)
def test_what_is_not_there_cannot_be_withheld(registry, clinic, key, part, of):
    with pytest.raises(NoSuchPart):
        registry.withhold(key or clinic.id, part, "bob", DAY, of)
    with pytest.raises(NoSuchPart):
        registry.show_again(key or clinic.id, part, TWO, DAY, of)

    assert registry.lists()["withheld"] == []


def test_the_record_says_who_and_which_part_and_never_the_number_or_the_place(registry, clinic):
    for part in Part:
        registry.withhold(clinic.id, part, "bob", DAY, which(clinic, part))
    registry.show_again(clinic.id, Part.PHONE, TWO, DAY, "8075550100")

    said = [(e.kind, e.by, e.details) for e in audit.entries(registry.db, clinic.id)][1:]
    assert said == [
        *(("listing.withheld", "bob", f'{{"part":"{part}"}}') for part in ("listing", "phone", "place")),
        ("listing.shown_again", "bob", '{"first":"bob","part":"phone","second":"denise"}'),
    ]
    assert "8075550100" not in str(registry.lists())
