"""The only module that knows where generations of the index stand, who may write, and what reached the disk.

current             one line: the name of the generation that serves
writer.lock         held by whoever writes
anew                there while something in the files has to go: only a rebuild removes words from the disk
00000007-3f9c…/     a generation: Whoosh's files and manifest.json
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.util.filelock import FileLock, try_for

POINTER = "current"
ANEW = "anew"
MANIFEST = "manifest.json"
PATIENCE = 5.0
_GENERATION = re.compile(r"\d{8}-[0-9a-f]{8}")


class WriterBusy(Exception):
    """Another writer has held the index for longer than we are willing to wait."""


class IndexUnusable(Exception):
    """The index is missing, damaged or of another schema; `reason` says which. Rebuild it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def current(folder: Path) -> Path | None:
    """The generation that serves, or None when no index was ever built here."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return folder / name if _GENERATION.fullmatch(name) and (folder / name).is_dir() else None


@contextmanager
def only_writer(folder: Path, patience: float) -> Iterator[None]:
    """Keep every other process and thread from writing; raises WriterBusy after `patience` seconds.

    The system lets go of the lock when the process dies.
    """
    lock = FileLock(str(folder / "writer.lock"))
    if not try_for(lock.acquire, timeout=patience, delay=0.02):
        raise WriterBusy(f"another writer has held the index for {patience:g} s")
    try:
        yield
    finally:
        lock.release()


def new_generation(folder: Path) -> Path:
    """An empty folder for the next generation, closed to everyone else: what lies in it gets unpickled."""
    number = max((int(each.name[:8]) for each in generations(folder)), default=0) + 1
    path = folder / f"{number:08d}-{secrets.token_hex(4)}"
    path.mkdir(mode=0o700)
    return path


def generations(folder: Path) -> list[Path]:
    """Every generation in the folder, oldest first, finished or not."""
    return sorted(each for each in folder.iterdir() if _GENERATION.fullmatch(each.name))


def point_at(generation: Path) -> None:
    """Make a finished generation the one that serves, in one step."""
    write_whole(generation.parent / POINTER, f"{generation.name}\n".encode("ascii"))


def sweep(folder: Path) -> None:
    """Remove all but the serving generation: an older one holds what may no longer be public.

    Who has one open reads on in it, and who was about to open it looks again at the pointer.
    """
    serving = current(folder)
    for each in generations(folder):
        if each != serving:
            shutil.rmtree(each, ignore_errors=True)


def ask_anew(folder: Path) -> None:
    """Note, so that it outlasts this process, that the index holds words that must be gone from the disk."""
    write_whole(folder / ANEW, secrets.token_bytes(16))


def anew_asked(folder: Path) -> bytes:
    """What notes that the index must be built anew; empty when nothing does. A later wish reads differently."""
    try:
        return (folder / ANEW).read_bytes()
    except OSError:
        return b""


def anew_done(folder: Path, asked: bytes) -> None:
    """Take the wish back that a rebuild began with; one that came meanwhile stays."""
    if asked and anew_asked(folder) == asked:
        (folder / ANEW).unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a power cut, finds the old content or the new, never a part."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no such call for folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
