"""Documents put in and taken out, by one writer at a time, while others read."""

import random
import sys
import threading

import pytest

from search_index import writing
from search_index.folder import only_writer
from search_index.index import Index, IndexUnusable, WriterBusy
from search_index.manifest import documents_digest
from search_index.rebuild import rebuild

QUESTIONS = ["legal aid", "night", "rosewood house", "femmes nuit", "bed", "bed word3", "word1 word2", "helicopter bed"]


def answers(index):
    return {question: index.search(question) for question in QUESTIONS}


def having_all(index, question):
    held = index.with_all(question)
    return set(held.lots[held.has].tolist())


def same(one, other):
    return all(one[q].ids == other[q].ids and list(one[q].scores) == list(other[q].scores) for q in QUESTIONS)


def test_what_is_put_is_found_and_what_is_dropped_is_not(index, document):
    index.put([document("new", names_en="Quiet Room")])
    assert index.search_ids("quiet room") == ["new"]

    index.drop(["new", "never-there"])

    assert index.search_ids("quiet room") == []
    assert len(index) == 3


def test_a_document_put_again_replaces_itself(index, document):
    index.put([document("rosewood", version=2, text_en="A quiet room")])

    assert index.search_ids("quiet") == ["rosewood"]
    assert index.search_ids("night") == []
    assert len(index) == 3


def test_of_two_documents_with_one_identifier_the_later_counts(index, document):
    index.put([document("new", text_en="first"), document("new", text_en="second")])

    assert (index.search_ids("first"), index.search_ids("second")) == ([], ["new"])


def test_another_reader_sees_a_change_when_it_refreshes(folder, index, document):
    reader = Index.open(folder)
    index.put([document("new", text_en="quiet")])
    assert reader.search_ids("quiet") == []

    moved = reader.refresh()

    assert (moved, reader.refresh()) == (True, False)
    assert reader.search_ids("quiet") == ["new"]
    reader.close()


def test_a_reader_far_behind_catches_up(folder, index, document):
    reader = Index.open(folder)
    for number in range(12):
        index.put([document(f"new-{number % 5}", version=number, text_en=f"bed word{number}")])

    assert reader.search_ids("bed") == []
    reader.refresh()

    assert sorted(reader.search_ids("bed")) == [f"new-{n}" for n in range(5)]
    reader.close()


def test_the_digest_tells_whether_the_index_holds_what_it_should(index, cast, document):
    assert index.documents_digest() == documents_digest(reversed(cast))

    new = document("new", text_en="quiet")
    index.put([new])
    assert index.documents_digest() == documents_digest([*cast, new])

    index.drop(["rosewood"])
    assert index.documents_digest() == documents_digest([*cast[1:], new])


@pytest.mark.parametrize("changed", ["id", "names_en", "names_fr", "text_en", "text_fr", "codes", "version"])
def test_the_digest_notices_every_part_of_a_document(cast, changed):
    other = dict(cast[0]) | {changed: 7 if changed == "version" else "different"}

    assert documents_digest([other]) != documents_digest([cast[0]])


def test_the_digest_counts_repeats(cast):
    assert documents_digest([cast[0], cast[0], cast[1]]) != documents_digest([cast[0], cast[1], cast[1]])


@pytest.mark.parametrize("seed", range(4))
def test_answers_depend_on_the_documents_and_not_on_how_they_came(index, index_of, cast, document, seed):
    chance = random.Random(seed)
    held = {each["id"]: each for each in cast}
    for step in range(15):
        if chance.random() < 0.3:
            going = chance.choice([*held, "nobody"])
            held.pop(going, None)
            index.drop([going])
        else:
            coming = document(f"d{chance.randrange(8)}", version=step, text_en=f"bed word{chance.randrange(5)} legal")
            held[coming["id"]] = coming
            index.put([coming])

    fresh = index_of(*held.values())

    assert index.documents_digest() == fresh.documents_digest()
    assert same(answers(index), answers(fresh))
    for question in ("bed", "bed legal", "word1", "Val-d'Or"):
        assert having_all(index, question) == having_all(fresh, question)


def test_a_second_writer_is_told_that_another_is_at_work(folder, index, document):
    with only_writer(folder, patience=0), pytest.raises(WriterBusy):
        index.put([document("new", text_en="quiet")])
    with only_writer(folder, patience=0), pytest.raises(WriterBusy):
        rebuild([], folder, patience=0.05)

    assert index.search_ids("quiet") == []
    index.put([document("new", text_en="quiet")])
    assert index.search_ids("quiet") == ["new"]


def test_a_change_that_stops_half_way_changes_nothing(folder, index, cast, document, monkeypatch):
    before = answers(index)
    for step in ("write_manifest", "hashes", "prepared"):
        with monkeypatch.context() as broken, pytest.raises(OSError, match="disk full"):
            broken.setattr(writing, step, disk_full)
            index.put([document("rosewood", text_en="quiet")])

        again = Index.open(folder)
        assert same(answers(again), before)
        assert again.documents_digest() == documents_digest(cast)
        assert again.refresh() is False
        again.close()

    index.put([document("new", text_en="quiet")])
    assert index.search_ids("quiet") == ["new"]


def disk_full(*_):
    raise OSError("disk full")


def test_writers_in_many_threads_lose_nothing(folder, document):
    held = [Index.open(folder, patience=30) for _ in range(3)]
    all_at_once(3, lambda n: [held[n].put([document(f"{n}-{k}", text_en="bed")]) for k in range(4)])
    held[0].refresh()

    assert sorted(held[0].search_ids("bed")) == [f"{n}-{k}" for n in range(3) for k in range(4)]
    for each in held:
        each.close()


def test_many_threads_may_ask_an_index_that_has_decoded_nothing_yet(index_of, document, restless):
    words = [f"word{n}" for n in range(60)]
    index = index_of(*(document(f"{n:03d}", text_en=" ".join(words[n % 7 :: 1 + n % 3])) for n in range(400)))
    expected = {each: index.search(each).ids for each in words}
    wrong = []

    for _ in range(10):
        cold = Index.open(index._folder)
        all_at_once(8, lambda start, cold=cold: wrong.extend(wrongly(cold, words[start:] + words[:start], expected)))
        cold.close()

    assert wrong == []


@pytest.fixture
def restless():
    """Threads that take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def wrongly(index, words, expected):
    try:
        return [each for each in words if index.search(each).ids != expected[each]]
    except Exception as error:
        return [repr(error)]


def all_at_once(threads, act):
    together = threading.Barrier(threads)
    work = [threading.Thread(target=lambda n=n: (together.wait(), act(n))) for n in range(threads)]
    for each in work:
        each.start()
    for each in work:
        each.join()


def test_a_closed_index_says_so(folder):
    index = Index.open(folder)
    index.close()

    for act in (lambda: index.search("night"), index.refresh, index.documents_digest, lambda: index.drop(["rosewood"])):
        with pytest.raises(IndexUnusable, match="closed"):
            act()


def test_nothing_to_change_writes_nothing(folder, index):
    with only_writer(folder, patience=0):
        index.put([])
        index.drop([])


def test_an_index_emptied_to_the_last_document_still_refreshes(folder, index, document):
    index.drop(["rosewood", "clinique", "pauktuutit"])
    assert (len(index), index.refresh(), index.search("night").ids) == (0, False, [])

    index.put([document("new", text_en="quiet")])

    assert index.search_ids("quiet") == ["new"]


def test_files_no_longer_needed_are_removed(folder, index, document):
    for number in range(10):
        index.put([document("new", version=number, text_en="quiet")])

    held = index._view.manifest
    present = {each.name for each in index._view.generation.iterdir()}

    assert present == {*held.files, *held.retired, "manifest.json"}
