"""A whole index is built aside and swapped in; whoever reads notices nothing, whatever dies."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from whoosh.writing import SegmentWriter

from search_index import view
from search_index.folder import current, generations
from search_index.index import Index, IndexUnusable
from search_index.manifest import documents_digest
from search_index.rebuild import anew_asked, rebuild

ROOT = Path(__file__).parents[2]

READER = """
import sys, time
from pathlib import Path
from search_index.index import Index
folder, stop = Path(sys.argv[1]), Path(sys.argv[2])
index, reads, states = Index.open(folder), 0, set()
print("ready", flush=True)
while not stop.exists():
    index.refresh()
    words = {index.search(f"bed state{n}", limit=1).matched_all: n for n in range(40)}
    hits = index.search("bed")
    assert len(hits.ids) == len(index) == 30, len(hits.ids)
    assert True in words
    assert sorted(index.search_ids(f"bed state{words[True]}")) == sorted(hits.ids)
    reads += 1
    states.add(words[True])
print(reads, len(states))
"""

BUILDER = """
import sys
from pathlib import Path
from search_index.rebuild import anew_asked, rebuild
empty = {"names_en": "", "names_fr": "", "text_fr": "", "codes": ""}
documents = [{"id": str(n), "version": 2, "text_en": f"bed word{n}", **empty} for n in range(1500)]
print("ready", flush=True)
while True:
    rebuild(documents, Path(sys.argv[1]))
"""


def started(script, *arguments):
    child = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "ready\n"
    return child


def state(number, document):
    return [document(str(n), version=number, text_en=f"bed state{number}") for n in range(30)]


def test_two_processes_read_on_while_a_third_rebuilds(tmp_path, document):
    folder, stop = tmp_path / "index", tmp_path / "stop"
    rebuild(state(0, document), folder)
    readers = [started(READER, folder, stop) for _ in range(2)]

    for number in range(1, 13):
        rebuild(state(number, document), folder)
        time.sleep(0.03)
    stop.touch()
    told = [reader.communicate(timeout=60)[0].split() for reader in readers]

    assert [reader.returncode for reader in readers] == [0, 0]
    assert all(int(reads) > 3 and int(states) > 1 for reads, states in told)


def test_two_processes_read_on_while_a_third_makes_small_changes(tmp_path, document):
    folder, stop = tmp_path / "index", tmp_path / "stop"
    rebuild(state(0, document), folder)
    readers = [started(READER, folder, stop) for _ in range(2)]
    writer = Index.open(folder)

    for number in range(1, 25):
        writer.put(state(number, document))
    stop.touch()
    told = [reader.communicate(timeout=60)[0].split() for reader in readers]

    assert [reader.returncode for reader in readers] == [0, 0]
    assert all(int(reads) > 3 and int(states) > 1 for reads, states in told)
    writer.close()


def test_a_rebuild_killed_at_any_moment_leaves_a_whole_index(folder, cast, document):
    seed = random.randrange(1_000_000)
    chance = random.Random(seed)
    empty_again = documents_digest(document(str(n), version=2, text_en=f"bed word{n}") for n in range(1500))
    for _ in range(6):
        rebuild(cast, folder)
        child = started(BUILDER, folder)
        time.sleep(chance.uniform(0.0, 1.2))
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()

        index = Index.open(folder)
        assert index.documents_digest() in (documents_digest(cast), empty_again), f"seed {seed}"
        assert index.search_ids("night") == ["rosewood"] or len(index.search_ids("bed")) == 1500
        index.close()

    rebuild(cast, folder)
    assert len(generations(folder)) <= 2


def test_a_rebuild_that_fails_leaves_the_old_index_and_nothing_else(folder, cast, document):
    serving = current(folder)

    def failing():
        yield document("one")
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        rebuild(failing(), folder)

    assert current(folder) == serving
    assert generations(folder) == [serving]


def test_two_documents_with_one_identifier_are_an_error(folder, document):
    with pytest.raises(ValueError, match="twin"):
        rebuild([document("twin"), document("twin")], folder)


def test_what_was_built_is_checked_before_it_serves(folder, document, monkeypatch):
    serving, real = current(folder), SegmentWriter.add_document
    documents = [document("kept"), document("lost")]
    monkeypatch.setattr(SegmentWriter, "add_document", lambda w, **f: f["id"] == ["kept"] and real(w, **f))

    with pytest.raises(IndexUnusable, match="1 documents where the manifest says 2"):
        rebuild(documents, folder)

    assert (current(folder), generations(folder)) == (serving, [serving])


def test_a_reader_moves_to_the_rebuilt_index_when_it_refreshes(folder, index, document):
    rebuild([document("new", text_en="quiet")], folder)
    assert index.search_ids("night") == ["rosewood"]

    assert index.refresh() is True

    assert (index.search_ids("night"), index.search_ids("quiet")) == ([], ["new"])


def test_a_rebuild_leaves_no_older_generation_and_no_orphan(folder, cast):
    (folder / "99999999-0badf00d").mkdir()

    rebuild(cast, folder)

    assert generations(folder) == [current(folder)]


def test_words_that_only_the_old_index_held_are_gone_from_the_disk(folder, document):
    index = Index.open(folder)
    index.put([document("rosewood", text_en="quiet")])
    assert b"hebergement" in on_disk(folder)  # taken out, and still in the files

    rebuild([document("rosewood", text_en="quiet")], folder)

    assert b"hebergement" not in on_disk(folder)
    assert index.refresh() is True
    index.close()


def on_disk(folder):
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


def test_who_was_about_to_open_a_generation_that_is_gone_looks_again(folder, cast, monkeypatch):
    real, before = view.read_manifest, []

    def overtaken(generation):
        if not before:
            before.append(generation)
            rebuild(cast, folder)
        return real(generation)

    monkeypatch.setattr(view, "read_manifest", overtaken)

    index = Index.open(folder)

    assert before[0] != current(folder)
    assert index.search_ids("night") == ["rosewood"]
    index.close()


def test_a_wish_for_a_new_index_stays_until_a_rebuild_that_began_after_it(folder, index, cast):
    index.ask_anew()

    def wished_meanwhile():
        index.ask_anew()
        yield from cast

    rebuild(wished_meanwhile(), folder)
    assert anew_asked(folder)

    rebuild(cast, folder)
    assert not anew_asked(folder)


def test_the_manifest_says_what_was_built_and_progress_is_told(tmp_path, document):
    documents, told = [document(str(n), text_en="bed") for n in range(1200)], []

    manifest = rebuild(iter(documents), tmp_path / "index", told.append)

    assert (manifest.documents, manifest.digest) == (1200, documents_digest(documents))
    assert told == [500, 1000, 1200]


def test_the_folder_is_closed_to_everyone_else(folder):
    if os.name == "posix":
        assert [each.stat().st_mode & 0o777 for each in (folder, current(folder))] == [0o700, 0o700]


def test_no_generation_serves_where_none_was_built(tmp_path):
    assert current(tmp_path) is None


def test_an_index_opens_by_its_folder_or_by_its_generation(folder):
    for place in (folder, current(folder)):
        index = Index.open(place)
        assert index.search_ids("night") == ["rosewood"]
        index.close()
