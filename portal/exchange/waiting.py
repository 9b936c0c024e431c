"""Uploads that somebody still looks at. Each waits in memory, sealed, for an hour at most, and for its owner alone.

What people upload may hold a place that nobody may know. So it never touches a disk or a backup; the folder stands in
a memory-backed file system and is readable by the site alone.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .table import as_values, from_values
from .uploads import Upload

PATIENCE_SECONDS = 3600
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
Turned = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The folder of uploads that wait, and what seals them."""

    folder: Path
    sealed: Turned
    opened: Turned

    def keep(self, upload: Upload, by: str, token: str = "") -> str:
        """Keep an upload of somebody in the place of any other of theirs; the token that finds it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.forget(by)
        token = token or secrets.token_urlsafe(16)
        handle = os.open(self.folder / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(self.sealed(json.dumps(as_json(upload) | {"by": by})))
        return token

    def of(self, token: str, by: str) -> Upload | None:
        """The upload of this token; None when it is somebody else's, or waits no more."""
        values = self.read(self.folder / token) if TOKEN.fullmatch(token) else {}
        return from_json(values) if values.get("by") == by else None

    def read(self, path: Path) -> Mapping[str, object]:
        """What a file holds; nothing when it is too old, sealed by another secret, or gone."""
        try:
            if time.time() - path.stat().st_mtime > PATIENCE_SECONDS:
                path.unlink()
                return {}
            text = self.opened(path.read_text(encoding="ascii"))
        except OSError:
            return {}
        return json.loads(text) if text else {}

    def drop(self, token: str, by: str) -> None:
        """Forget an upload that was decided."""
        if self.of(token, by):
            (self.folder / token).unlink(missing_ok=True)

    def forget(self, by: str) -> None:
        """Forget what this person has waiting, and what has waited too long."""
        purge(self.folder)
        for path in self.folder.iterdir():
            if self.read(path).get("by") == by:
                path.unlink(missing_ok=True)


def purge(folder: Path) -> None:
    """Forget what has waited too long."""
    before = time.time() - PATIENCE_SECONDS
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def as_json(upload: Upload) -> dict[str, object]:
    """An upload as plain values."""
    return {
        "table": as_values(upload.table),
        "meant": dict(upload.meant),
        "otherwise": dict(upload.otherwise),
        "organization": upload.organization_id,
    }


def from_json(values: Mapping[str, object]) -> Upload:
    """The way back."""
    return Upload(
        from_values(values["table"]),  # type: ignore[arg-type]
        values["meant"],  # type: ignore[arg-type]
        values["otherwise"],  # type: ignore[arg-type]
        str(values["organization"]),
    )
