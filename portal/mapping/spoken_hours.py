"""Opening hours as people say them, in English or French, as OSM opening_hours text. Guesses nothing it cannot know."""

from __future__ import annotations

import re
import unicodedata

from portal.registry import hours

DAYS = {
    "Mo": "mondays|monday|mon|mo|lundis|lundi|lun", "Tu": "tuesdays|tuesday|tues|tue|tu|mardis|mardi|mar",
    "We": "wednesdays|wednesday|wed|we|mercredis|mercredi|mer",
    "Th": "thursdays|thursday|thurs|thu|th|jeudis|jeudi|jeu",
    "Fr": "fridays|friday|fri|fr|vendredis|vendredi|ven", "Sa": "saturdays|saturday|sat|sa|samedis|samedi|sam",
    "Su": "sundays|sunday|sun|su|dimanches|dimanche|dim", "Mo-Fr": "weekdays|en semaine|jours ouvrables",
    "Sa,Su": "weekends|weekend|week-ends|week-end|fins de semaine|fin de semaine",
    "Mo-Su": "every day|everyday|daily|7 days a week|tous les jours|chaque jour|7 jours sur 7",
    "PH": "public holidays|holidays|holiday|jours feries|conges feries|feries",
}  # fmt: skip
ALWAYS = re.compile(
    r"24\s*/\s*7|24 hours( a day)?(,? 7 days a week)?|24\s*h(eures)?\s*(sur|/)\s*24(.*7 jours.*)?"
    r"|day and night|jour et nuit|always( open)?|en tout temps|toujours ouvert"
)
WAYS = {
    "by_appointment": re.compile(r"\b(by appointment( only)?|sur rendez-vous( seulement)?)\b"),
    "call_first": re.compile(r"\b(call first|call ahead|appele[rz] d'abord|sur appel)\b"),
}
CLOSED = re.compile(r"\b(closed|off|fermee?s?)\b")
DAY = re.compile(
    r"\b(?:" + "|".join(f"(?P<d{n}>{words})" for n, words in enumerate(DAYS.values())) + r")\b\.?", re.ASCII
)
TIME = r"(?P<h{0}>\d{{1,2}})\s*(?:(?P<mark{0}>[:h])\s*(?P<m{0}>\d{{2}})?)?\s*(?P<half{0}>[ap]\.?m\.?)?"
SPAN = re.compile(TIME.format("1") + r"\s*(?:-|to|until|till|a|jusqu'a)\s*" + TIME.format("2"))
NAMED = {"midnight": "24:00", "minuit": "24:00", "noon": "12:00", "midi": "12:00"}
FILLER = re.compile(r"\b(from|de|du|des|the|le|les|la|and|et|on|open|ouvert|every|hours|heures)\b|[,:.&]")


def rule(text: str) -> str | None:
    """The opening_hours rule of what was typed; None when it is not understood or could mean several things."""
    said = plain(text)
    way = next((code for code, words in WAYS.items() if words.search(said)), "")
    for words in WAYS.values():
        said = words.sub(" ", said).strip(" ,;.")
    found = whole(said)
    if found is None:
        return text.strip() if hours.is_valid(text.strip()) and hours.is_sure(text.strip()) else None
    if way:
        found = f'{found or "24/7"} unknown "{way}"'
    return found if found and hours.is_valid(found) else None


def plain(text: str) -> str:
    """Lower case without accents, every dash the same."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\u2010-\u2015]", "-", bare.replace("\u2019", "'")).strip()


def whole(said: str) -> str | None:
    """All parts of a sentence as one rule; '' for an empty one, None when a part is not understood."""
    if not said:
        return ""
    if ALWAYS.fullmatch(said):
        return "24/7"
    for word, time in NAMED.items():
        said = re.sub(rf"\b{word}\b", time, said)
    parts = [one_part(part.strip()) for part in re.split(r"[;\n]|,(?=\s*(?:closed|ferme))", said) if part.strip()]
    return None if None in parts else "; ".join(part for part in parts if part)


def one_part(said: str) -> str | None:
    """Days and times of one part; None when something in it is not understood."""
    marked = DAY.sub(lambda match: f"@{code_of(match)}@", said)
    spans = [span_of(match) for match in SPAN.finditer(marked)]
    rest = SPAN.sub(" ", marked)
    closed = bool(CLOSED.search(rest))
    days = days_of(CLOSED.sub(" ", rest))
    if days is None or None in spans or bool(spans) == closed:
        return None
    times = "off" if closed else ",".join(span for span in spans if span)
    return f"{days} {times}".strip()


def code_of(match: re.Match[str]) -> str:
    """The code of the day words that matched."""
    return next(code for n, code in enumerate(DAYS) if match[f"d{n}"])


def days_of(rest: str) -> str | None:
    """The days of a part as OSM writes them; '' for none, None when other words are left over."""
    joined = re.sub(r"@\s*(?:-|\bto\b|\bthrough\b|\bau\b|\ba\b)\s*@", "-", rest)
    names = re.findall(r"@([A-Za-z,-]+)@", joined)
    left = FILLER.sub(" ", re.sub(r"@[A-Za-z,-]+@", " ", joined))
    return ",".join(names) if not left.strip(" -") else None


def span_of(match: re.Match[str]) -> str | None:
    """Two moments as HH:MM-HH:MM; None when it cannot be told whether morning or evening is meant."""
    start, end = moment(match, "1"), moment(match, "2")
    if start is None or end is None:
        return None
    twelve = start[0] <= 12 and end[0] <= 12 and not (match["mark1"] or match["mark2"])
    if twelve and not match["half1"] and not match["half2"]:
        if start[0] < 7:
            return None
        end = (end[0] + 12, end[1]) if end[0] <= start[0] else end
    if match["half2"] and not match["half1"] and (start[0] + 12, start[1]) < end:
        # "1 to 4 pm" is an afternoon; "7 to 9 pm" could be an evening or a whole day.
        return None if start[0] >= 7 else written((start[0] + 12, start[1]), end)
    return written(start, end)


def written(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Two moments as OSM writes them."""
    return f"{start[0]:02}:{start[1]:02}-{end[0]:02}:{end[1]:02}"


def moment(match: re.Match[str], which: str) -> tuple[int, int] | None:
    """Hour and minute; None when there is no such time."""
    hour, minute, half = int(match[f"h{which}"]), int(match[f"m{which}"] or 0), match[f"half{which}"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return (hour, minute) if hour <= 24 and minute < 60 else None
