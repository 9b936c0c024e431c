"""The map's empty shell: the only module that uses folium, and it never sees a listing.

`shell` carries our own outlines and waits; the page around it sends what is to be shown. No other host is named, no
style or handler stands in an attribute, and each inline block comes with its digest for the content policy.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import folium
from branca.element import Figure

Assets = Callable[[str], str]

MIDDLE = (60.0, -95.0)
"""Latitude and longitude, as Leaflet wants them: the whole country in view."""
OPTIONS: dict[str, Any] = {
    "minZoom": 2,
    "maxZoom": 16,
    "attributionControl": False,
    "fadeAnimation": False,
    "zoomAnimation": False,
    "markerZoomAnimation": False,
    "inertia": False,
    "worldCopyJump": False,
    "maxBounds": [[35.0, -170.0], [87.0, -30.0]],
}
SCALE = 20
"""Parts of a degree to which corners are rounded: about 5 km, finer than the outlines themselves."""
TEXTS = {
    "en": {
        "title": "Map",
        "map": "Map of the list. The arrow keys move it, plus and minus zoom.",
        "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "group": "{count} services, zoom in",
        "one": "1 service, zoom in",
        "beside": "{name}, and {count} more",
        "same_place": "{count} services at one place",
        "same_community": "{count} services in one community",
        "crowded": "{count} more close together here. Add a word or a filter to find them in the list.",
        "go": "Go to number {number} in the list",
        "page": "See this service",
        "close": "Close",
        "community": "Community, not an address",
        "here": "You asked near: {place}",
        "note_community": "A square stands for a community, not an address.",
        "note_area": "Shaded: listings that show only their province.",
        "note_more": "Counts and dots: other services that fit, not on this page of the list.",
        "credit": "Outlines: Natural Earth",
    },
    "fr": {
        "title": "Carte",
        "map": "Carte de la liste. Les flèches la déplacent, plus et moins changent l’échelle.",
        "zoom_in": "Agrandir",
        "zoom_out": "Réduire",
        "group": "{count} services, agrandir",
        "one": "1 service, agrandir",
        "beside": "{name}, et {count} de plus",
        "same_place": "{count} services au même endroit",
        "same_community": "{count} services dans une communauté",
        "crowded": "{count} de plus, tout près d’ici. Ajoutez un mot ou un filtre pour les trouver dans la liste.",
        "go": "Aller au numéro {number} de la liste",
        "page": "Voir ce service",
        "close": "Fermer",
        "community": "Communauté, et non une adresse",
        "here": "Vous avez demandé près de\u00a0: {place}",
        "note_community": "Un carré représente une communauté, et non une adresse.",
        "note_area": "Zone teintée\u00a0: services qui n’indiquent que leur province.",
        "note_more": "Totaux et points\u00a0: autres services qui conviennent, absents de cette page de la liste.",
        "credit": "Contours\u00a0: Natural Earth",
    },
}
"""What the map says by itself. The caller may replace any of it, the credit above all."""


@dataclass(frozen=True, slots=True)
class Shell:
    """One complete page, and the digests ('sha256-…') of its inline blocks."""

    html: str
    script_hashes: list[str] = field(default_factory=list)
    style_hashes: list[str] = field(default_factory=list)


def local_map(assets: Assets) -> type[folium.Map]:
    """folium's map with our own Leaflet and nothing else: no jQuery, no icon fonts, no plugin."""

    class LocalMap(folium.Map):
        _name = "Map"
        default_js = [("leaflet", assets("leaflet/leaflet.js"))]  # noqa: RUF012
        default_css = [("leaflet_css", assets("leaflet/leaflet.css"))]  # noqa: RUF012

    return LocalMap


def shell(
    outlines: Mapping[str, Any],
    assets: Assets,
    script_url: str,
    style_urls: Sequence[str],
    language: str,
    words: Mapping[str, str],
) -> Shell:
    """The page of one language, which says these words. `outlines` is GeoJSON with a `code` or a `pruid` each."""
    drawing, holder = _drawn(assets)
    script = _inline(drawing)
    leaflet = [address for _, address in local_map(assets).default_js]
    styles = [*(address for _, address in local_map(assets).default_css), *style_urls]
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(language)}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(words['title'])}</title>",
        *(f'<link rel="stylesheet" href="{escape(address)}">' for address in styles),
        "</head>",
        "<body>",
        f'<main><h1 class="unseen">{escape(words["title"])}</h1>{holder}</main>',
        f'<footer><p id="notes"></p><p>{escape(words["credit"])}</p></footer>',
        f'<script type="application/json" id="texts">{_inline(json.dumps(words, ensure_ascii=False))}</script>',
        f'<script type="application/json" id="outlines">{_inline(_compact(outlines))}</script>',
        *(f'<script src="{escape(address)}"></script>' for address in leaflet),
        f"<script>{script}</script>",
        f'<script src="{escape(script_url)}"></script>',
        "</body></html>",
    ]
    return Shell("\n".join(lines) + "\n", [digest(script)])


def _drawn(assets: Assets) -> tuple[str, str]:
    """folium's script that makes the map, and the element it stands in.

    folium's own header is left out: it forbids zooming, names a second charset and styles by identifier.
    """
    drawn = local_map(assets)(location=MIDDLE, zoom_start=4, tiles=None, zoom_control=False)
    drawn.options.update(OPTIONS)
    # A fixed name, so that our script finds it and two builds are the same bytes.
    drawn._id = "shell"
    figure = drawn.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("folium no longer stands on a branca Figure")
    figure.render()
    return figure.script.render(), figure.html.render().strip()


def _compact(outlines: Mapping[str, Any]) -> str:
    """The shapes with their code and nothing else, each corner as whole steps from the one before.

    Half the bytes of GeoJSON once compressed. Corners are rounded before the steps are taken, so that two neighbours
    still share a border.
    """
    areas = [
        [_area_code(feature["properties"]), [[_steps(ring) for ring in part] for part in _parts(feature["geometry"])]]
        for feature in outlines["features"]
    ]
    return json.dumps({"scale": SCALE, "areas": areas}, separators=(",", ":"))


def _parts(geometry: Mapping[str, Any]) -> list[Any]:
    """The polygons of a shape."""
    coordinates: list[Any] = geometry["coordinates"]
    return coordinates if geometry["type"] == "MultiPolygon" else [coordinates]


def _steps(ring: Sequence[Sequence[float]]) -> list[int]:
    """A ring as steps east and north, in parts of a degree; the corner that closes it is left out."""
    steps: list[int] = []
    east = north = 0
    for longitude, latitude in ring[:-1]:
        x, y = round(longitude * SCALE), round(latitude * SCALE)
        if (x, y) != (east, north):
            steps += [x - east, y - north]
        east, north = x, y
    return steps


def _area_code(properties: Mapping[str, Any]) -> str:
    """A province as listings name it (PR:35); any other area by its own code."""
    code, pruid = str(properties.get("code", "")), str(properties.get("pruid", ""))
    return code if ":" in code else f"PR:{pruid}"


def _inline(text: str) -> str:
    """Text that cannot end the block it stands in, whatever it holds."""
    return text.replace("<", "\\u003c")


def digest(block: str) -> str:
    """The digest of an inline block, as a content policy wants it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
