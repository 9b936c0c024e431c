"""Timetables in words: `Mo-Fr 08:30-16:30; PH off` as a sentence in English or French.

Reads the plain part of OSM opening_hours that data/seeds uses. What it cannot say whole it does not say at all,
because half a timetable sends someone to a locked door.
"""

from __future__ import annotations

import re
from datetime import time

from .language import clock, listed

SHORT_DAYS = "Mo Tu We Th Fr Sa Su".split()
LONG_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
DAYS = {language: dict(zip(SHORT_DAYS, names, strict=True)) for language, names in LONG_DAYS.items()}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
SHORT_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WORDS = {
    "en": {
        "always": "Day and night, every day",
        "every_day": "Every day",
        "range": "{} to {}",
        "one": "{}",
        "times": "{} to {}",
        "all_day": "day and night",
        "holidays": "public holidays",
        "off": "Closed: {}",
        "nth": "the {} {} of the month",
        "season": "From {} to {}: {}",
        "by_appointment": "by appointment",
        "call_first": "call first",
    },
    "fr": {
        "always": "Jour et nuit, tous les jours",
        "every_day": "Tous les jours",
        "range": "du {} au {}",
        "one": "le {}",
        "times": "de {} à {}",
        "all_day": "jour et nuit",
        "holidays": "les jours fériés",
        "off": "Fermé\u00a0: {}",
        "nth": "le {} {} du mois",
        "season": "Du {} au {}\u00a0: {}",
        "by_appointment": "sur rendez-vous",
        "call_first": "appeler d’abord",
    },
}
NTH = {
    "en": ["first", "second", "third", "fourth", "fifth"],
    "fr": ["premier", "deuxième", "troisième", "quatrième", "cinquième"],
}

DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
DAY_PART = rf"(?:{DAY}-{DAY}|{DAY}\[[1-5]\]|{DAY}|PH)"
HOURS = r"\d{2}:\d{2}-\d{2}:\d{2}"
MONTH_DAY = rf"(?:{'|'.join(SHORT_MONTHS)})(?: \d{{2}})?"
PART = re.compile(
    rf"(?:(?P<start>{MONTH_DAY})-(?P<end>{MONTH_DAY}):? ?)?"
    rf"(?P<days>{DAY_PART}(?:,{DAY_PART})*)?"
    rf" ?(?P<times>{HOURS}(?:,{HOURS})*)?"
    r"(?: ?(?P<off>off|closed)| ?unknown \"(?P<comment>by_appointment|call_first)\")?"
)


def in_words(rule: str, language: str) -> list[str]:
    """The rule as short sentences, one per part; empty when it says more than we can put in words."""
    if rule.strip() == "24/7":
        return [WORDS[language]["always"]]
    parts = [PART.fullmatch(part.strip().removeprefix("24/7 ").strip()) for part in rule.split(";") if part.strip()]
    if not all(part and part[0] for part in parts):
        return []
    return [capitalized(sentence(part, language)) for part in parts if part]


def sentence(part: re.Match[str], language: str) -> str:
    """One part of a rule."""
    words = WORDS[language]
    days = day_words(part["days"], language) if part["days"] else words["every_day"]
    if part["off"]:
        return words["off"].format(days)
    said = [days, *times_words(part, language)]
    if part["comment"]:
        said.append(words[part["comment"]])
    text = ", ".join(said)
    if part["start"]:
        return words["season"].format(month_words(part["start"], language), month_words(part["end"], language), text)
    return text


def times_words(part: re.Match[str], language: str) -> list[str]:
    """The hours of a part, all in one entry; none when it names no hours but a comment."""
    words = WORDS[language]
    if not part["times"]:
        return [] if part["comment"] else [words["all_day"]]
    if part["times"] == "00:00-24:00":
        return [words["all_day"]]
    spans = (span.split("-") for span in part["times"].split(","))
    return [listed((words["times"].format(hour(a, language), hour(b, language)) for a, b in spans), language)]


def day_words(text: str, language: str) -> str:
    """Days of the week: Monday to Friday / du lundi au vendredi."""
    if text == "Mo-Su":
        return WORDS[language]["every_day"]
    return listed((one_day(day, language) for day in text.split(",")), language)


def one_day(text: str, language: str) -> str:
    """One day, one range, the nth day of a month, or public holidays."""
    words, names = WORDS[language], DAYS[language]
    if text == "PH":
        return words["holidays"]
    if "-" in text:
        first, last = text.split("-")
        return words["range"].format(names[first], names[last])
    if "[" in text:
        return words["nth"].format(NTH[language][int(text[3]) - 1], names[text[:2]])
    return words["one"].format(names[text])


def month_words(text: str, language: str) -> str:
    """A month, with its day when given."""
    month, _gap, day = text.partition(" ")
    name = MONTHS[language][SHORT_MONTHS.index(month)]
    if not day:
        return name
    return f"{int(day)} {name}" if language == "fr" else f"{name} {int(day)}"


def hour(text: str, language: str) -> str:
    """An hour of the day; past midnight it starts again at zero."""
    hours, minutes = (int(part) for part in text.split(":"))
    return clock(time(hours % 24, minutes), language)


def capitalized(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]
