"""Draws the map's empty shell in both languages, ahead of any visit. The only caller of folium's half of geo.

Never imported by the web process, which serves what stands in the state folder.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from geo.boundaries import light_outlines
from geo.maps import shell
from portal.config import Settings
from portal.web.assets import package_address, static_address

CREDIT_FULL = {
    "en": "Outlines: Adapted from Statistics Canada, 2021 Census Boundary Files",
    "fr": "Contours\u00a0: adapté de Statistique Canada, fichiers des limites du Recensement de 2021",
}


def build(settings: Settings) -> None:
    """Write `<state>/map/<language>.html` and the digests its content policy needs. Safe to run again."""
    settings.maps.mkdir(parents=True, exist_ok=True)
    full = settings.geography / "provinces.geojson"
    outlines = full if full.is_file() else settings.data_dir / "boundaries" / "provinces.geojson"
    shapes = light_outlines(outlines)
    for language, credit in CREDIT_FULL.items():
        texts = {"credit": credit} if outlines == full else {}
        drawn = shell(shapes, package_address, static_address("map.js"), static_address("map.css"), language, texts)
        hashes = {"script_hashes": drawn.script_hashes, "style_hashes": drawn.style_hashes}
        # The page goes last: without its digests it would be served as a blank frame.
        put(settings.maps / f"{language}.json", json.dumps(hashes))
        put(settings.maps / f"{language}.html", drawn.html)


def put(path: Path, text: str) -> None:
    """Write a file aside and rename it, so that a visitor gets the old one or the new one."""
    aside = path.with_name(path.name + ".part")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)
