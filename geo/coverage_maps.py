"""The empty shell of the coverage map: provinces and health regions without a figure, and the words it says itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.maps import Assets, Shell, shell

TEXTS = {
    "en": {
        "title": "Map of coverage",
        "map": "Map of coverage. The arrow keys move it, plus and minus zoom, Tab goes from area to area.",
        "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "legend": "Legend",
        "measure": "Shown:",
        "far": "Half of the people live within",
        "beyond": "People beyond the reach",
        "score": "Services for 10,000 people within reach",
        "afar": "Served by phone, text, chat or video",
        "around": "Parts of a full response within reach",
        "parts": "{count} of 8",
        "up_to": "up to {end}",
        "between": "{from} to {to}",
        "over": "over {end}",
        "hatched": "Hatched: nobody has looked where most people live",
        "ring": "Ring: nobody has looked yet",
        "silent": "not shown, or not known",
        "nothing": "nothing, or not known",
        "point": "a service that publishes its address",
        "looked": "Somebody has looked",
        "unlooked": "Nobody has looked yet",
        "down": "See what is behind this figure",
        "ask": "Choose an area to read its figure. Distances are straight lines.",
        "credit": "Outlines: Natural Earth",
    },
    "fr": {
        "title": "Carte de la couverture",
        "map": (
            "Carte de la couverture. Les flèches la déplacent, plus et moins changent l’échelle, Tab passe d’un "
            "territoire à l’autre."
        ),
        "zoom_in": "Agrandir",
        "zoom_out": "Réduire",
        "legend": "Légende",
        "measure": "On montre\u00a0:",
        "far": "La moitié des gens vit à moins de",
        "beyond": "Personnes hors de portée",
        "score": "Services à portée pour 10\u00a0000 personnes",
        "afar": "Joignables par téléphone, texto, clavardage ou vidéo",
        "around": "Volets d’une réponse complète à portée",
        "parts": "{count} sur 8",
        "up_to": "jusqu’à {end}",
        "between": "de {from} à {to}",
        "over": "plus de {end}",
        "hatched": "Hachuré\u00a0: personne n’a cherché là où vivent la plupart des gens",
        "ring": "Anneau\u00a0: personne n’a encore cherché",
        "silent": "non montré, ou inconnu",
        "nothing": "rien, ou inconnu",
        "point": "un service qui publie son adresse",
        "looked": "Quelqu’un a cherché",
        "unlooked": "Personne n’a encore cherché",
        "down": "Voir ce qu’il y a derrière ce chiffre",
        "ask": "Choisissez un territoire pour lire son chiffre. Les distances sont en ligne droite.",
        "credit": "Contours\u00a0: Natural Earth",
    },
}


def coverage_shell(
    outlines: Mapping[str, Any],
    assets: Assets,
    script_url: str,
    style_urls: tuple[str, ...],
    language: str,
    credit: str,
) -> Shell:
    """The page of one language; `outlines` holds provinces, and health regions where they are known."""
    words = TEXTS[language] | ({"credit": credit} if credit else {})
    return shell(outlines, assets, script_url, style_urls, language, words)
