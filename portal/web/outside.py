"""Web addresses as a person may trust them: what is shown is where the link goes, letter by letter."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def plain(url: str) -> str:
    """The address with its host in the letters that machines use: a look-alike of another alphabet shows itself."""
    parts = urlsplit(url)
    return parts._replace(netloc=host(parts)).geturl() if parts.hostname and not parts.netloc.isascii() else url


def host(parts: SplitResult) -> str:
    """The host in plain letters (xn--…) with its port; one that has no such form is shown as escaped characters."""
    name = parts.hostname or ""
    try:
        written = name.encode("idna").decode("ascii")
    except UnicodeError:
        written = name.encode("ascii", "backslashreplace").decode("ascii")
    return f"{written}:{parts.port}" if parts.port else written
