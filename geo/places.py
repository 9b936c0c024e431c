"""What people type, turned into a place: the only module that answers "where is that?".

A point is (longitude, latitude). Nothing typed here is kept or logged, and nothing but the two exceptions below
ever comes out of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from geo import place_tables, surroundings, timezones
from geo.common_words import COMMON
from geo.misspelt import IsWord, Misspelt
from geo.names import LONGEST, Word, keys, words
from geo.place import Mention, NoSuchPlace, Place, Point, SeveralPlaces
from geo.place_index import TIMES_LARGER, UNCOUNTED, PlaceIndex, fewest_last, neighbours
from geo.place_tables import Named
from geo.provinces import FIRST_POSTAL_LETTER
from geo.surroundings import Surroundings

__all__ = ["Mention", "NoSuchPlace", "Place", "Places", "SeveralPlaces"]

FIRST_HALF = re.compile(r"[abceghjklmnprstvxy][0-9][abceghj-nprstv-z]")
SECOND_HALF = re.compile(r"[0-9][a-z][0-9]")
LARGE_CITY = 100_000
"""A city of this size that bears its province's name is asked about; a smaller place gives way to the province."""
MOST_WORDS = 8
"""Words in the longest name looked for; and in the longest name of a province."""
MOST_PROVINCE_WORDS = 4
SHORTEST_TYPO = 3
SUGGESTED = 5
FILLER = frozenset(
    """a an and area around at au autour aux band by canada city close communaute community county cree d dans de des
    district downtown du en environs first from grand greater hamlet in indian inuit l la le les municipalite
    municipality municipal near nation nations of people premiere pres proche reserve region secteur the to town
    township vers vicinity village ville""".split()
)
"""Words that may stand beside a name without being part of it: "Ville de", "near", "First Nation"."""


class Places:
    """Every place we know, by name. Built once, then only read."""

    def __init__(self, named: Iterable[Named], postal: Iterable[Place] = ()) -> None:
        self._index = PlaceIndex((*place_tables.provinces(), *named))
        self._postal: dict[str, Place] = {}
        for area in postal:
            self._postal.setdefault(area.name_en.lower(), area)

    @classmethod
    def load(cls, embedded: Path, full: Path | None = None) -> Places:
        """The places of the folder `full` where it is complete, and those of `embedded` that it lacks."""
        folders = [full, embedded] if full is not None and place_tables.is_complete(full) else [embedded]
        named = list(timezones.with_zones(place_tables.named_in(embedded), timezones.read(embedded)))
        if len(folders) > 1:
            known = [one.place for one in named]
            named = [*timezones.as_nearest(place_tables.named_in(folders[0]), known), *named]
        postal = (one for folder in folders for one in place_tables.postal_areas(folder / "postal_areas.csv"))
        return cls(named, postal)

    def __len__(self) -> int:
        return len(self._index.places)

    def __iter__(self) -> Iterator[Place]:
        """Communities and provinces; postal areas are not among them."""
        return iter(self._index.places)

    def by_id(self, place_id: str) -> Place | None:
        """The place of that id, or None."""
        if place_id.startswith("FSA:"):
            return self._postal.get(place_id[4:].lower())
        row = self._index.row_of.get(place_id)
        return None if row is None else self._index.at(row)

    def zones_in(self, area: str) -> tuple[str, ...]:
        """The time zones of the communities of a public area (CA, PR:35, CD:3560, place:gn:1), the usual one first.

        Empty when nobody knows.
        """
        if not area.startswith("place:"):
            return self._zones_in.get(area, ())
        place = self.by_id(area.removeprefix("place:"))
        return self.zones_of(place) if place else ()

    def zones_of(self, place: Place) -> tuple[str, ...]:
        """The time zone of a community; those of all its divisions for a region, else those of its province."""
        if place.timezone:
            return (place.timezone,)
        divisions = sorted(area for area in place.areas if area.startswith("CD:")) if place.kind == "region" else []
        inside = [zone for area in divisions for zone in self.zones_in(area)]
        return tuple(dict.fromkeys(inside)) or self.zones_in(next((a for a in place.areas if a[:3] == "PR:"), ""))

    @cached_property
    def _zones_in(self) -> dict[str, tuple[str, ...]]:
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for place in self:
            for area in place.areas if place.timezone else ():
                counts[area][place.timezone] += 1
        return {area: tuple(zone for zone, _count in found.most_common()) for area, found in counts.items()}

    def surroundings_in(self, area: str) -> Surroundings:
        """What lies in a public area (CA, PR:35, CD:3560, HR:3562, place:gn:1): kinds of places, health regions."""
        if not area.startswith("place:"):
            return self._surroundings_in.get(area, surroundings.NOTHING_KNOWN)
        place = self.by_id(area.removeprefix("place:"))
        return surroundings.of_place(place) if place else surroundings.NOTHING_KNOWN

    @cached_property
    def _surroundings_in(self) -> dict[str, Surroundings]:
        return surroundings.by_area(self)

    def find(self, text: str) -> Place:
        """The place meant by a name, a postal code or a province. Raises NoSuchPlace or SeveralPlaces."""
        typed = words(text)
        if _looks_postal(typed):
            return self._postal_area(text, typed)
        rows = self._whole_name(text) or self._name_and_province(typed) or self._name_among_filler(text, typed)
        if not rows:
            raise NoSuchPlace(text, self._suggestions(typed))
        return self._choose(text, rows)

    def nearest_community(self, point: Point, km: float) -> Place | None:
        """The town beside a point, else the nearest community; None when there is none within `km`."""
        return self._index.nearest_to(point, km)

    def others(self, place: Place) -> list[Place]:
        """Other places that go by the name of this one, largest first."""
        rows = {row for name in (place.name_en, place.name_fr) for row in self._whole_name(name)}
        apart = [one for one in self._index.ranked(rows) if one.place_id != place.place_id]
        apart = sorted((one for one in apart if not neighbours(place, one)), key=fewest_last)
        return [one for one in self._index.told_apart([place, *apart]) if one.place_id != place.place_id]

    def in_text(self, text: str, fuzzy: bool = False, is_word: IsWord = COMMON.__contains__) -> list[Mention]:
        """Places, postal areas and provinces named inside a question, the longest names first tried.

        With `fuzzy`, misspelt names too, unless the question names a place outright. `is_word` tells of a folded
        word whether it is an ordinary one, which is never taken for a misspelt place.
        """
        typed = words(text)
        found: list[Mention] = []
        position = 0
        while position < len(typed):
            mention, taken = self._mention_at(text, typed, position)
            if fuzzy:
                mention, taken = self._misspelt_at(text, typed, position, is_word, (mention, taken))
            if mention is not None:
                found.append(mention)
            position += taken
        outright = any(not one.weak and not one.guessed and one.candidates[0].kind != "province" for one in found)
        return [one for one in found if not (one.guessed and outright)]

    def meant(self, text: str, mention: Mention) -> Place:
        """The place that a mention inside `text` means. Raises SeveralPlaces where nobody can tell.

        In a sentence "Québec" is the province: who means the city and says nothing else is offered it in `others`.
        """
        if mention.candidates[0].kind == "province":
            return mention.candidates[0]
        named = text[mention.start : mention.end]
        if not mention.guessed:
            return self.find(named)
        return self._choose(named, {self._index.row_of[place.place_id] for place in mention.candidates})

    # Names

    def _whole_name(self, name: str) -> set[int]:
        if len(name) > LONGEST:
            return set()
        return {row for one in keys(name) for row in self._index.rows_of.get(one, ())}

    def _name_and_province(self, typed: list[Word]) -> set[int]:
        """Rows for a name that ends with its province: "London Ontario"."""
        name, letters = self._split_province(typed)
        return self._inside(self._index.rows_of.get(name, ()), letters) if letters else set()

    def _split_province(self, typed: list[Word]) -> tuple[str, str]:
        """The name without the province it ends with, and the letters of that province, or ''."""
        line = [word.text for word in typed]
        for count in range(min(MOST_PROVINCE_WORDS, len(line) - 1), 0, -1):
            letters = self._index.province_of.get(" ".join(line[-count:]))
            if letters:
                return " ".join(line[:-count]), letters
        return " ".join(line), ""

    def _name_among_filler(self, text: str, typed: list[Word]) -> set[int]:
        """Rows for the one name that stands among words such as "near", "Ville de" or "First Nation"."""
        found: list[set[int]] = []
        position = 0
        while position < len(typed):
            count, rows = self._longest_at(typed, position)
            if rows and any(word.text not in FILLER for word in typed[position : position + count]):
                rows, further = self._narrowed(text, typed, position + count, rows)
                found.append(rows)
                position += count + further
            elif typed[position].text in FILLER:
                position += 1
            else:
                return set()
        return found[0] if len(found) == 1 else set()

    def _longest_at(self, typed: list[Word], position: int) -> tuple[int, set[int]]:
        """How many words from here make the longest name we know, and its rows."""
        for count in range(min(MOST_WORDS, len(typed) - position), 0, -1):
            rows = self._index.rows_of.get(" ".join(word.text for word in typed[position : position + count]))
            if rows:
                return count, set(rows)
        return 0, set()

    def _narrowed(self, text: str, typed: list[Word], position: int, rows: set[int]) -> tuple[set[int], int]:
        """The rows that lie in the province named next, and how many words name it; else all rows and 0."""
        for count in range(min(MOST_PROVINCE_WORDS, len(typed) - position), 0, -1):
            name = typed[position : position + count]
            letters = self._index.province_of.get(" ".join(word.text for word in name))
            if letters and _meant_as_province(text, typed[position - 1].end, name):
                inside = self._inside(rows, letters)
                return (inside, count) if inside else (rows, 0)
        return rows, 0

    def _inside(self, rows: Iterable[int], letters: str) -> set[int]:
        """The rows of communities in this province."""
        placed = ((row, self._index.at(row)) for row in rows)
        return {row for row, place in placed if place.province == letters and place.kind != "province"}

    # Which one is meant

    def _choose(self, text: str, rows: set[int]) -> Place:
        ranked, weights = self._index.ranked(rows), self._index.weights(rows)
        first, rest = ranked[0], ranked[1:]
        province = next((place for place in ranked if place.kind == "province"), None)
        if province is not None and all((p.population or 0) < LARGE_CITY for p in ranked if p is not province):
            return province
        if not rest:
            return first
        if province is None and all(weights[first.place_id] >= TIMES_LARGER * weights[p.place_id] for p in rest):
            return first
        raise SeveralPlaces(text, self._index.told_apart(sorted(ranked, key=fewest_last)))

    def _suggestions(self, typed: list[Word]) -> list[Place]:
        wanted, letters = self._split_province(typed)
        if len(wanted) < SHORTEST_TYPO or all(word.text in FILLER for word in typed):
            return []
        return self._index.told_apart(self._index.close_to(wanted, letters)[:SUGGESTED])

    # Postal codes and mentions

    def _postal_area(self, text: str, typed: list[Word]) -> Place:
        """The area of the first half of a postal code. The second half is not looked at."""
        first = typed[0].text[:3]
        if first in self._postal:
            return self._postal[first]
        around = (self._index.row_of[code] for code in FIRST_POSTAL_LETTER[first[0].upper()])
        raise NoSuchPlace(text, [self._index.at(row) for row in around])

    def _mention_at(self, text: str, typed: list[Word], position: int) -> tuple[Mention | None, int]:
        """The mention that starts at this word, or None; and how many words to step over."""
        for count in (2, 1):
            code = typed[position : position + count]
            if len(code) == count and _looks_postal(code) and code[0].text[:3] in self._postal:
                return Mention(code[0].start, code[-1].end, (self._postal[code[0].text[:3]],)), count
        count, rows = self._longest_at(typed, position)
        if not rows:
            return None, 1
        rows, further = self._narrowed(text, typed, position + count, rows)
        taken = typed[position : position + count + further]
        candidates = tuple(self._index.ranked(rows))
        weak = not further and _everyday(text, taken, candidates)
        return Mention(taken[0].start, taken[-1].end, candidates, weak), len(taken)

    def _misspelt_at(
        self, text: str, typed: list[Word], position: int, is_word: IsWord, read: tuple[Mention | None, int]
    ) -> tuple[Mention | None, int]:
        """A misspelt name that begins here, unless `read`, what the words say as they stand, is the better reading."""
        mention, taken = read
        guess = self._misspelt.at(typed, position, is_word)
        if guess is None:
            return read
        # "Happy Valley" is a place, but "happy valley goosebay" is another one, written without a space.
        if mention is not None and not mention.weak and (guess.slips or guess.count <= taken):
            return read
        rows, further = self._narrowed(text, typed, position + guess.count, set(guess.rows))
        count = guess.count + further
        last = typed[position + count - 1]
        return Mention(typed[position].start, last.end, tuple(self._index.ranked(rows)), guessed=True), count

    @cached_property
    def _misspelt(self) -> Misspelt:
        return Misspelt(self._index)


def _looks_postal(typed: list[Word]) -> bool:
    """Whether these words are the first half of a postal code, or a whole one, written together or apart."""
    code = "".join(word.text for word in typed)
    if len(typed) > 2 or not FIRST_HALF.fullmatch(code[:3]) or (len(typed) == 2 and len(typed[0].text) != 3):
        return False
    return len(code) == 3 or SECOND_HALF.fullmatch(code[3:]) is not None


def _meant_as_province(text: str, after: int, name: list[Word]) -> bool:
    """ "Victoria on Monday" is not Ontario; "London ON" and "London, on" are."""
    if not all(word.text in COMMON for word in name):
        return True
    return "," in text[after : name[0].start] or _in_capitals(text, name)


def _in_capitals(text: str, name: list[Word]) -> bool:
    return text[name[0].start : name[-1].end].isupper() and not text.isupper()


def _everyday(text: str, taken: list[Word], candidates: tuple[Place, ...]) -> bool:
    """Whether these words mean something else more often than they mean this place."""
    if candidates[0].kind == "province":
        return all(word.text in COMMON for word in taken) and not _in_capitals(text, taken)
    if not all(word.text in COMMON or len(word.text) <= 2 or word.text.isdigit() for word in taken):
        return False
    return len(taken) == 1 or max(place.population or 0 for place in candidates) < UNCOUNTED
