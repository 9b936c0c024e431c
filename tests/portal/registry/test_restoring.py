"""An old backup does not bring back what was narrowed, withheld, withdrawn or suppressed after it was made."""

from dataclasses import replace

import pytest

from portal.registry import check, lists
from portal.registry.backup import backup, restore
from portal.registry.database import open_writer
from portal.registry.decisions import Part
from portal.registry.model import Disclosure, Status
from portal.registry.rules import narrowed
from portal.registry.store import Store
from portal.registry.suppression import Kind, Sign
from tests.vetted import vetted

DAY, TWO = "2026-11-24", ("bob", "denise")
KEYS = ("narrowed", "removed", "withdrawn", "withheld", "number", "suppressed", "same")


@pytest.fixture
def decided(file_registry, registry_file, listing, tmp_path):
    """A copy in which everything is public, and the registry after people had decided otherwise."""
    services = {
        key: listing(record_key=key, address=f"{n} Zibeline Street", phone_office=f"807-555-010{n}", website="")
        for n, key in enumerate(KEYS)
    }
    file_registry.publish(services.values(), DAY, "alice")
    copy = backup(registry_file, tmp_path / "copy.db")
    place = narrowed(services["narrowed"].locations[0], Disclosure.REGION)
    file_registry.publish(
        [
            replace(services["narrowed"], locations=(place,)),
            replace(services["removed"], locations=()),
            replace(services["withdrawn"], status=Status.WITHDRAWN),
        ],
        DAY,
        "bob",
    )
    file_registry.withhold(services["withheld"].id, Part.LISTING, "bob", DAY)
    file_registry.withhold(services["number"].id, Part.PHONE, "bob", DAY, "8075550104")
    file_registry.suppress(Sign.of(Kind.PHONE, "8075550105"), "asked", "provider", TWO, DAY)
    file_registry.db.conn.close()
    return services, copy


def shown(registry_file, terms):
    """Ids shown, with how many numbers and whether an address, and what the check says."""
    db = open_writer(registry_file)
    store = Store(db, terms)
    told = {one.id: (len(one.phones), any(place.address for place in one.places)) for one in store.published()}
    faults = check.registry(store)
    db.conn.close()
    assert faults == []
    return told


def lost(registry_file):
    """The registry is gone; what lies beside it is not."""
    registry_file.unlink()


def damaged(registry_file):
    registry_file.write_bytes(b"no database any more" * 400)


@pytest.mark.parametrize("harm", [lambda file: None, lost, damaged], ids=["whole", "lost", "damaged"])
def test_what_people_decided_after_the_copy_still_holds(decided, registry_file, terms, harm):
    services, copy = decided
    harm(registry_file)

    changed = restore(copy, registry_file, terms, DAY)

    assert set(changed) == {services[key].id for key in ("narrowed", "removed", "withdrawn", "suppressed")}
    assert shown(registry_file, terms) == {
        services["narrowed"].id: (1, False),
        services["removed"].id: (1, False),
        services["number"].id: (0, True),
        services["same"].id: (1, True),
    }
    for path in registry_file.parent.iterdir():
        assert b"0 Zibeline" not in path.read_bytes() and b"1 Zibeline" not in path.read_bytes(), path.name
    assert not list(registry_file.parent.glob("*.restoring*"))


def test_a_kept_copy_of_the_decisions_serves_on_a_new_machine(decided, registry_file, terms, tmp_path):
    services, copy = decided
    new = tmp_path / "new" / "registry.db"
    new.parent.mkdir()
    registry_file.with_name("suppression.key").rename(new.with_name("suppression.key"))

    restore(copy, new, terms, DAY, [lists.read(lists.file_of(registry_file))])

    assert set(shown(new, terms)) == {services[key].id for key in ("narrowed", "removed", "number", "same")}


def test_without_any_list_the_copy_comes_back_as_it_was(decided, terms, tmp_path):
    _services, copy = decided

    restore(copy, tmp_path / "new" / "registry.db", terms, DAY)

    assert len(shown(tmp_path / "new" / "registry.db", terms)) == len(KEYS)


def test_the_lists_beside_the_registry_hold_ids_and_no_facts(decided, registry_file):
    text = lists.file_of(registry_file).read_text()

    assert lists.file_of(registry_file).stat().st_mode & 0o777 == 0o600
    assert not any(fact in text for fact in ("Zibeline", "807555", "Larchville", "P7B", "48.38"))


def test_a_restored_registry_keeps_the_lists_for_the_next_time(decided, registry_file, terms):
    _services, copy = decided
    restore(copy, registry_file, terms, DAY)
    lost(registry_file)

    restore(copy, registry_file, terms, DAY)

    assert len(shown(registry_file, terms)) == 4


@pytest.mark.parametrize("harm", [lambda file: None, lost, damaged], ids=["whole", "lost", "damaged"])
def test_an_organization_suspended_after_the_copy_is_not_vetted_again(
    file_registry, registry_file, terms, listing, tmp_path, harm
):
    clinic = listing()
    file_registry.publish([clinic], DAY, "alice")
    vetted(file_registry, clinic.organization.id)
    copy = backup(registry_file, tmp_path / "copy.db")
    with file_registry.together():
        file_registry.suspend(clinic.organization.id, DAY)
    file_registry.db.conn.close()
    harm(registry_file)

    restore(copy, registry_file, terms, DAY)

    db = open_writer(registry_file)
    assert Store(db, terms).public(clinic.id).vetted is None
    db.conn.close()
