"""Draws the map's empty shell in both languages, ahead of any visit. The only caller of folium's half of geo.

Never imported by the web process, which serves what stands in the state folder.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from geo.boundaries import light_outlines
from geo.coverage_maps import coverage_shell
from geo.maps import TEXTS, Shell, shell
from portal.config import Settings
from portal.web.assets import package_address, static_address

CREDIT_FULL = {
    "en": "Outlines: Adapted from Statistics Canada, 2021 Census Boundary Files",
    "fr": "Contours\u00a0: adapté de Statistique Canada, fichiers des limites du Recensement de 2021",
}

REGION_METRES = 8_000
"""Health regions may be as small as a city."""


def build(settings: Settings) -> None:
    """Write the two shells of each language and the digests their content policy needs. Safe to run again."""
    settings.maps.mkdir(parents=True, exist_ok=True)
    full = settings.geography / "provinces.geojson"
    outlines = full if full.is_file() else settings.data_dir / "boundaries" / "provinces.geojson"
    shapes, style = light_outlines(outlines), static_address("map.css")
    regions = with_regions(shapes, settings.geography / "health_regions.geojson")
    for language, credit in CREDIT_FULL.items():
        words = TEXTS[language] | ({"credit": credit} if outlines == full else {})
        keep(
            settings.maps / language, shell(shapes, package_address, static_address("map.js"), [style], language, words)
        )
        own, styles = static_address("coverage-map.js"), (style, static_address("coverage-map.css"))
        covered = coverage_shell(regions, package_address, own, styles, language, credit if outlines == full else "")
        keep(settings.maps / f"coverage-{language}", covered)


def with_regions(provinces: dict[str, Any], path: Path) -> dict[str, Any]:
    """The provinces, and the health regions of a file where there is one."""
    regions = light_outlines(path, REGION_METRES)["features"] if path.is_file() else []
    return provinces | {"features": [*provinces["features"], *regions]}


def keep(path: Path, drawn: Shell) -> None:
    """Write a shell under its name."""
    hashes = {"script_hashes": drawn.script_hashes, "style_hashes": drawn.style_hashes}
    # The page goes last: without its digests it would be served as a blank frame.
    put(path.with_suffix(".json"), json.dumps(hashes))
    put(path.with_suffix(".html"), drawn.html)


def put(path: Path, text: str) -> None:
    """Write a file aside and rename it, so that a visitor gets the old one or the new one."""
    aside = path.with_name(path.name + ".part")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)
