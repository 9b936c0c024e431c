"""The only module that builds a whole index aside and puts it in the place of the old one."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from search_index.folder import (
    PATIENCE,
    anew_asked,
    anew_done,
    current,
    new_generation,
    only_writer,
    point_at,
    sweep,
)
from search_index.manifest import Manifest
from search_index.schema import Document
from search_index.view import opened
from search_index.writing import Progress, fill

__all__ = ["Manifest", "anew_asked", "current", "rebuild"]


def rebuild(
    documents: Iterable[Document], folder: Path, progress: Progress | None = None, patience: float = PATIENCE
) -> Manifest:
    """Build an index of exactly these documents in `folder` and let it serve; the old one serves until then.

    Afterwards the old one is gone from the disk, and with it every word that only it held.
    Killed at any moment it leaves the old index as it was; what it left lying is removed by the next rebuild.
    Nobody else can write meanwhile: they get WriterBusy, as does this when another writer outlasts `patience`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_writer(folder, patience):
        sweep(folder)
        asked = anew_asked(folder)
        generation = new_generation(folder)
        try:
            manifest = fill(generation, documents, progress)
            opened(generation)  # reads it back as a reader would: files, count and digest must all agree
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        point_at(generation)
        sweep(folder)
        anew_done(folder, asked)
        return manifest
