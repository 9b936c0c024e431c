"""A damaged index is refused before anything in it is unpickled; it never answers wrongly."""

import json
import os
import random
import shutil
from dataclasses import replace

import pytest

from search_index import shelf
from search_index.folder import current
from search_index.index import Index, IndexUnusable
from search_index.manifest import read_manifest, write_manifest
from search_index.rebuild import rebuild
from search_index.view import TOC

QUESTIONS = ["night", "legal aid", "rosewood house", "hebergement", "quiet bed", "Val-d'Or", "inuktitut meal", "bed"]
DAMAGES = 60


@pytest.fixture
def busy_folder(folder, document):
    """An index of several segments, one with a dropped document."""
    index = Index.open(folder)
    for number in range(4):
        index.put([document(f"bed-{number}", text_en=f"quiet bed {number}")])
    index.drop(["bed-1"])
    index.close()
    return folder


def answers(folder):
    index = Index.open(folder)
    try:
        digest, found = index.documents_digest(), [index.search(each) for each in QUESTIONS]
        return digest, [(each.ids, list(each.scores), each.matched_all) for each in found]
    finally:
        index.close()


def flip(path, chance):
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def truncate(path, chance):
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def delete(path, chance):
    path.unlink()


def zero(path, chance):
    start = chance.randrange(path.stat().st_size)
    content = bytearray(path.read_bytes())
    content[start : start + 64] = bytes(len(content[start : start + 64]))
    path.write_bytes(content)


def test_random_damage_is_refused_or_harmless(busy_folder, tmp_path):
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    right = answers(busy_folder)
    needed = {*json.loads((current(busy_folder) / "manifest.json").read_text())["files"], "manifest.json", "current"}
    refused = 0
    for number in range(DAMAGES):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(busy_folder, copy)
        targets = [each for each in sorted(copy.rglob("*")) if each.is_file() and each.stat().st_size]
        targets += 3 * [each for each in targets if each.name in needed]
        path, damage = chance.choice(targets), chance.choice([flip, truncate, delete, zero])
        damage(path, chance)
        try:
            assert answers(copy) == right, f"silently wrong: seed {seed}, {number}, {damage.__name__} {path.name}"
        except IndexUnusable:
            refused += 1
        shutil.rmtree(copy)
    print(f"seed {seed}: {DAMAGES} damages, {refused} refused, {DAMAGES - refused} harmless")

    assert refused > DAMAGES / 4  # the rest hit files that are kept for slow readers only


@pytest.mark.parametrize("damage", [flip, truncate, delete, zero])
def test_every_file_of_the_manifest_is_compared(busy_folder, tmp_path, damage):
    chance = random.Random(1)
    names = json.loads((current(busy_folder) / "manifest.json").read_text())["files"]
    for name in names:
        copy = tmp_path / "copy"
        shutil.copytree(busy_folder, copy)
        before = (current(copy) / name).read_bytes()
        damage(current(copy) / name, chance)
        changed = not (current(copy) / name).exists() or (current(copy) / name).read_bytes() != before

        if changed:
            with pytest.raises(IndexUnusable):
                Index.open(copy)
        shutil.rmtree(copy)


def test_nothing_is_unpickled_before_everything_is_compared(busy_folder, monkeypatch):
    last = sorted(json.loads((current(busy_folder) / "manifest.json").read_text())["files"])[-1]
    flip(current(busy_folder) / last, random.Random(2))
    unpickled = []
    monkeypatch.setattr(TOC, "read", lambda *_, **__: unpickled.append("TOC"))

    with pytest.raises(IndexUnusable, match="manifest says"):
        Index.open(busy_folder)

    assert unpickled == []


def test_damage_under_an_open_index_is_noticed_at_the_next_refresh(busy_folder, cast):
    index = Index.open(busy_folder)
    name = sorted(index._view.manifest.files)[0]
    flip(current(busy_folder) / name, random.Random(3))

    with pytest.raises(IndexUnusable):
        index.refresh()
    with pytest.raises(IndexUnusable):
        index.search("night")

    rebuild(cast, busy_folder)
    assert index.refresh() is True
    assert index.search_ids("night") == ["rosewood"]
    index.close()


def test_a_manifest_that_tells_another_story_is_refused(busy_folder):
    path = current(busy_folder) / "manifest.json"
    body = json.loads(path.read_text())
    for changed in (
        {"documents": 7},
        {"digest": "0" * 64},
        {"schema": 0},
        {"files": {}},
        {"retired": ["x"]},
        {"extra": 1},
    ):
        path.write_text(json.dumps(body | changed))

        with pytest.raises(IndexUnusable):
            Index.open(busy_folder)

    path.write_text(json.dumps(body))
    Index.open(busy_folder).close()


@pytest.mark.parametrize("told", [{"digest": "0" * 64}, {"documents": 99}])
def test_documents_that_do_not_add_up_are_refused_even_under_a_true_seal(busy_folder, told):
    generation = current(busy_folder)
    write_manifest(generation, replace(read_manifest(generation), **told), ())

    with pytest.raises(IndexUnusable, match="manifest"):
        Index.open(busy_folder)


def test_an_index_of_another_schema_is_refused(busy_folder, monkeypatch):
    monkeypatch.setattr("search_index.manifest.SCHEMA_VERSION", 999)

    with pytest.raises(IndexUnusable, match="schema"):
        Index.open(busy_folder)


def test_no_index_at_all_is_refused_in_the_same_way(tmp_path):
    with pytest.raises(IndexUnusable, match="no index"):
        Index.open(tmp_path / "nowhere")


@pytest.mark.skipif(os.name != "posix", reason="permissions are a matter of POSIX systems")
def test_a_folder_others_may_write_to_is_refused(busy_folder):
    assert current(busy_folder).stat().st_mode & 0o077 == 0
    current(busy_folder).chmod(0o770)

    with pytest.raises(IndexUnusable, match="others may write"):
        Index.open(busy_folder)


def test_a_replaced_file_is_not_read_by_those_who_hold_the_old_one(busy_folder):
    index = Index.open(busy_folder)
    before = index.search("legal aid").ids
    for name in index._view.manifest.files:
        (current(busy_folder) / name).unlink()

    assert index.search("legal aid").ids == before
    assert index.search("rosewood house").ids[0] == "rosewood"
    assert shelf.VerifiedFiles.untouched(index._view.files) is False
    index.close()
