"""The check finds each kind of fault it promises to find, and none in what is shipped."""

from pathlib import Path

import pytest

from portal.registry import check
from portal.registry.model import Source

DATA = Path(__file__).parents[3] / "data"
TODAY = "2026-11-24"


@pytest.fixture
def clinic(registry, listing):
    registry.publish([listing()], TODAY, "test")
    return registry


def spoilt(store, statement):
    """The registry after somebody wrote to it past all rules."""
    store.db.execute("PRAGMA foreign_keys = OFF")
    store.db.execute("PRAGMA ignore_check_constraints = ON")
    store.db.execute(statement)
    return check.registry(store)


def test_a_sound_registry_has_no_fault(clinic):
    assert check.registry(clinic) == []


@pytest.mark.parametrize(
    "field, statement",
    [
        ("service_name", "UPDATE service SET name_en = '', name_fr = ''"),
        ("organization_name", "UPDATE organization SET name_en = '', name_fr = ''"),
        ("address", "UPDATE location SET disclosure = 'community'"),
        ("community", "UPDATE location SET disclosure = 'region'"),
        ("latitude", "UPDATE location SET latitude = 40"),
        ("province", "UPDATE location SET province = ''"),
        ("postal_code", "UPDATE location SET postal_code = '12345'"),
        ("phone_office", "UPDATE phone SET number = '5550100'"),
        ("hours_site", "INSERT INTO schedule SELECT id, 'site', 'sometimes' FROM service"),
        ("website", "UPDATE service SET website = 'javascript:alert(1)'"),
        ("email", "UPDATE service SET email = 'nobody'"),
        ("age_min", "UPDATE service SET age_min = 30, age_max = 20"),
        ("categories", "UPDATE service_term SET code = 'unheard.of' WHERE taxonomy = 'categories'"),
        ("categories", "DELETE FROM service_term WHERE taxonomy = 'categories'"),
        ("languages", "UPDATE language_offered SET code = 'xx' WHERE code = 'fr'"),
        ("service_area", "INSERT INTO service_area SELECT id, 'circle', 0 FROM service"),
        ("description", "UPDATE service SET description_en = 'a' || char(8238) || 'b'"),
        ("source", "DELETE FROM source_record"),
        ("source", "UPDATE source_record SET retrieved_on = ''"),
    ],
)
def test_a_listing_spoilt_past_all_rules_is_found_by_id_and_field(clinic, listing, field, statement):
    faults = spoilt(clinic, statement)

    assert any(fault.startswith(f"listing {listing().id}, {field}: ") for fault in faults), faults


def test_a_row_that_belongs_to_nothing_is_found(clinic):
    faults = spoilt(clinic, "INSERT INTO phone VALUES ('nobody', 0, '8075550100', '', 'voice', 'office')")

    assert any(fault.startswith("table phone: ") for fault in faults)


def test_a_file_that_is_damaged_is_found(file_registry, listing):
    file_registry.publish([listing()], TODAY, "test")
    file_registry.db.execute("PRAGMA writable_schema = ON")
    file_registry.db.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'service_of_organization'")
    file_registry.db.execute("PRAGMA writable_schema = RESET")

    assert any(fault.startswith("file: ") for fault in check.registry(file_registry))


def test_a_fault_never_repeats_the_value_that_may_not_be_held(clinic):
    faults = spoilt(clinic, "UPDATE location SET disclosure = 'region'")

    assert len(faults) == 5
    assert not any(secret in fault for fault in faults for secret in ("Zibeline", "P7B", "48.38", "Larchville"))


def test_a_source_without_a_date_is_no_source(registry, listing):
    registry.add_source(Source("test-list", "", "", ""))
    registry.publish([listing(retrieved_on="")], TODAY, "test")

    assert [fault.split(": ")[0] for fault in check.registry(registry)] == [f"listing {listing().id}, source"]


GOOD = "code,en,fr,latitude,longitude,source_name,retrieved_on\na,A,A,48.4,-89.2,S,2026-11-24\n"


@pytest.fixture
def tables(tmp_path):
    """A data folder with one table that is right; called with another text, its faults."""

    def faults(text, encoding="utf-8"):
        folder = tmp_path / "seeds"
        folder.mkdir(exist_ok=True)
        (folder / "README.md").write_text("Where it comes from.")
        (folder / "table.csv").write_bytes(text.encode(encoding))
        return check.tables(tmp_path)

    return faults


def test_a_table_that_is_right_has_no_fault(tables):
    assert tables(GOOD) == []


@pytest.mark.parametrize(
    "fault, text",
    [
        ("row 3, column code: is missing", GOOD + ",A,A,48.4,-89.2,S,2026-11-24\n"),
        ("row 3, column code: stands in an earlier row", GOOD + "a,A,A,48.4,-89.2,S,2026-11-24\n"),
        ("row 3, column 1: has another number of cells", GOOD + "b,A,A,48.4\n"),
        ("row 3, column 1: has another number of cells", GOOD + "b,A,A,48.4,-89.2,S,2026-11-24,more\n"),
        ("row 3, column source_name: is missing", GOOD + "b,A,A,48.4,-89.2,,2026-11-24\n"),
        ("row 3, column retrieved_on: is missing", GOOD + "b,A,A,48.4,-89.2,S,\n"),
        ("row 3, column retrieved_on: is not a date", GOOD + "b,A,A,48.4,-89.2,S,24 Nov\n"),
        ("row 3, column latitude: is no point in Canada", GOOD + "b,A,A,-89.2,48.4,S,2026-11-24\n"),
        ("row 3, column latitude: is no point in Canada", GOOD + "b,A,A,nan,-89.2,S,2026-11-24\n"),
        ("row 3, column latitude: is no point in Canada", GOOD + "b,A,A,48.4,,S,2026-11-24\n"),
        ("row 1: is not UTF-8 CSV", GOOD + 'b,"A"x"\n'),
    ],
)
def test_a_fault_of_a_table_is_named_by_file_row_and_column(tables, fault, text):
    found = tables(text)

    assert len(found) == 1 and found[0].startswith(f"seeds/table.csv, {fault}"), found


def test_a_table_in_another_encoding_is_found(tables):
    assert tables(GOOD + "b,Québec,Q,48.4,-89.2,S,2026-11-24\n", "cp1252") == [
        "seeds/table.csv, row 1: is not UTF-8 CSV; save it again"
    ]


def test_a_folder_that_does_not_say_where_it_comes_from_is_found(tables, tmp_path):
    (tmp_path / "more").mkdir()

    assert tables(GOOD) == ["more/README.md: is missing; say where the tables come from and under which terms"]


def test_the_note_on_sqlite_names_its_release(monkeypatch):
    monkeypatch.setattr(check.sqlite3, "sqlite_version", "3.40.1")
    assert "one writer at a time" in check.sqlite_note()

    monkeypatch.setattr(check.sqlite3, "sqlite_version", "3.51.3")
    assert check.sqlite_note() == "SQLite 3.51.3."
