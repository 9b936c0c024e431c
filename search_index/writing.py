"""The only module that has Whoosh write: a whole new generation, or a change to one. Call it under `only_writer`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from search_index.manifest import Manifest, changed_digest, digest_of, file_hash, write_manifest
from search_index.schema import SCHEMA, SCHEMA_VERSION, Document, prepared, proof_on
from search_index.shelf import WritingShelf, remove_strays
from search_index.view import NAME, View

# Megabytes of postings held before Whoosh spills a sorted run to disk.
BUILD_MEMORY = 256
CHANGE_MEMORY = 32
STEP = 500

Progress = Callable[[int], None]


def fill(generation: Path, documents: Iterable[Document], progress: Progress | None = None) -> Manifest:
    """Write all documents into an empty generation; raises ValueError when two have one identifier.

    `progress` is told how many documents were read, every 500 and at the end.
    """
    shelf = WritingShelf(generation, set())
    writer = opened_writer(FileIndex.create(shelf, SCHEMA, NAME), BUILD_MEMORY)
    seen: set[str] = set()
    proofs: list[bytes] = []
    with cancelled_on_error(writer):
        for document in documents:
            if document["id"] in seen:
                raise ValueError(f"two documents have the identifier {document['id']!r}")
            seen.add(document["id"])
            ready = prepared(document)
            proofs.append(proof_on(ready["card"]))
            writer.add_document(**ready)
            if progress and len(seen) % STEP == 0:
                progress(len(seen))
        writer.commit(merge=False)
    if progress:
        progress(len(seen))
    manifest = Manifest(SCHEMA_VERSION, len(seen), digest_of(proofs), hashes(generation, shelf.names, {}))
    write_manifest(generation, manifest, shelf.names)
    return manifest


def change(view: View, documents: Sequence[Document], dropped: Iterable[str]) -> Manifest:
    """Put documents in place of those with the same identifiers and take others out, as the view's next state.

    Until the new manifest stands, the old one counts and its files are all there. The words of a document that
    was taken out stay in the files until its segment is merged or the index rebuilt.
    """
    old, generation = view.manifest, view.generation
    ready = [prepared(each) for each in documents]
    going = {*dropped, *(each["id"] for each in documents)}
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(view.numbered(each) for each in sorted(going))])
    remove_strays(generation, {*old.files, *old.retired})
    shelf = WritingShelf(generation, set(old.files))
    writer = opened_writer(FileIndex(shelf, schema=SCHEMA, indexname=NAME), CHANGE_MEMORY)
    with cancelled_on_error(writer):
        for number in numbers.tolist():
            writer.delete_document(number)
        for fields in ready:
            writer.add_document(**fields)
        writer.commit()
    manifest = Manifest(
        SCHEMA_VERSION,
        old.documents - len(numbers) + len(ready),
        changed_digest(old.digest, (proof_on(each["card"]) for each in ready), view.proofs(numbers)),
        hashes(generation, shelf.names, old.files),
        tuple(sorted(old.files.keys() - shelf.names)),
    )
    write_manifest(generation, manifest, shelf.names - old.files.keys())
    remove_strays(generation, {*manifest.files, *manifest.retired})
    return manifest


def opened_writer(index: FileIndex, memory: int) -> SegmentWriter:
    """A writer that leaves its files apart (readers map them) and its postings uncompressed (they decode faster)."""
    return SegmentWriter(index, limitmb=memory, compound=False, codec=W3Codec(compression=0))


def hashes(generation: Path, names: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """SHA-256 of each file; known ones are not read again, since files never change."""
    return {name: known.get(name) or file_hash(generation / name) for name in sorted(names)}


@contextmanager
def cancelled_on_error(writer: SegmentWriter) -> Iterator[None]:
    """Have the writer close its files when something fails, a full disk for one."""
    try:
        yield
    except BaseException:
        with suppress(Exception):  # the first error is the one to hear about
            writer.cancel()
        raise
