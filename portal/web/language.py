"""English and French: which one a request is in, and how each writes dates, times, numbers and lists.

The only place that knows these habits; Babel's own differ ("4:30 p.m.", "16 h 30" without its spaces).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time
from functools import lru_cache

from babel.dates import format_date
from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, force_locale, ngettext

LANGUAGES = ("en", "fr")
NAMES = {"en": "English", "fr": "Français"}
SITE_NAME = {"en": "Waypoint", "fr": "Repère"}
SPACE = "\u00a0"
"""Non-breaking: a number never parts from its unit at the end of a line."""


def current() -> str:
    """The language of this request: its path says, else what the browser prefers."""
    parts = request.path.split("/")
    named = next((part for part in parts[1:3] if part in LANGUAGES), None)
    return named or request.accept_languages.best_match(LANGUAGES) or "en"


def take_language(_endpoint: str | None, values: dict[str, str] | None) -> None:
    """The language stands in the address; views read it from `g`. For blueprints of both languages."""
    g.lang = (values or {}).pop("lang", current())


def other(language: str) -> str:
    """The other language."""
    return "en" if language == "fr" else "fr"


def install(app: Flask) -> None:
    """Translate by the address of the page."""
    Babel(app, locale_selector=current)
    texts = Texts()
    app.before_request(texts.as_default)


class Texts(Domain):  # type: ignore[misc]  # Flask-Babel carries no types
    """The texts of both languages, read once: Flask-Babel reads them from the disk again for each request."""

    def get_translations(self) -> Translations:
        """The texts of this request. A page asks two hundred times, so what was found is kept for as long as it."""
        found: Translations | None = g.get("texts")
        if found is None:
            found = g.texts = super().get_translations()
        return found


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said inside is in this language, whatever that of the page."""
    before = g.pop("texts", None)
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("texts", None)
        if before is not None:
            g.texts = before


def day_text(iso: str, language: str) -> str:
    """A day, month or year as written in Canada: July 31, 2016 / 31 juillet 2016. Anything else is left as it is."""
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return iso
    try:
        moment = date(*([int(part) for part in parts] + [1, 1])[:3])
    except ValueError:
        return iso
    return written(moment, len(parts), language).replace(" ", SPACE)


@lru_cache(maxsize=4096)
def written(moment: date, parts: int, language: str) -> str:
    """Year, month and year, or the whole day. Babel takes long, and the listings of a source share their days."""
    if parts == 1:
        return str(moment.year)
    if parts == 2:
        return format_date(moment, "MMMM y", locale=language)
    if language == "fr":
        day = "1er" if moment.day == 1 else str(moment.day)
        return f"{day} {format_date(moment, 'MMMM y', locale='fr')}"
    return format_date(moment, "MMMM d, y", locale="en")


def clock(moment: time, language: str) -> str:
    """A time of day: 4:30 pm, noon / 16 h 30, midi."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return {"en": {0: "midnight", 12: "noon"}, "fr": {0: "minuit", 12: "midi"}}[language][moment.hour]
    if language == "fr":
        return f"{moment.hour}{SPACE}h" + (f"{SPACE}{moment.minute:02}" if moment.minute else "")
    half = "am" if moment.hour < 12 else "pm"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{SPACE}{half}"


def number_text(number: int, language: str) -> str:
    """A whole number: 12,345 / 12 345."""
    return f"{number:,}".replace(",", SPACE if language == "fr" else ",")


def decimal_text(number: float, digits: int, language: str) -> str:
    """A number with some digits after the point: 1,234.5 / 1 234,5."""
    shown = f"{number:,.{digits}f}"
    return shown.replace(",", SPACE).replace(".", ",") if language == "fr" else shown


def share_text(share: float, language: str) -> str:
    """A share as a percentage: 12% / 12 %."""
    return f"{decimal_text(100 * share, 0, language)}{SPACE}%" if language == "fr" else f"{100 * share:.0f}%"


def count_text(number: int, language: str) -> str:
    """How many services: 1 service, 12,345 services."""
    return ngettext("%(shown)s service", "%(shown)s services", number, shown=number_text(number, language))


def near(name: str, language: str) -> str:
    """Beside a place: near Iqaluit / près d’Iqaluit, près des Escoumins."""
    if language != "fr":
        return f"near {name}"
    for article, joined in (("Les ", "des "), ("Le ", "du ")):
        if name.startswith(article):
            return f"près {joined}{name.removeprefix(article)}"
    return f"près d’{name}" if name[:1] in "AEIOUÀÂÉÈÊÎÔ" else f"près de {name}"


def listed(items: Iterable[str], language: str) -> str:
    """Several things in one line: a, b and c / a, b et c."""
    *first, last = [*items] or [""]
    if not first:
        return last
    return f"{', '.join(first)} {'et' if language == 'fr' else 'and'} {last}"
