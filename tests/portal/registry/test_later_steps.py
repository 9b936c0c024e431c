"""A registry made before a step of the schema was written takes it, whatever its number, and keeps what it holds."""

from portal.registry import database, migrations
from portal.registry.freshness import Facet, How
from portal.registry.store import Store
from tests.conftest import CAST, SOURCE
from tests.vetted import vetted

LATER = ("m015_fact_checks", "m016_confirm_links", "m060_vetting")


def test_steps_with_smaller_numbers_than_the_last_are_taken_too(terms):
    db = database.open_memory()
    migrations.migrations.apply(db, stop_before=LATER[0])
    assert "m024_noted_at" in {one.name for one in migrations.migrations.applied(db)}
    Store(db, terms).add_source(SOURCE)
    db.execute("INSERT INTO organization (id, name_en, name_fr) VALUES ('org', 'Held since', '')")

    taken = migrations.migrate(db, terms)

    store = Store(db, terms)
    store.publish(CAST[:1], SOURCE.retrieved_on, "tests")
    store.confirm(CAST[0].id, [Facet.PHONE], How.CALL, "bob", "2026-11-27")
    vetted(store, CAST[0].organization.id)
    assert set(LATER) <= set(taken)
    assert store.public(CAST[0].id).checks and store.public(CAST[0].id).vetted
    assert store.organization("org").name.en == "Held since"
    assert migrations.migrate(db, terms) == []
    db.conn.close()
