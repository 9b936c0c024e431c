"""The only module through which Whoosh touches the disk: verified files to read, new files to write."""

import hashlib
import mmap
import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage, Storage
from whoosh.filedb.structfile import BufferFile

from search_index.folder import MANIFEST, IndexUnusable
from search_index.manifest import Manifest


class VerifiedFiles(Storage):  # type: ignore[misc]  # Whoosh carries no types
    """The files of one manifest, mapped first and then compared with it; nothing is unpickled before that.

    What was compared is what is read later: a file replaced or removed by a writer stays mapped here.
    """

    readonly = True

    def __init__(self, generation: Path, manifest: Manifest, known: "VerifiedFiles | None" = None) -> None:
        self.generation = generation
        self.manifest = manifest
        self._maps: dict[str, mmap.mmap | bytes] = {}
        self._stamps: dict[str, tuple[int, int, int]] = {}
        refuse_open_folder(generation)
        for name, expected in manifest.files.items():
            if known and known.has(generation, name, expected):
                self._maps[name], self._stamps[name] = known._maps[name], known._stamps[name]
            else:
                self._take(name, expected)

    def _take(self, name: str, expected: str) -> None:
        with (self.generation / name).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
            self._stamps[name] = stamp(os.fstat(file.fileno()))
        if hashlib.sha256(content).hexdigest() != expected:
            raise IndexUnusable("a file of the index is not what its manifest says")
        self._maps[name] = content

    def has(self, generation: Path, name: str, expected: str) -> bool:
        """Whether this very file was verified here before and, by its stamp, has not been touched since."""
        if generation != self.generation or self.manifest.files.get(name) != expected:
            return False
        return stamp((generation / name).stat()) == self._stamps[name]

    def untouched(self) -> bool:
        """Whether every file on the disk still is, by its stamp, the one that was verified."""
        try:
            return all(self.has(self.generation, name, it) for name, it in self.manifest.files.items())
        except OSError:
            return False

    def list(self) -> list[str]:
        return list(self._maps)

    def file_exists(self, name: str) -> bool:
        return name in self._maps

    def file_length(self, name: str) -> int:
        return len(self._maps[name])

    def open_file(self, name: str, **_: Any) -> "MappedFile":
        return MappedFile(self._maps[name], name)


class MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh carries no types
    """One of the verified files as Whoosh reads it, without a private copy. One reader at a time."""

    def __init__(self, content: mmap.mmap | bytes, name: str) -> None:
        super().__init__(b"", name)
        self._buf = content
        if isinstance(content, mmap.mmap):
            self.file = content
            content.seek(0)

    def close(self) -> None:
        """The map is shared with later readers; it goes when the last of them does."""


class WritingShelf(FileStorage):  # type: ignore[misc]  # Whoosh carries no types
    """A generation's folder for one writer: shows only what the manifest names and what this writer made.

    Nothing the manifest names is removed here; the manifest still counts until the next one is written.
    """

    def __init__(self, generation: Path, names: set[str]) -> None:
        super().__init__(str(generation))
        self.names = set(names)

    def list(self) -> list[str]:
        return sorted(self.names)

    def file_exists(self, name: str) -> bool:
        return name in self.names  # asked for every posting: without the disk a build takes three quarters of the time

    def create_file(self, name: str, *arguments: Any, **options: Any) -> Any:  # as Whoosh hands them over
        self.names.add(name)
        return super().create_file(name, *arguments, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        self.names.discard(oldname)
        self.names.add(newname)

    def delete_file(self, name: str) -> None:
        self.names.discard(name)

    def lock(self, name: str) -> "AlreadyHeld":
        return AlreadyHeld()


class AlreadyHeld:
    """Whoosh's own lock, which is not needed: `only_writer` is held round every writer."""

    def acquire(self, blocking: bool = False) -> bool:
        return True

    def release(self) -> None:
        """Nothing was taken."""


def stamp(status: os.stat_result) -> tuple[int, int, int]:
    """What changes when a file is written to or replaced."""
    return status.st_size, status.st_mtime_ns, status.st_ino


def refuse_open_folder(generation: Path) -> None:
    """Index files are unpickled, so whoever may write here may run code as us."""
    if os.name == "posix" and generation.stat().st_mode & 0o022:
        raise IndexUnusable("others may write to the index folder")


def remove_strays(generation: Path, wanted: set[str]) -> None:
    """Remove what a killed or an earlier writer left behind."""
    for each in generation.iterdir():
        if each.name != MANIFEST and each.name not in wanted:
            if each.is_dir():
                FileStorage(str(each)).destroy()
            else:
                each.unlink(missing_ok=True)
