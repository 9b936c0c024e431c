"""An owner's record: asked before it is copied or counted, handed over whole, and gone without a trace when wanted."""

import json
from dataclasses import replace

import pytest

from portal.exchange.layouts import Plain
from portal.finding.catalogue import current
from portal.finding.keeping import Keeper
from portal.registry import audit
from portal.registry.backup import backup, restore
from portal.registry.database import open_writer
from portal.registry.decisions import NeedsTwo, NoSuchPart
from portal.registry.governance import Label, Owner, Use
from portal.registry.model import Status, Text
from portal.registry.stewardship import UseConsent
from portal.registry.store import Store
from tests.portal.conftest import SOURCE
from tests.rules.test_disclosure import Nowhere

TODAY = "2026-11-24"
TWO = ("p-1", "p-2")
NATION = Owner("nation-1", Text("Xanadu Nation", "Nation Xanadu"), "ᔕᓇᑐ")
LABEL = Label(Text("TK Attribution (TK A)", "TK Attribution (TK A)"), "https://localcontexts.org/label/tk-attribution/")
WORDS = ("xylograph", "807-555-0177", "8075550177", "Zeppelin", "xanadu", "ᔕᓇᑐ", "Quetzal")
"""Words of the record that stand nowhere else."""


@pytest.fixture
def circle(listing):
    return listing(
        record_key="circle",
        organization_name_en="Zeppelin Circle",
        organization_name_fr="",
        governance="first_nations",
        description_en="We carve a xylograph.",
        description_fr="",
        phone_office="807-555-0177",
        website="https://zeppelin.example/",
    )


@pytest.fixture
def held(file_registry, circle, listing):
    """The circle's listing, published twice, owned, labelled, reported, proposed about; and a neighbour's."""
    file_registry.publish([circle, listing(phone_crisis="807-555-0177")], TODAY, "test")
    file_registry.publish([replace(circle, email="quetzal@zeppelin.example")], TODAY, "test")
    file_registry.set_owner(circle.id, NATION, "test", TODAY)
    file_registry.set_labels(circle.id, [LABEL], "test", TODAY)
    with file_registry.together():
        file_registry.db.execute(
            "INSERT INTO report (kind, day, category, service_id, text) VALUES ('wrong', ?, 'food', ?, 'Quetzal')",
            [TODAY, circle.id],
        )
        proposal = "kind, service_id, based_on, why, stage, edition, edited_at, touches_safety"
        file_registry.db.execute(
            f"INSERT INTO proposal ({proposal}) VALUES ('change', ?, 2, 'moved', 'waiting', 1, 0, 0)", [circle.id]
        )
        file_registry.db.execute("INSERT INTO proposal_change VALUES (1, 'description_en', 'xylograph', 'Quetzal')")
    return file_registry


def uses(store, service):
    public = store.public(service.id)
    return public.governed.uses if public else None


def answer(store, service, use, said, people=TWO, until=""):
    store.record_use(UseConsent(service.id, use, said, "council", people, TODAY, until))


def test_an_indigenous_organization_is_listed_and_neither_exported_nor_counted_until_it_agrees(
    registry, circle, listing
):
    registry.publish([circle, listing()], TODAY, "test")

    assert uses(registry, circle) == {Use.LISTED}
    assert uses(registry, listing()) == set(Use)


def test_each_use_is_agreed_to_by_itself(registry, circle):
    registry.publish([circle], TODAY, "test")

    answer(registry, circle, Use.STATISTICS, True)

    assert uses(registry, circle) == {Use.LISTED, Use.STATISTICS}


@pytest.mark.parametrize("people", [("p-1", ""), ("p-1", "p-1"), ("", "p-2")])
def test_a_yes_needs_two_people_and_a_no_one(registry, circle, people):
    registry.publish([circle], TODAY, "test")

    with pytest.raises(NeedsTwo):
        answer(registry, circle, Use.EXPORT, True, people)
    answer(registry, circle, Use.LISTED, False, ("p-1", ""))

    assert uses(registry, circle) is None


def test_the_schema_too_refuses_a_yes_of_one(registry, circle):
    registry.publish([circle], TODAY, "test")
    row = "INSERT INTO use_consent (service_id, use, answer, given_by, first, second, day) VALUES (?, 'export', 'yes'"

    with pytest.raises(Exception, match="CHECK"):
        registry.db.execute(f"{row}, 'council', 'p-1', 'p-1', '2026-11-24')", [circle.id])


def test_a_no_to_listing_hides_everywhere_and_two_who_show_again_do_not_undo_it(registry, circle):
    registry.publish([circle], TODAY, "test")
    answer(registry, circle, Use.LISTED, False)

    assert (registry.ids(), registry.count(), list(registry.published())) == ([], 0, [])

    answer(registry, circle, Use.LISTED, True)
    assert registry.ids() == [circle.id]


@pytest.mark.parametrize(("until", "holds"), [("2026-01-01", False), ("9999-12-31", True), ("", True)])
def test_a_yes_ends_with_its_last_day(registry, circle, until, holds):
    registry.publish([circle], TODAY, "test")

    answer(registry, circle, Use.EXPORT, True, until=until)

    assert (Use.EXPORT in uses(registry, circle)) is holds


def test_a_listing_that_a_file_calls_not_indigenous_later_still_asks_first(registry, circle):
    registry.publish([circle], TODAY, "test")
    other = replace(circle, organization=replace(circle.organization, governance="not_indigenous"))

    registry.publish([other], TODAY, "import:list")

    assert uses(registry, circle) == {Use.LISTED}


def test_a_listing_with_an_owner_of_record_asks_first_whatever_its_organization_says(registry, listing):
    registry.publish([listing()], TODAY, "test")

    registry.set_owner(listing().id, NATION, "test", TODAY)

    assert uses(registry, listing()) == {Use.LISTED}
    assert registry.public(listing().id).governed.owner == NATION


def test_labels_go_with_the_record_and_give_way_to_later_ones(registry, circle):
    registry.publish([circle], TODAY, "test")
    registry.set_labels(circle.id, [LABEL, LABEL], "test", TODAY)
    registry.set_labels(circle.id, [LABEL], "test", TODAY)

    assert registry.public(circle.id).governed.labels == (LABEL,)


def test_what_does_not_exist_is_not_owned_labelled_or_answered_for(registry, circle):
    for act in (
        lambda: registry.set_owner(circle.id, NATION, "test", TODAY),
        lambda: registry.set_labels(circle.id, [], "test", TODAY),
        lambda: answer(registry, circle, Use.EXPORT, False),
        lambda: registry.record_of("nobody"),
        lambda: registry.give_back("nobody", TWO, TODAY),
    ):
        with pytest.raises(NoSuchPart):
            act()


def test_the_owner_is_handed_everything_that_is_held(held, circle):
    text = json.dumps(held.record_of(NATION.id), ensure_ascii=False)

    assert all(word.casefold() in text.casefold() for word in WORDS if word != "807-555-0177")
    assert len(held.record_of(NATION.id)["listings"][0]["history"]) == 2
    assert "p-1" not in text


def traces(registry_file, tmp_path, number):
    """Which words of the record can be read in the registry, its log, the index, the catalogue, or a new copy."""
    everything = b"".join(file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file())
    everything += backup(registry_file, tmp_path / f"copy-{number}.db").read_bytes()
    (tmp_path / f"copy-{number}.db").unlink()
    return {word for word in WORDS if word.casefold().encode() in everything.lower() or word.encode() in everything}


def test_when_the_owner_takes_it_back_nothing_of_it_can_be_read_anywhere(
    held, registry_file, tmp_path, circle, listing
):
    keeper = Keeper(tmp_path / "index", tmp_path / "catalogue", Nowhere)
    keeper.build(held)
    # The neighbour's number is the same one, and stays.
    own = set(WORDS) - {"807-555-0177"}
    assert own <= traces(registry_file, tmp_path, 1)

    assert held.give_back(NATION.id, TWO, TODAY) == [circle.id]
    keeper.turn(held)
    keeper.close()

    assert traces(registry_file, tmp_path, 2) <= {"8075550177"}
    assert held.ids() == [listing().id]
    assert held.broken_references() == [] and held.damage() == [] and held.unindexed() == []


def test_a_word_index_that_read_it_before_it_was_taken_back_has_still_to_forget_it(held, circle):
    read_at = held.revision()
    held.give_back(NATION.id, TWO, TODAY)

    held.indexed([circle.id], read_at)

    assert circle.id in held.unindexed()


def test_the_record_keeps_an_id_a_day_and_that_it_was_returned(held, circle):
    held.give_back(NATION.id, TWO, TODAY)

    last = list(audit.entries(held.db, circle.id))[-1]
    assert (last.kind, last.day, last.details) == ("listing.returned_to_owner", TODAY, "{}")
    assert audit.faults(held.db) == []


def test_what_was_given_back_comes_back_by_no_file(held, circle, row, written, importing):
    held.give_back(NATION.id, TWO, TODAY)
    names = {"organization_name_en": "Zeppelin Circle", "organization_name_fr": ""}
    again = [
        row(record_key="circle", organization_name_en="Another", organization_name_fr=""),
        row(record_key="new-key", **names),
        row(
            record_key="newer-key", organization_name_en="B", organization_name_fr="", website="http://zeppelin.example"
        ),
    ]

    report = importing(held, written(*again), layout=Plain(SOURCE))

    assert report.suppressed == 3
    assert circle.id not in held.ids()


def test_a_neighbour_with_the_same_number_is_not_kept_out(held, listing):
    held.give_back(NATION.id, TWO, TODAY)

    assert held.suppressed().holds(listing(phone_crisis="807-555-0177")) is None


@pytest.mark.parametrize("people", [("p-1", "p-1"), ("p-1", "")])
def test_one_person_alone_does_not_delete_an_owners_records(held, circle, people):
    with pytest.raises(NeedsTwo):
        held.give_back(NATION.id, people, TODAY)

    assert circle.id in held.ids()


def test_a_catalogue_that_is_held_lets_go_of_what_was_given_back(held, circle, listing):
    before = current(held, Nowhere(), None)
    held.give_back(NATION.id, TWO, TODAY)

    after = current(held, Nowhere(), before)

    assert len(before.of_ids([circle.id])) == 1
    assert not len(after.of_ids([circle.id]))


@pytest.fixture
def put_back(file_registry, registry_file, tmp_path, terms, circle, listing):
    """Puts back a copy that was made before an act, and opens it."""
    opened = []

    def after(act):
        file_registry.publish([circle, listing()], TODAY, "test")
        file_registry.set_owner(circle.id, NATION, "test", TODAY)
        for use in (Use.EXPORT, Use.STATISTICS):
            answer(file_registry, circle, use, True)
        copy = backup(registry_file, tmp_path / "earlier.db")
        act(file_registry)
        file_registry.db.conn.close()
        restore(copy, registry_file, terms, TODAY)
        opened.append(Store(open_writer(registry_file), terms))
        return opened[-1]

    yield after
    for store in opened:
        store.db.conn.close()


@pytest.mark.parametrize("use", Use)
def test_an_earlier_copy_that_is_put_back_does_not_undo_a_no(put_back, circle, use):
    store = put_back(lambda held: answer(held, circle, use, False, ("p-1", "")))

    assert use not in store.uses_of(circle.id)
    assert (circle.id in store.ids()) is (use is not Use.LISTED)


def test_an_earlier_copy_that_is_put_back_does_not_show_what_was_given_back(put_back, circle, listing):
    store = put_back(lambda held: held.give_back(NATION.id, TWO, TODAY))

    assert store.ids() == [listing().id]
    assert store.service(circle.id).status is Status.WITHDRAWN


def test_an_organization_with_another_listing_keeps_what_it_proposed(held, circle):
    other = replace(circle, id="other", locations=(), origin=replace(circle.origin, record_key="other"))
    held.publish([other], TODAY, "test")
    with held.together():
        columns = "kind, service_id, organization_id, based_on, why, stage, edition, edited_at, touches_safety"
        row = ["new-one", circle.organization.id]
        held.db.execute(
            f"INSERT INTO proposal ({columns}) VALUES ('new', ?, ?, 0, 'new_service', 'waiting', 1, 0, 1)", row
        )

    held.give_back(NATION.id, TWO, TODAY)

    assert [row[0] for row in held.db.execute("SELECT service_id FROM proposal")] == ["new-one"]
    assert held.organization(circle.organization.id)
