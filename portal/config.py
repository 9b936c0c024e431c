"""Every setting of the site, its default and what it means. The only reader of `PORTAL_*` variables."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent


def memory_backed() -> Path:
    """A folder whose files live in memory; where the system has none, the one for temporary files."""
    # The folder for all is only where ours is made, with no right for anybody else: see accounts/throttle.py.
    offered = (Path("/dev/shm"), Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere"))  # nosec B108
    return next((folder for folder in offered if os.access(folder, os.W_OK)), Path(tempfile.gettempdir()))


MEMORY_BACKED = memory_backed()


class MissingSecret(Exception):
    """The site has no secret to start with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One value per setting. `PORTAL_PORT=9000` in the environment overrides `port`, and so for each name."""

    state_dir: Path = CHECKOUT / "instance"
    """The folder of what the running site makes: database, word index, geography, maps, secret."""
    data_dir: Path = CHECKOUT / "data"
    """The folder of the reviewed tables that come with the site."""
    host: str = "127.0.0.1"
    """The address the server listens on; the default is this machine only."""
    port: int = 8000
    """The port the server listens on."""
    secret_key: str = ""
    """At least 32 characters nobody can guess. No default: read from `secret` in the state folder, or given here."""
    exit_url_en: str = "https://weather.gc.ca/"
    """Where "Leave now" goes: a dull public page in English."""
    exit_url_fr: str = "https://meteo.gc.ca/"
    """The same in French."""
    trusted_hosts: tuple[str, ...] = ()
    """Host names the site answers to, separated by commas; empty means any, for trials on one machine only."""
    proxies: int = 0
    """How many proxies of your own stand in front; exactly so many X-Forwarded-For, -Proto and -Host are believed."""
    runtime_dir: Path = MEMORY_BACKED
    """A memory-backed folder for counting tries to sign in; nothing in it reaches a disk or a backup."""

    hold_hours: int = 24
    """Hours for which a new phone, web address, e-mail, place or level waits after its last edit before it is shown."""

    site_url: str = ""
    """The address of the site as people type it, with https://; links in mail begin with it."""
    mail_host: str = ""
    """The server that mail leaves through; without one no mail is sent."""
    mail_port: int = 587
    """The port it listens on."""
    mail_security: str = "starttls"
    """starttls, tls, or none for a server on this machine."""
    mail_sender: str = ""
    """From whom mail comes; it should not tell what the site is about."""
    mail_user: str = ""
    """Who signs in to the mail server; empty where nobody has to."""
    mail_password: str = ""
    """With which password."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings as the environment gives them, the secret read from its file when not given."""
        given: dict[str, Any] = {}
        for setting in fields(cls):
            if text := environment.get(f"PORTAL_{setting.name.upper()}"):
                given[setting.name] = as_value(text, setting.default)
        settings = cls(**given)
        return settings if settings.secret_key else cls(**given, secret_key=read_secret(settings.state_dir))

    @property
    def database(self) -> Path:
        """The registry."""
        return self.state_dir / "registry.db"

    @property
    def index(self) -> Path:
        """The folder of the word index."""
        return self.state_dir / "index"

    @property
    def catalogue(self) -> Path:
        """The folder of the catalogue that workers start from."""
        return self.state_dir / "catalogue"

    @property
    def geography(self) -> Path:
        """The folder of the full geography, when it was loaded."""
        return self.state_dir / "geography"

    @property
    def coverage(self) -> Path:
        """The folder of the coverage built ahead."""
        return self.state_dir / "coverage"

    @property
    def maps(self) -> Path:
        """The folder of the maps built ahead."""
        return self.state_dir / "map"

    @property
    def tries(self) -> Path:
        """The folder of this site's counters, shared by its workers and by no other site or user."""
        site = sha256(str(self.state_dir).encode()).hexdigest()[:12]
        return self.runtime_dir / f"portal-{os.getuid()}-{site}"

    @property
    def uploads(self) -> Path:
        """The folder of uploads that somebody still looks at, in memory like the counters."""
        return self.tries.with_name(f"{self.tries.name}-uploads")

    def exit_url(self, language: str) -> str:
        """Where "Leave now" goes in this language."""
        return self.exit_url_fr if language == "fr" else self.exit_url_en


def as_value(text: str, default: object) -> object:
    """A setting's text as the type of its default."""
    if isinstance(default, Path):
        return Path(text).expanduser().absolute()
    if isinstance(default, int):
        return int(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def secret_file(state_dir: Path) -> Path:
    """Where the secret is kept."""
    return state_dir / "secret"


def read_secret(state_dir: Path) -> str:
    """The secret of this state folder; empty when there is none yet."""
    path = secret_file(state_dir)
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def make_secret(state_dir: Path) -> None:
    """Create the secret, readable by its owner alone, unless there is one. Safe to run twice or at once."""
    state_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(secret_file(state_dir), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
