"""Files into the registry: all or nothing, as often as one likes, and never more than may be known."""

from dataclasses import replace

import pytest

from portal.exchange.layouts import Plain
from portal.mapping.checks import ADDED
from portal.mapping.proposal import Stage
from portal.mapping.store import Proposals
from portal.registry import migrations
from portal.registry.database import open_writer
from portal.registry.model import Disclosure, Source, Status, Verification
from portal.registry.store import Store

SECRETS = {
    "address": "77 Quokka Lane",
    "community": "Quillwort",
    "postal_code": "P7B 9Z9",
    "latitude": "48.1234567",
    "longitude": "-89.7654321",
}


def dump(store):
    return list(store.db.conn.iterdump())


def history(store):
    return store.db.execute("SELECT count(*) FROM revision").fetchone()[0]


def numbers(report):
    return (report.created, report.changed, report.unchanged, report.gone, report.returned)


@pytest.fixture
def three(row):
    return [row(record_key=key, phone_office=f"807-555-010{n}") for n, key in enumerate("abc")]


def test_a_first_import_makes_unverified_listings_with_their_source(registry, written, importing, three):
    report = importing(registry, written(*three))

    assert (report.read, *numbers(report), report.kept) == (3, 3, 0, 0, 0, 0, True)
    for service in registry.published():
        assert service.verification is Verification.UNVERIFIED
        assert (service.source.name, service.origin.page) == ("Test list", "Test publisher")


def test_a_second_import_of_the_same_file_changes_nothing(registry, written, importing, three):
    path = written(*three)
    importing(registry, path)
    before, counter = dump(registry), registry.revision()

    report = importing(registry, path)

    assert numbers(report) == (0, 0, 3, 0, 0)
    assert (dump(registry), registry.revision()) == (before, counter)


def test_the_order_of_rows_and_columns_does_not_matter(registry, written, importing, three):
    importing(registry, written(*three))

    report = importing(registry, written(*(dict(reversed(row.items())) for row in reversed(three)), name="other.csv"))

    assert numbers(report) == (0, 0, 3, 0, 0)


def test_a_list_from_before_a_column_existed_is_still_read(registry, tmp_path, importing, row):
    path = tmp_path / "older.csv"
    older = {column: value for column, value in row().items() if column not in ADDED}
    path.write_text("\n".join([",".join(older), ",".join(f'"{value}"' for value in older.values())]), encoding="utf-8")

    report = importing(registry, path)

    assert (report.created, report.refused) == (1, [])


def test_one_changed_row_becomes_one_revision(registry, written, importing, three):
    importing(registry, written(*three))
    three[1]["description_en"] = "Lawyers answer."

    report = importing(registry, written(*three))

    assert numbers(report) == (0, 1, 2, 0, 0)
    assert (history(registry), registry.revision()) == (4, 2)


def test_a_row_that_vanished_is_marked_and_still_public_and_welcome_back(registry, written, importing, three):
    importing(registry, written(*three))

    lost = importing(registry, written(*three[:2]))
    marked = [service.origin.gone_since for service in registry.published()]
    again = importing(registry, written(*three[:2]))
    back = importing(registry, written(*three))

    assert numbers(lost) == (0, 0, 2, 1, 0)
    assert sorted(marked) == ["", "", "2026-11-24"]
    assert numbers(again) == (0, 0, 2, 0, 0)
    assert numbers(back) == (0, 0, 3, 0, 1)
    assert [service.origin.gone_since for service in registry.published()] == ["", "", ""]
    assert history(registry) == 3


def test_another_source_is_never_touched(registry, written, importing, three, row):
    importing(registry, written(*three))
    report = importing(registry, written(row()), layout=Plain(Source("other", "Other", "Other", "facts_compiled")))

    assert numbers(report) == (1, 0, 0, 0, 0)
    assert len(registry.keys("test-list")) == 3


def test_with_one_refused_row_nothing_is_stored_and_the_row_is_named(registry, written, importing, three):
    importing(registry, written(three[0]))
    before = dump(registry)
    three[1] |= {"categories": "x", "phone_office": "1"}

    report = importing(registry, written(*three))

    assert dump(registry) == before
    assert (report.kept, report.refused_rows) == (False, 1)
    assert {fault.said("en").split(":")[0] for fault in report.refused} == {
        "row 3, column categories",
        "row 3, column phone_office",
    }
    assert list(report.lines("en"))[-1] == "Nothing was stored."
    assert list(report.lines("fr"))[-1] == "Rien n'a été enregistré."


def test_the_good_rows_are_stored_on_request_and_a_refused_row_is_not_gone(registry, written, importing, three):
    importing(registry, written(*three))
    three[1]["phone_office"] = "1"
    three[0]["description_en"] = "Lawyers answer."

    report = importing(registry, written(*three), keep_good_rows=True)

    assert numbers(report) == (0, 1, 1, 0, 0) and report.refused_rows == 1
    assert len(registry.keys("test-list")) == 3


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(registry, written, importing, three):
    importing(registry, written(*three[:1]))
    before = dump(registry)

    report = importing(registry, written(*three[1:]), dry_run=True)

    assert (numbers(report), report.kept) == ((2, 0, 0, 1, 0), False)
    assert dump(registry) == before


def test_the_same_key_twice_is_refused_at_its_second_row(registry, written, importing, row):
    report = importing(registry, written(row(), row()))

    assert [(fault.row, fault.column, fault.problem.key) for fault in report.refused] == [
        (3, "record_key", "repeated_key")
    ]


def test_rows_of_several_files_are_told_apart(registry, written, importing, row):
    files = [written(row(record_key=name, categories="x"), name=f"{name}.csv") for name in "ab"]

    report = importing(registry, *files)

    assert report.refused_rows == 2
    assert [fault.said("en")[:13] for fault in report.refused] == ["a.csv, row 2,", "b.csv, row 2,"]
    assert report.refused[0].said("fr").startswith("a.csv, ligne 2, colonne categories : ")


def test_the_day_of_the_import_stands_where_the_row_gives_none(registry, written, importing, row):
    importing(registry, written(row(retrieved_on="")))

    assert next(registry.published()).origin.retrieved_on == "2026-11-24"


@pytest.mark.parametrize(
    "changes",
    [
        {"verification": Verification.CONFIRMED},
        {"status": Status.WITHDRAWN},
        {"status": Status.PAUSED},
        {"status": Status.CLOSED},
    ],
    ids=str,
)
def test_what_people_decided_is_not_undone_by_a_file(registry, written, importing, row, listing, changes):
    decided = replace(listing(phone_office="807-555-0155"), **changes)
    registry.publish([decided], "2026-11-24", "bob")

    report = importing(registry, written(row(phone_office="807-555-0199")))

    assert numbers(report) == (0, 0, 1, 0, 0)
    assert registry.service(decided.id) == replace(decided, revision=1)


def test_a_confirmed_listing_that_vanished_is_marked_like_any_other(registry, written, importing, row, listing):
    registry.publish([replace(listing(), verification=Verification.CONFIRMED)], "2026-11-24", "bob")

    report = importing(registry, written(row(record_key="other")))

    assert report.gone == 1 and len(registry.ids()) == 2


@pytest.mark.parametrize(
    "hidden",
    [{"disclosure": "community"}, {"disclosure": "region"}, {"categories": "shelter.emergency"}],
    ids=str,
)
def test_a_dropped_place_is_counted_and_appears_nowhere(file_registry, registry_file, written, importing, row, hidden):
    report = importing(file_registry, written(row(**SECRETS | hidden)))
    refused = importing(file_registry, written(row(**SECRETS | hidden | {"age_min": "x"}), name="second.csv"))

    held = b"".join(path.read_bytes() for path in registry_file.parent.iterdir())
    said = "\n".join([*report.lines("en"), *refused.lines("fr"), repr(report), repr(refused)])
    allowed = {"Quillwort"} if hidden == {"disclosure": "community"} else set()
    assert report.places_dropped == 1
    for secret in set(SECRETS.values()) - allowed:
        assert secret.encode() not in held and secret.lower().encode() not in held, secret
        assert secret not in said, secret


def test_the_same_scan_finds_a_place_that_may_be_known(file_registry, registry_file, written, importing, row):
    importing(file_registry, written(row(**SECRETS)))

    held = b"".join(path.read_bytes() for path in registry_file.parent.iterdir())
    assert all(secret.encode() in held for secret in SECRETS.values())


OTHER_SECRETS = {"address": "1 Other Road, unit 4", "postal_code": "V6B 1A1", "latitude": "50.5", "longitude": "-90.1"}
TOLD = {"description_en": "Calm staff. Behind the arena."}, {"description_en": "Calm staff. On 9 Elm Street."}


def test_two_files_that_differ_in_hidden_places_alone_make_the_same_registry_to_the_byte(
    terms, tmp_path, written, importing, row
):
    """Not only the same answers: no digest, length, order or free page differs."""
    files = []
    for n, place in enumerate((SECRETS | TOLD[0], SECRETS | OTHER_SECRETS | TOLD[1])):
        path = tmp_path / str(n) / "registry.db"
        db = open_writer(path)
        migrations.migrate(db, terms)
        hidden = [row(**place | {"record_key": level, "disclosure": level}) for level in ("region", "community")]
        shelter = row(**place, categories="shelter.emergency", record_key="s")
        importing(Store(db, terms), written(*hidden, shelter, row(record_key="b"), name=f"{n}.csv"))
        # sqlite-utils notes at which moment a migration ran.
        db.execute("UPDATE _sqlite_migrations SET applied_at = ''")
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.conn.close()
        files.append(path.read_bytes())

    assert b"Zibeline" in files[0] and len(files[0]) > 50_000
    assert files[0] == files[1]


@pytest.mark.parametrize(
    "column, value",
    [
        ("phone_office", "807-555-0199"),
        ("website", "https://other.example/"),
        ("email", "other@clinic.example"),
        ("address", "14 Zibeline Street"),
        ("latitude", "48.381"),
    ],
)
def test_a_file_that_changes_a_safety_field_only_proposes_it(registry, written, importing, row, column, value):
    importing(registry, written(row()))
    before = next(registry.published())

    report = importing(registry, written(row(**{column: value})))

    waiting = Proposals(registry.db).queue()
    assert (report.proposed, *numbers(report)) == (1, 0, 0, 1, 0, 0)
    assert next(registry.published()) == before
    assert [(change.column, change.new) for one in waiting for change in one.changes] == [(column, value)]
    assert waiting[0].agreements_needed == 2


def test_a_file_that_says_the_same_again_proposes_nothing_new(registry, written, importing, row):
    importing(registry, written(row()))
    for _ in range(3):
        report = importing(registry, written(row(phone_office="807-555-0199")))

    assert report.proposed == 1
    assert len(Proposals(registry.db).queue()) == 1


def test_a_file_that_says_something_else_replaces_its_own_proposal(registry, written, importing, row):
    importing(registry, written(row()))
    importing(registry, written(row(phone_office="807-555-0199")))
    importing(registry, written(row(phone_office="807-555-0198")))

    assert [one.wanted for one in Proposals(registry.db).queue()] == [{"phone_office": "807-555-0198"}]


def test_a_file_is_not_asked_twice_about_what_people_declined(registry, written, importing, row):
    importing(registry, written(row()))
    importing(registry, written(row(phone_office="807-555-0199")))
    proposals = Proposals(registry.db)
    proposals.set_stage(proposals.queue()[0].number, Stage.DECLINED)

    importing(registry, written(row(phone_office="807-555-0199")))

    assert proposals.queue() == []


def test_any_word_of_a_confirmed_listing_is_only_proposed(registry, written, importing, row, listing):
    registry.publish([replace(listing(), verification=Verification.CONFIRMED)], "2026-11-24", "bob")

    report = importing(registry, written(row(description_en="Lawyers answer.")))

    assert report.proposed == 1
    assert next(registry.published()).description.en == "Lawyers answer questions."


def test_a_new_row_does_not_change_what_its_organization_shows_elsewhere(registry, written, importing, row, listing):
    held = listing(website="")
    registry.publish(
        [replace(held, organization=replace(held.organization, website="https://a.example/"))], "2026-11-24", "x"
    )

    importing(registry, written(row(website=""), row(record_key="b", website="https://b.example/")))

    assert sorted(service.website for service in registry.published()) == ["https://a.example/", "https://b.example/"]


def test_a_row_that_turns_into_a_shelter_loses_its_place(file_registry, written, importing, row):
    importing(file_registry, written(row()))

    report = importing(file_registry, written(row(categories="shelter.emergency")))

    assert report.changed == 1
    assert next(file_registry.published()).disclosure is Disclosure.REGION


def test_the_report_adds_up_and_speaks_both_languages(registry, written, importing, three, row):
    report = importing(registry, written(*three, row(record_key="d", categories="")), keep_good_rows=True)

    assert report.read == report.taken + sum(report.skipped.values()) + report.refused_rows == 4
    english, french = list(report.lines("en")), list(report.lines("fr"))
    assert len(english) == len(french)
    assert not set(english) & set(french)
