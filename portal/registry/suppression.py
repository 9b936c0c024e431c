"""What must never come back: asked at import, at every write, when everything is read for an index or an export.

Nothing is kept in clear. A number has ten digits, so a plain hash of it could be found by trying them all:
each entry is keyed with a secret that lies beside the registry and in no copy of it. No address is kept, not
even keyed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlite_utils import Database

from .database import path_of
from .folding import folded
from .model import Service, Text


class Kind(StrEnum):
    """By what a listing is recognised."""

    SOURCE_KEY = "source_key"
    """source/record key."""
    PHONE = "phone"
    """Ten digits."""
    URL = "url"
    NAME_AND_COMMUNITY = "name_and_community"
    """name|community, either language; nothing after the bar for a listing that names no community."""


class KeyMissing(Exception):
    """There is a list, and the key beside the registry is not the one it was made with."""


KEY_CHECK = "key_check"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing a listing can be recognised by, in its one spelling."""

    kind: Kind
    text: str

    @classmethod
    def of(cls, kind: Kind, typed: str) -> Sign:
        """The sign that somebody typed."""
        return cls(kind, spelled(kind, typed))


def signs(service: Service) -> Iterator[Sign]:
    """Everything a listing can be recognised by."""
    yield from own_signs(service)
    yield from named(service, service.name)


def own_signs(service: Service) -> Iterator[Sign]:
    """What a listing can be recognised by, without the name of the service: "Counselling" is what others offer too."""
    yield Sign(Kind.SOURCE_KEY, f"{service.origin.source_id}/{service.origin.record_key}")
    for phone in service.phones:
        yield Sign(Kind.PHONE, phone.number)
    for url in {service.website, service.organization.website} - {""}:
        yield Sign.of(Kind.URL, url)
    yield from named(service, service.organization.name)


def named(service: Service, name: Text) -> Iterator[Sign]:
    """A name in both languages, with each community of a listing."""
    for community in {place.community for place in service.locations} or {""}:
        for one in {name.en, name.fr} - {""}:
            yield Sign.of(Kind.NAME_AND_COMMUNITY, f"{one}|{community}")


def spelled(kind: Kind, text: str) -> str:
    """The one spelling under which a sign is kept and looked for."""
    if kind is Kind.PHONE:
        return re.sub(r"\D", "", text, flags=re.ASCII).removeprefix("1")
    if kind is Kind.URL:
        return re.sub(r"^https?://(www\.)?|/+$", "", text.strip().casefold())
    if kind is Kind.NAME_AND_COMMUNITY:
        return "|".join(" ".join(folded(part).split()) for part in text.partition("|")[::2])
    return text.strip()


def keyed(key: bytes, kind: str, text: str) -> str:
    """What of a sign is kept."""
    return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def key_file(registry: Path) -> Path:
    """Where the key lies. It goes into no backup of the registry: keep it with the site's secret."""
    return registry.with_name("suppression.key")


def key_of(db: Database, make: bool = False) -> bytes:
    """The key of this registry. Raises KeyMissing when there is none and none is to be made."""
    path = path_of(db)
    if path is None:
        return b"a registry in memory has no file to keep a key in"
    file = key_file(path)
    if make and not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(secrets.token_hex(32).encode())
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise KeyMissing("the list of what must not come back cannot be read without suppression.key") from None


class Suppressed:
    """The list as it stands, to hold listings against."""

    def __init__(self, db: Database) -> None:
        rows = db.execute("SELECT kind, keyed FROM suppression").fetchall()
        self.entries = {(row[0], row[1]) for row in rows if row[0] != KEY_CHECK}
        self.key = key_of(db) if rows else b""
        if rows and (KEY_CHECK, keyed(self.key, KEY_CHECK, KEY_CHECK)) not in {tuple(row) for row in rows}:
            raise KeyMissing("suppression.key is not the key the list was made with; put the right one back")

    def __bool__(self) -> bool:
        return bool(self.entries)

    def holds(self, service: Service) -> Kind | None:
        """By what a listing is recognised as one that must not come back; None when it is not."""
        if not self.entries:
            return None
        found = ((sign.kind, keyed(self.key, sign.kind, sign.text)) for sign in signs(service))
        return next((kind for kind, digest in found if (kind.value, digest) in self.entries), None)
