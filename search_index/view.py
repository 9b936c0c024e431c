"""The only module that holds one state of the index whole: its verified files, segments and documents."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC

from search_index.folder import IndexUnusable
from search_index.manifest import read_manifest
from search_index.postings import Numbers, Segment
from search_index.schema import SCHEMA
from search_index.shelf import VerifiedFiles

NAME = "MAIN"
TRIES = 5


class View:
    """Never changes: threads that hold one read one state, whatever is written meanwhile.

    Documents are numbered across segments, dropped ones included; `lots` is in that order.
    """

    def __init__(self, files: VerifiedFiles, known: "View | None" = None) -> None:
        self.files = files
        self.manifest = files.manifest
        self.generation = files.generation
        opened = {each.name: each for each in known.segments} if known is not None else {}
        toc = TOC.read(files, NAME, schema=SCHEMA)
        self.segments: list[Segment] = [taken_up(files, each, opened) for each in toc.segments]
        self.starts = np.cumsum([0, *(len(each.ids) for each in self.segments)])
        self.lots: NDArray[np.uint64] = joined([each.cards["lot"] for each in self.segments], np.uint64)
        self.live: NDArray[np.bool_] = joined([each.live for each in self.segments], np.bool_)

    def __len__(self) -> int:
        return len(self.lots)

    def ids_of(self, numbers: Numbers) -> list[str]:
        """The identifiers of these documents, in their order."""
        places = np.searchsorted(self.starts, numbers, side="right") - 1
        within = numbers - self.starts[places]
        return [self.segments[p].ids[n] for p, n in zip(places.tolist(), within.tolist(), strict=True)]

    def numbered(self, identifier: str) -> Numbers:
        """The number of a live document: one, or none."""
        found = [each.having("id", identifier) + start for each, start in self.by_segment()]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def version(self, identifier: str) -> int | None:
        """The version of a live document; None when there is none."""
        for each in self.segments:
            for number in each.having("id", identifier).tolist():
                return int(each.cards["version"][number])
        return None

    def by_segment(self) -> list[tuple[Segment, int]]:
        """Each segment with the number of its first document."""
        return list(zip(self.segments, self.starts[:-1].tolist(), strict=True))

    def proofs(self, numbers: Numbers) -> list[bytes]:
        """The proofs of these documents."""
        every = joined([each.cards["proof"] for each in self.segments], np.uint8).reshape(-1, 32)
        return [row.tobytes() for row in every[numbers]]

    def check(self) -> None:
        """Raise IndexUnusable unless the documents themselves add up to what the manifest says."""
        found = int(self.live.sum())
        if found != self.manifest.documents:
            raise IndexUnusable(f"{found} documents where the manifest says {self.manifest.documents}")
        if self.digest() != self.manifest.digest:
            raise IndexUnusable("the documents do not add up to the manifest's digest")

    def digest(self) -> str:
        """The digest of the live documents, from their cards."""
        total = 0
        for each in self.segments:
            words = np.ascontiguousarray(each.cards["proof"][each.live]).view(">u4")
            sums = words.sum(axis=0, dtype=np.uint64).tolist()
            total += sum(each_sum << (32 * place) for place, each_sum in enumerate(reversed(sums)))
        return f"{total % (1 << 256):064x}"


def opened(generation: Path, known: View | None = None) -> View:
    """The state a generation is in now, verified; raises IndexUnusable.

    A writer may retire a file between our reading of the manifest and of the file; then the manifest has
    moved on and is read again.
    """
    for _ in range(TRIES):
        manifest = read_manifest(generation)
        try:
            view = View(VerifiedFiles(generation, manifest, known.files if known is not None else None), known)
        except OSError as error:  # raises IndexUnusable itself where the whole generation is gone
            if read_manifest(generation).seal != manifest.seal:
                continue
            raise IndexUnusable("a file of the index cannot be read") from error
        except IndexUnusable:
            raise
        except Exception as error:  # whatever Whoosh makes of foreign files, the cure is the same
            raise IndexUnusable("the index cannot be understood") from error
        view.check()
        return view
    raise IndexUnusable("the index changes faster than it can be read")


def taken_up(files: VerifiedFiles, segment: Any, opened: dict[str, Segment]) -> Segment:
    """A segment as we have it open already, or opened now. Segments never change, but for what is dropped."""
    known = opened.get(segment.segment_id())
    if known is None:
        return Segment(files, segment)
    dropped = frozenset(segment.deleted_docs())
    return known if known.dropped == dropped else known.without(dropped)


def joined(parts: list[Any], kind: type[Any]) -> Any:  # one array type per caller
    """The arrays one after the other; an empty one of that kind when there are none."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
