"""What answers questions follows the registry by itself, and what was narrowed is gone from the disk."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import replace

import pytest

from portal.finding import indexing
from portal.finding.catalogue import opened
from portal.finding.keeping import Keeper
from portal.registry.model import Disclosure, Status, Text
from portal.registry.rules import problems
from search_index import folder as generations
from search_index.folder import WriterBusy
from search_index.index import Index
from search_index.manifest import documents_digest

COMMUNITY = b"grise"


@pytest.fixture
def keeper(tmp_path, places):
    """A keeper of two folders that do not exist yet."""
    held = Keeper(tmp_path / "index", tmp_path / "catalogue", lambda: places)
    yield held
    held.close()


@pytest.fixture
def said(add):
    """A listing that names its community and no address."""
    return add("house", disclosure="community", community="Grise Fiord", province="NU", categories="health.primary")


def narrowed(store, service_id):
    service = store.service(service_id)
    places = tuple(
        replace(place, disclosure=Disclosure.REGION, community="", address="", postal_code="", point=None)
        for place in service.locations
    )
    narrow = replace(service, locations=places)
    assert problems(narrow, store.terms) == []
    store.publish([narrow], "2026-01-02", "tests")


def on_disk(tmp_path):
    return b"".join(path.read_bytes().lower() for path in tmp_path.rglob("*") if path.is_file())


def is_whole(keeper, store):
    index = Index.open(keeper.index_folder)
    try:
        return index.documents_digest() == documents_digest(indexing.documents(store.published(), store.terms))
    finally:
        index.close()


def test_what_is_missing_is_built(keeper, store, said, places):
    assert keeper.turn(store) == 1

    assert is_whole(keeper, store)
    assert opened(keeper.catalogue_folder, places, store.revision()).revision == store.revision()


def test_a_turn_in_which_nothing_happened_writes_nothing(keeper, store, said, tmp_path):
    keeper.turn(store)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    assert keeper.turn(store) == 0

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_change_is_learned(keeper, store, said, add):
    keeper.turn(store)
    add("later")

    assert keeper.turn(store) == 1
    assert is_whole(keeper, store)


def test_a_damaged_index_is_built_anew(keeper, store, said):
    keeper.turn(store)
    file = max(generations.current(keeper.index_folder).iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    assert keeper.turn(store) == 1
    assert is_whole(keeper, store)


def test_an_index_of_another_registry_is_built_anew(keeper, store, said, add):
    """As after a backup was put back: the registry notes nothing to be learned, and yet holds something else."""
    keeper.turn(store)
    gone = add("later")
    keeper.turn(store)
    store.db.execute("UPDATE service SET status = 'withdrawn' WHERE id = ?", [gone])

    keeper.turn(store)

    assert is_whole(keeper, store)


def test_after_narrowing_nothing_on_the_disk_names_the_community(keeper, store, said, tmp_path):
    keeper.turn(store)
    assert COMMUNITY in on_disk(tmp_path)
    narrowed(store, said)

    keeper.turn(store)

    assert COMMUNITY not in on_disk(tmp_path)
    assert is_whole(keeper, store)


def test_a_narrowing_that_a_page_taught_the_index_is_remembered_until_the_words_are_gone(keeper, store, said, tmp_path):
    keeper.turn(store)
    narrowed(store, said)
    index = Index.open(keeper.index_folder)
    indexing.catch_up(store, index)
    index.close()
    assert COMMUNITY in on_disk(tmp_path)  # taken out of the answers, and still in the files

    keeper.turn(store)

    assert COMMUNITY not in on_disk(tmp_path)


def test_a_narrowing_that_follows_another_change_is_not_forgotten(keeper, store, said, tmp_path):
    keeper.turn(store)
    narrowed(store, said)
    service = store.service(said)
    store.publish([replace(service, website="https://house.example/")], "2026-01-03", "tests")

    keeper.turn(store)

    assert COMMUNITY not in on_disk(tmp_path)


def test_what_is_hidden_is_gone_from_the_disk_too(keeper, store, said, add, tmp_path):
    add("other")
    keeper.turn(store)
    service = store.service(said)
    store.publish([replace(service, status=Status.WITHDRAWN)], "2026-01-02", "tests")

    keeper.turn(store)

    assert COMMUNITY not in on_disk(tmp_path)
    assert is_whole(keeper, store)


def test_an_ordinary_change_rebuilds_nothing(keeper, store, said):
    keeper.turn(store)
    before = generations.current(keeper.index_folder)
    service = store.service(said)
    store.publish([replace(service, website="https://one.example/")], "2026-01-02", "tests")

    assert keeper.turn(store) == 1

    assert generations.current(keeper.index_folder) == before


def test_what_changed_while_the_index_learned_stays_to_be_learned(keeper, store, said, monkeypatch):
    keeper.turn(store)
    service = store.service(said)
    store.publish([replace(service, website="https://one.example/")], "2026-01-02", "tests")
    real = Index.put

    def overtaken(index, documents):
        real(index, documents)
        monkeypatch.setattr(Index, "put", real)
        store.publish([replace(service, website="https://two.example/")], "2026-01-03", "tests")

    monkeypatch.setattr(Index, "put", overtaken)
    keeper.turn(store)
    assert store.unindexed() == [said]

    keeper.turn(store)

    assert is_whole(keeper, store)


def another_worker(keeper, store):
    """What a worker of the site does after its page has published something; a busy index is left for later."""
    with closing(Index.open(keeper.index_folder, patience=0.1)) as index, suppress(WriterBusy):
        indexing.catch_up(store, index)


OVERTAKING = {
    "reworded": {"description": Text("A second thought about xylophones.")},
    "hidden": {"status": Status.WITHDRAWN},
}


@pytest.mark.parametrize("how", OVERTAKING)
def test_what_one_worker_has_read_never_takes_the_place_of_what_another_put_in(keeper, store, said, monkeypatch, how):
    """Two approvals within a moment, each taught to the index by another process."""
    keeper.turn(store)
    service = store.service(said)
    store.publish([replace(service, description=Text("A first thought."))], "2026-01-02", "tests")
    real = store.public_many

    def overtaken(ids):
        read = real(ids)
        monkeypatch.setattr(store, "public_many", real)
        store.publish([replace(store.service(said), **OVERTAKING[how])], "2026-01-03", "tests")
        another_worker(keeper, store)
        return read

    monkeypatch.setattr(store, "public_many", overtaken)
    another_worker(keeper, store)
    another_worker(keeper, store)

    assert is_whole(keeper, store) and store.unindexed() == []
