"""Keeps the word index in step with the registry. The only module that says what a listing's document is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.registry.disclosure import PublicService
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index, IndexUnusable
from search_index.rebuild import rebuild as build_aside

Document = dict[str, Any]
"""What search_index takes: id, version, names_en, names_fr, text_en, text_fr, codes."""


def document(service: PublicService, terms: Vocabularies) -> Document:
    """The public words of one listing, in both languages, with the labels of its codes."""
    document: Document = {"id": service.id, "version": service.version, "codes": " ".join(service.categories)}
    for language in ("en", "fr"):
        names = (service.organization.name, service.name)
        # One whole name to a line: a question that is exactly a name finds it first.
        whole = [*(getattr(name, language) for name in names), service.organization.own_name]
        document[f"names_{language}"] = "\n".join(name for name in whole if name)
        document[f"text_{language}"] = " ".join(text_of(service, terms, language))
    return document


def text_of(service: PublicService, terms: Vocabularies, language: str) -> Iterator[str]:
    """Description, labels and public community of a listing in one language."""
    yield getattr(service.description, language)
    for code in service.categories:
        term = terms["categories"].get(code)
        if term:
            yield getattr(term.label, language)
            yield getattr(term.definition, language)
    coded = {
        "populations": [p.code for p in service.populations if p.relation != "not_for"],
        "exploitation": service.exploitation,
        "sectors": service.sectors,
        "accessibility": service.accessibility,
        "languages": service.languages,
        "delivery": service.delivery,
    }
    for vocabulary, codes in coded.items():
        for code in codes:
            yield getattr(terms[vocabulary].label(code), language)
    for where in service.places:
        yield where.community


def rebuild(store: Store, folder: Path, progress: Callable[[int], None] | None = None) -> int:
    """Build the whole index aside and swap it in; returns how many documents it holds.

    Safe to run twice and to be stopped half way: what served before serves on. Raises WriterBusy while another
    process writes. Afterwards nothing on the disk holds what only the old index held.
    """
    revision, pending = store.revision(), store.unindexed()
    manifest = build_aside(documents(store.published(), store.terms), folder, progress)
    store.indexed(pending, revision)
    return manifest.documents


def documents(services: Iterable[PublicService], terms: Vocabularies) -> Iterator[Document]:
    """The documents of these listings."""
    return (document(service, terms) for service in services)


def catch_up(store: Store, index: Index) -> int:
    """Teach the index what changed since it was built; returns how many listings that were.

    Raises WriterBusy while another process writes; what is not learned stays noted for the next time.
    """
    if not store.unindexed():
        return 0
    # Read as the only writer: what was read before another worker wrote would put an older state, even one that was
    # hidden since, over the newer.
    with index.alone():
        revision, pending = store.revision(), store.unindexed()
        public, emptied = {service.id: service for service in store.public_many(pending)}, store.emptied(pending)
        if any(holds_too_much(one, public.get(one), emptied, index) for one in pending):
            index.ask_anew()
        index.put([document(service, store.terms) for service in public.values()])
        index.drop([service_id for service_id in pending if service_id not in public])
    store.indexed(pending, revision)
    return len(pending)


def holds_too_much(service_id: str, public: PublicService | None, emptied: Mapping[str, int], index: Index) -> bool:
    """Whether the index was taught words of a listing that nobody may read any more.

    The listing is hidden, or something of it is though it is still in the same version, or it was narrowed since.
    Taking the document out is not enough: its words, a community among them, stay in the files until a rebuild.
    """
    held = index.version(service_id)
    if held is None:
        return False
    return public is None or public.version == held or held <= emptied.get(service_id, 0)


def open_index(folder: Path, held: Index | None) -> Index | None:
    """The index to ask: the one held, refreshed, or the one in the folder; None when there is none to trust."""
    try:
        if held is not None:
            held.refresh()
            return held
        return Index.open(folder)
    except IndexUnusable:
        return None
