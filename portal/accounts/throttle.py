"""How often somebody may try. Counts in a file in memory that all workers share, and keeps no address and no e-mail.

Names are hashed with a random key that lives in the same file for one day. The folder is memory-backed, so neither
reaches a disk or a backup. Delays grow and end: nobody is locked out for good.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

DAY = 24 * 3600
FORGOTTEN = 2 * 3600
"""Seconds without a try after which a name starts anew; longer than any delay."""
MOST_NAMES = 20_000
"""Names counted at once; beyond, the quietest are forgotten first. About 1 MB."""


class NotPrivate(Exception):
    """The folder for counters belongs to somebody else or can be read by others."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How many tries are free, and how long the longest delay is, in seconds."""

    name: str
    free: int
    longest: int

    def wait(self, tries: int) -> int:
        """Seconds to wait after so many tries: none, then 1, 2, 4 … up to the longest."""
        return 0 if tries < self.free else min(self.longest, 2 ** min(tries - self.free, 20))


ACCOUNT = Scope("account", 5, 900)
NETWORK = Scope("network", 10, 900)
SITE = Scope("site", 20, 3600)
HOLDER = Scope("holder", 5, 900)
"""Whoever showed a code that fits: counted apart, so that a crowd of guessers does not keep the real person out."""

Name = tuple[Scope, str]


def network_of(address: str) -> str:
    """The network an address belongs to: /24, or /48 of IPv6. Anything that is no address is one network."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is None:
            return ip.packed[:6].hex()
        ip = ip.ipv4_mapped
    return ip.packed[:3].hex()


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, ours alone. Raises NotPrivate: somebody may have been there first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
        raise NotPrivate(f"{folder}: must be a folder of this user alone (mode 0700)")
    return folder


class Throttle:
    """Counters of one site, shared by its workers."""

    def __init__(self, folder: Path) -> None:
        self.file = private_folder(folder) / "tries.json"

    def reserve(self, names: Iterable[Name], now: int) -> int:
        """Count a try under all of these names; 0 when it may go ahead, else the seconds to wait, and nothing counts.

        Checking and counting are one step, so that two workers cannot let the same try through.
        """
        named = list(names)
        with self.counters(now) as kept:
            marks = [(scope, marked(scope, who, kept)) for scope, who in named]
            if left := max(remaining(scope, kept["tries"].get(mark), now) for scope, mark in marks):
                return left
            for _scope, mark in marks:
                tries, _last = kept["tries"].get(mark, (0, 0))
                kept["tries"][mark] = (tries + 1, now)
            return 0

    def forgive(self, names: Iterable[Name], now: int) -> None:
        """Somebody proved who they are: their own tries no longer count, and this one counts for nobody."""
        with self.counters(now) as kept:
            for scope, who in names:
                mark = marked(scope, who, kept)
                tries, last = kept["tries"].pop(mark, (0, 0))
                if scope in (NETWORK, SITE) and tries > 1:
                    kept["tries"][mark] = (tries - 1, last)

    @contextmanager
    def counters(self, now: int) -> Iterator[dict[str, Any]]:
        """The counters, for one worker at a time; written aside and renamed, so that a killed worker harms nothing."""
        with self.file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = self.read(now)
            yield kept
            aside = self.file.with_suffix(".new")
            aside.touch(mode=0o600)
            aside.write_text(json.dumps(kept), encoding="ascii")
            aside.replace(self.file)

    def read(self, now: int) -> dict[str, Any]:
        """What is counted; afresh under another key when the day is over or there is nothing that can be read."""
        try:
            kept: dict[str, Any] = json.loads(self.file.read_text(encoding="ascii"))
            is_good = 0 <= now - kept["since"] < DAY and bool(kept["key"])
        except (OSError, ValueError, TypeError, KeyError):
            is_good = False
        if not is_good:
            return {"since": now, "key": secrets.token_hex(32), "tries": {}}
        recent = {mark: seen for mark, seen in kept["tries"].items() if now - seen[1] < FORGOTTEN}
        kept["tries"] = dict(sorted(recent.items(), key=lambda item: item[1][1])[-MOST_NAMES:])
        return kept


def marked(scope: Scope, who: str, kept: dict[str, Any]) -> str:
    """How a name stands in the file: not to be read back, and another one tomorrow."""
    return hmac.new(bytes.fromhex(kept["key"]), f"{scope.name} {who}".encode(), sha256).hexdigest()[:32]


def remaining(scope: Scope, seen: tuple[int, int] | None, now: int) -> int:
    """Seconds until the next try may be made."""
    if seen is None:
        return 0
    tries, last = seen
    return max(0, last + scope.wait(tries) - now)
