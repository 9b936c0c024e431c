"""Files a browser may fetch: our own static ones, and the few of Leaflet out of their Python packages.

Nothing is served that is not on these two lists; all of them are read once and kept in memory.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static"

MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}

PACKAGES = {
    "leaflet": ("xstatic.pkg.leaflet", "XStatic-Leaflet"),
    "jquery": ("xstatic.pkg.jquery", "XStatic-jQuery"),
}

ALLOWED = frozenset(
    {
        "leaflet/leaflet.js",
        "leaflet/leaflet.css",
        "leaflet/images/layers.png",
        "leaflet/images/layers-2x.png",
        "leaflet/images/marker-icon.png",
        "leaflet/images/marker-icon-2x.png",
        "leaflet/images/marker-shadow.png",
        "jquery/jquery.min.js",
    }
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, what it is, and a short digest of it."""

    body: bytes
    media: str
    digest: str


def asset_of(body: bytes, name: str) -> Asset:
    """A file's bytes with their type and digest."""
    return Asset(body, MEDIA[Path(name).suffix], hashlib.sha256(body).hexdigest()[:12])


@cache
def own_files() -> dict[str, Asset]:
    """Our static files by name."""
    files = (path for path in sorted(STATIC.iterdir()) if path.suffix in MEDIA)
    return {path.name: asset_of(path.read_bytes(), path.name) for path in files}


def static_address(name: str) -> str:
    """Where a file of ours is served; the digest in it lets a browser keep it for good."""
    return f"/static/{name}?v={own_files()[name].digest}"


@cache
def version(package: str) -> str:
    """The installed version of a package of assets."""
    return metadata.version(PACKAGES[package][1])


def package_address(name: str) -> str:
    """Where a file of a package is served: 'leaflet/leaflet.js' with the package's version in the address."""
    package, path = name.split("/", 1)
    return f"/assets/{package}/{version(package)}/{path}"


@cache
def package_file(name: str) -> Asset | None:
    """A file of a package, by 'leaflet/leaflet.js'; None unless it is on the allow-list."""
    if name not in ALLOWED:
        return None
    package, path = name.split("/", 1)
    return asset_of((resources.files(PACKAGES[package][0]) / "data" / path).read_bytes(), name)
