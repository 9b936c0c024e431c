"""What people type, turned into a place: the only module that answers "where is that?".

A point is (longitude, latitude). Nothing typed here is kept or logged, and nothing but the two exceptions below
ever comes out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz, process

from geo import place_tables
from geo.common_words import COMMON
from geo.names import LONGEST, Word, key, keys, words
from geo.place import Mention, NoSuchPlace, Place, SeveralPlaces
from geo.place_tables import Named
from geo.provinces import FIRST_POSTAL_LETTER, PROVINCES
from geo.sphere import rough_km

__all__ = ["Mention", "NoSuchPlace", "Place", "Places", "SeveralPlaces"]

FIRST_HALF = re.compile(r"[abceghjklmnprstvxy][0-9][abceghj-nprstv-z]")
SECOND_HALF = re.compile(r"[0-9][a-z][0-9]")
TIMES_LARGER = 10
"""One of several places of a name is taken as meant when it has this many times the people of every other."""
UNCOUNTED = 500
"""People assumed, for that comparison only, in a place with no count."""
LARGE_CITY = 100_000
"""A city of this size that bears its province's name is asked about; a smaller place gives way to the province."""
SAME_KM = 10.0
"""Two tables that give one name within this distance, in one province, mean the same place."""
NEIGHBOUR_KM = 25.0
"""A town and the township around it share a name: the larger stands for both."""
MOST_WORDS = 8
CLOSE_ENOUGH = 72
SUGGESTED = 5
FILLER = frozenset(
    """a an and area around at au autour aux band by canada city close communaute community county cree d dans de des
    district downtown du en environs first from grand greater hamlet in indian inuit l la le les municipalite
    municipality municipal near nation nations of people premiere pres proche reserve region secteur the to town
    township vers vicinity village ville""".split()
)
"""Words that may stand beside a name without being part of it: "Ville de", "near", "First Nation"."""
TOWN_WORDS = frozenset({"city", "downtown", "town", "ville"})


class Places:
    """Every place we know, by name. Built once, then only read."""

    def __init__(self, named: Iterable[Named], postal: Iterable[Place] = ()) -> None:
        self._places: list[Place] = []
        self._rows: dict[str, int] = {}
        self._by_key: dict[str, tuple[int, ...]] = {}
        """Folded name to rows; a row known by that name as another name only is kept as ~row."""
        for one in (*place_tables.provinces(), *named):
            self._add(one)
        self._postal = {place.name_en.lower(): place for place in reversed(list(postal))}
        self._provinces = {place.province: place for place in self._places if place.kind == "province"}
        self._province_keys = {k: p.province for p in self._provinces.values() for k in self._keys_of(p)}
        self._all_keys = [k for k in self._by_key if len(k) > 2]

    @classmethod
    def load(cls, embedded: Path, full: Path | None = None) -> Places:
        """The places of the folder `full` where it is complete, and those of `embedded` that it lacks."""
        folders = [full, embedded] if full is not None and (full / "built.json").is_file() else [embedded]
        named = (one for folder in folders for one in _named_in(folder))
        postal = (one for folder in folders for one in place_tables.postal_areas(folder / "postal_areas.csv"))
        return cls(named, postal)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        """Communities and provinces; postal areas are not among them."""
        return iter(self._places)

    def by_id(self, place_id: str) -> Place | None:
        """The place of that id, or None."""
        if place_id.startswith("FSA:"):
            return self._postal.get(place_id[4:].lower())
        row = self._rows.get(place_id)
        return None if row is None else self._places[row]

    def find(self, text: str) -> Place:
        """The place meant by a name, a postal code or a province. Raises NoSuchPlace or SeveralPlaces."""
        typed = words(text)
        if _looks_postal(typed):
            return self._postal_area(text, typed)
        rows = self._rows_for(text) or self._rows_in_province(typed) or self._rows_among_filler(text, typed)
        if not rows:
            raise NoSuchPlace(text, self._suggestions(typed))
        return self._choose(text, rows)

    def others(self, place: Place) -> list[Place]:
        """Other places that go by the name of this one, largest first."""
        rows = {row for k in (*keys(place.name_en), *keys(place.name_fr)) for row in self._by_key.get(k, ())}
        apart = [other for other in self._ranked(rows) if not _neighbours(place, other)]
        return sorted((other for other in apart if other.place_id != place.place_id), key=_fewest_last)

    def in_text(self, text: str) -> list[Mention]:
        """Places, postal areas and provinces named inside a question, the longest names first tried."""
        typed = words(text)
        found: list[Mention] = []
        position = 0
        while position < len(typed):
            mention, taken = self._mention_at(text, typed, position)
            if mention is not None:
                found.append(mention)
            position += taken
        return found

    # How the index is made

    def _add(self, named: Named) -> None:
        row = self._row_of_same(named)
        if row is None:
            row = len(self._places)
            self._places.append(named.place)
        else:
            self._places[row] = _completed(self._places[row], named.place)
        self._rows.setdefault(named.place.place_id, row)
        for name in named.own:
            self._index(name, row)
        for name in named.other:
            self._index(name, ~row)

    def _row_of_same(self, named: Named) -> int | None:
        """The row that already holds this place, known from its own name, province and position."""
        for row in self._by_key.get(key(named.own[0]), ()):
            if row >= 0 and _same(self._places[row], named.place):
                return row
        return None

    def _index(self, name: str, row: int) -> None:
        for one in keys(name):
            held = self._by_key.get(one, ())
            if one and row not in held and ~row not in held:
                self._by_key[one] = (*held, row)
            elif row >= 0 and ~row in held:
                self._by_key[one] = tuple(row if other == ~row else other for other in held)

    def _keys_of(self, province: Place) -> list[str]:
        names = (province.name_en, province.name_fr, *PROVINCES[province.province].also)
        return [one for name in names for one in keys(name)]

    # How a name is looked up

    def _rows_for(self, name: str) -> set[int]:
        rows = {row for one in keys(name) for row in self._by_key.get(one, ())}
        return rows if len(name) <= LONGEST else set()

    def _rows_in_province(self, typed: list[Word]) -> set[int]:
        """Rows for a name that ends with its province: "London Ontario"."""
        count, letters = self._province_at_end([word.text for word in typed])
        name = " ".join(word.text for word in typed[: len(typed) - count])
        return self._only(self._by_key.get(name, ()), letters) if count else set()

    def _province_at_end(self, typed: list[str]) -> tuple[int, str]:
        for count in range(min(4, len(typed) - 1), 0, -1):
            letters = self._province_keys.get(" ".join(typed[-count:]))
            if letters:
                return count, letters
        return 0, ""

    def _rows_among_filler(self, text: str, typed: list[Word]) -> set[int]:
        """Rows for the one name that stands among words such as "near", "Ville de" or "First Nation"."""
        position, found, name = 0, [], set()
        while position < len(typed):
            count, rows = self._longest_at(typed, position)
            if rows and not all(word.text in FILLER for word in typed[position : position + count]):
                found.append(self._with_province(text, typed, position + count, rows))
                count += found[-1][1]
            elif typed[position].text not in FILLER:
                return set()
            else:
                count = 1
                name.add(typed[position].text)
            position += count
        if len(found) != 1:
            return set()
        rows = found[0][0]
        towns = {row for row in rows if self._places[_row(row)].kind != "province"}
        return towns if towns and name & TOWN_WORDS else rows

    def _longest_at(self, typed: list[Word], position: int) -> tuple[int, set[int]]:
        """How many words from here make the longest name we know, and its rows."""
        for count in range(min(MOST_WORDS, len(typed) - position), 0, -1):
            rows = self._by_key.get(" ".join(word.text for word in typed[position : position + count]))
            if rows:
                return count, set(rows)
        return 0, set()

    def _with_province(self, text: str, typed: list[Word], position: int, rows: set[int]) -> tuple[set[int], int]:
        """The rows that lie in the province named next, and how many words name it; else all rows and 0."""
        for count in range(min(4, len(typed) - position), 0, -1):
            name = typed[position : position + count]
            letters = self._province_keys.get(" ".join(word.text for word in name))
            if letters and _meant_as_province(text, typed[position - 1].end, name):
                inside = self._only(rows, letters)
                return (inside, count) if inside else (rows, 0)
        return rows, 0

    def _only(self, rows: Iterable[int], letters: str) -> set[int]:
        places = ((row, self._places[_row(row)]) for row in rows)
        return {row for row, place in places if place.province == letters and place.kind != "province"}

    # Which one is meant

    def _choose(self, text: str, rows: set[int]) -> Place:
        ranked = self._ranked(rows)
        first, rest = ranked[0], ranked[1:]
        province = next((place for place in ranked if place.kind == "province"), None)
        if province is not None and all((p.population or 0) < LARGE_CITY for p in ranked if p is not province):
            return province
        weights = self._weights(rows)
        alone = all(weights[first.place_id] >= TIMES_LARGER * weights[other.place_id] for other in rest)
        if alone and (province is None or not rest):
            return first
        raise SeveralPlaces(text, sorted(ranked, key=_fewest_last))

    def _ranked(self, rows: Iterable[int]) -> list[Place]:
        """The places of these rows, most likely first; of neighbours that share the name, only the likeliest."""
        weights = self._weights(rows)
        ranked: list[Place] = []
        for place_id in sorted(weights, key=lambda one: (-weights[one], one)):
            place = self._places[self._rows[place_id]]
            if not any(_neighbours(place, taken) for taken in ranked):
                ranked.append(place)
        return ranked

    def _weights(self, rows: Iterable[int]) -> dict[str, float]:
        """People of each place, a tenth where the name is only another name of it."""
        weights: dict[str, float] = {}
        for row in rows:
            place = self._places[_row(row)]
            people = UNCOUNTED if place.population is None else place.population
            weight = people if row >= 0 or place.kind == "province" else people / TIMES_LARGER
            weights[place.place_id] = max(weight, weights.get(place.place_id, 0.0), 0.1)
        return weights

    def _suggestions(self, typed: list[Word]) -> list[Place]:
        """Places spelled almost so, best first; those of the named province before the others."""
        line = [word.text for word in typed]
        count, letters = self._province_at_end(line)
        wanted = " ".join(line[: len(line) - count])
        if len(wanted) < 3:
            return []
        close = process.extract(wanted, self._all_keys, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=20)
        scored = [(score, place) for name, score, _ in close for place in self._ranked(self._by_key[name])]
        scored.sort(key=lambda one: (one[1].province != letters if letters else False, -one[0], _fewest_last(one[1])))
        return list({place.place_id: place for _, place in scored}.values())[:SUGGESTED]

    # Postal codes and mentions

    def _postal_area(self, text: str, typed: list[Word]) -> Place:
        """The area of the first half of a postal code. The second half is not looked at."""
        first = typed[0].text[:3]
        if first in self._postal:
            return self._postal[first]
        around = FIRST_POSTAL_LETTER[first[0].upper()]
        raise NoSuchPlace(text, [self._provinces[letters] for letters in around])

    def _mention_at(self, text: str, typed: list[Word], position: int) -> tuple[Mention | None, int]:
        """The mention that starts at this word, or None; and how many words to step over."""
        for count in (2, 1):
            code = typed[position : position + count]
            if len(code) == count and _looks_postal(code) and code[0].text[:3] in self._postal:
                area = self._postal[code[0].text[:3]]
                return Mention(code[0].start, code[-1].end, (area,)), count
        count, rows = self._longest_at(typed, position)
        if not rows:
            return None, 1
        rows, further = self._with_province(text, typed, position + count, rows)
        taken = typed[position : position + count + further]
        candidates = self._ranked(rows)
        weak = not further and _everyday(taken, candidates)
        return Mention(taken[0].start, taken[-1].end, tuple(candidates), weak), len(taken)


def _named_in(folder: Path) -> Iterator[Named]:
    """Subdivisions stand before places where a table has population for them, so that they keep their own ids."""
    whole = (folder / "built.json").is_file()
    order = ("communities.csv", "places.csv") if whole else ("places.csv", "communities.csv")
    for name in order:
        yield from place_tables.communities(folder / name)


def _completed(held: Place, other: Place) -> Place:
    """The place held, with what only the other table knows of it."""
    return replace(
        held,
        name_fr=other.name_fr if held.name_fr == held.name_en else held.name_fr,
        population=other.population if held.population is None else held.population,
        areas=held.areas | other.areas,
        remoteness=held.remoteness or other.remoteness,
    )


def _same(one: Place, other: Place) -> bool:
    together = one.kind == other.kind and one.province == other.province
    return together and rough_km(one.point, other.point) <= SAME_KM


def _neighbours(one: Place, other: Place) -> bool:
    together = one.kind == other.kind == "community" and one.province == other.province
    return together and rough_km(one.point, other.point) <= NEIGHBOUR_KM


def _row(row: int) -> int:
    """A row as it stands in the list, whether it is known by its own or by another name."""
    return row if row >= 0 else ~row


def _fewest_last(place: Place) -> tuple[bool, int, str]:
    return place.population is None, -(place.population or 0), place.place_id


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
    written = text[name[0].start : name[-1].end]
    return "," in text[after : name[0].start] or (written.isupper() and not text.isupper())


def _everyday(taken: list[Word], candidates: list[Place]) -> bool:
    """Whether these words mean something else more often than they mean this place."""
    if not all(word.text in COMMON or len(word.text) <= 2 or word.text.isdigit() for word in taken):
        return False
    known = max((place.population or 0 for place in candidates), default=0)
    return len(taken) == 1 or known < UNCOUNTED
