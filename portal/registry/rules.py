"""What every stored listing satisfies, on every path. The only place these rules are written in Python.

The database repeats the rules about places as CHECK constraints, so that a path that forgets to ask here
is refused there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from . import hours, phones
from .model import PROVINCES, Disclosure, Location, Service, Text
from .side_facts import side_fact
from .vocabulary import Vocabularies

SOUTH, NORTH, WEST, EAST = 41.6, 83.2, -141.1, -52.5
AREA_CODE = re.compile(r"CA|(PR|CD|CSD|HR|FN|INUIT):[A-Z0-9]{1,10}", re.ASCII)
POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d", re.ASCII)
# Marks that make the text a person reads differ from the text a computer follows.
HIDDEN_MARKS = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
RELATIONS = frozenset({"designed_for", "welcomes", "not_for"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. `key` names the message; the value itself is never repeated."""

    field: str
    key: str

    def said(self, language: str) -> str:
        """What is wrong and how to mend it, in one language."""
        return MESSAGES[self.key].prefer(language)[0]

    def __str__(self) -> str:
        return f"{self.field}: {self.said('en')}"


class Broken(Exception):
    """A listing breaks the rules and was not stored."""

    def __init__(self, service_id: str, faults: list[Problem]) -> None:
        super().__init__(f"{service_id}: " + "; ".join(map(str, faults)))
        self.service_id = service_id
        self.faults = faults


MESSAGES = {
    "required": Text("is missing; fill it in", "est vide; à remplir"),
    "unknown_code": Text(
        "has a code that is not in data/taxonomy; use one of the codes listed there",
        "contient un code absent de data/taxonomy; employer un des codes de cette liste",
    ),
    "place_not_allowed": Text(
        "may not be held at this disclosure level; leave it empty",
        "ne peut être conservé à ce niveau de divulgation; laisser vide",
    ),
    "too_wide": Text(
        "may not say more of this place than before; record the provider's consent and let two people agree",
        "ne peut en dire plus qu'avant sur ce lieu; consigner le consentement de l'organisme et obtenir l'accord de"
        " deux personnes",
    ),
    "suppressed": Text(
        "belongs to a listing that was asked to stay out; leave the row out",
        "appartient à une fiche qui ne doit pas revenir; retirer la ligne",
    ),
    "outside_canada": Text(
        "lies outside Canada; check the coordinates", "est hors du Canada; vérifier les coordonnées"
    ),
    "outside_province": Text(
        "lies far outside the province named in the row; check the coordinates and the province",
        "est loin hors de la province indiquée; vérifier les coordonnées et la province",
    ),
    "swapped": Text(
        "looks like latitude and longitude exchanged; put each in its own column",
        "semble être une latitude et une longitude inversées; mettre chacune dans sa colonne",
    ),
    "not_a_number": Text(
        "is not a finite number; write decimal degrees such as 48.3809, or leave both columns empty",
        "n'est pas un nombre fini; écrire des degrés décimaux comme 48.3809 ou laisser les deux colonnes vides",
    ),
    "half_a_point": Text(
        "is given without its other half; fill in both latitude and longitude, or neither",
        "est donné sans son autre moitié; remplir la latitude et la longitude, ou aucune des deux",
    ),
    "side_fact": Text(
        "tells where a place is that is not shown (a street, a crossing, a way there, a postal code or a registration"
        " number); say it in other words or leave it out",
        "indique où se trouve un lieu qui n'est pas montré (rue, intersection, trajet, code postal ou numéro"
        " d'inscription); le dire autrement ou le retirer",
    ),
    "bad_phone": Text(
        "is not a phone number in use in Canada; write it as 807-555-0100 or 807-555-0100 ext. 12",
        "n'est pas un numéro de téléphone en usage au Canada; écrire 418-555-0100 ou 418-555-0100 poste 12",
    ),
    "bad_hours": Text(
        "is not opening_hours text; write it as Mo-Fr 09:00-17:00",
        "n'est pas un horaire au format opening_hours; écrire Mo-Fr 09:00-17:00",
    ),
    "bad_area": Text(
        "is not an area code; use CA, PR:35, CD:3558 or CSD:3558004",
        "n'est pas un code de territoire; employer CA, PR:24, CD:2497 ou CSD:2497007",
    ),
    "area_too_small": Text(
        "names areas too small for a place that shows only its region; use census divisions or health regions that"
        " together hold 20,000 people or more, or the province",
        "nomme des territoires trop petits pour un lieu dont seule la région est montrée; employer des divisions de"
        " recensement ou des régions sociosanitaires qui comptent ensemble au moins 20 000 personnes, ou la province",
    ),
    "bad_url": Text(
        "is not a web address; start it with https:// or http://",
        "n'est pas une adresse Web; commencer par https:// ou http://",
    ),
    "bad_email": Text(
        "is not an e-mail address; write it as name@example.org",
        "n'est pas une adresse courriel; écrire nom@exemple.org",
    ),
    "bad_postal_code": Text(
        "is not a Canadian postal code; write it as P7B 1A1",
        "n'est pas un code postal canadien; écrire G4R 1A1",
    ),
    "bad_age": Text(
        "is not an age; use whole years from 0 to 120, the lower in age_min",
        "n'est pas un âge; employer des années entières de 0 à 120, la plus basse dans age_min",
    ),
    "bad_choice": Text(
        "has a value this column does not know; use one listed in docs/csv-layout.md",
        "contient une valeur inconnue de cette colonne; employer une de celles de docs/csv-layout.md",
    ),
    "bad_date": Text(
        "is not a date; write it as 2026-11-24, 2026-11 or 2026",
        "n'est pas une date; écrire 2026-11-24, 2026-11 ou 2026",
    ),
    "hidden_marks": Text(
        "holds invisible or direction-changing characters; type the text again",
        "contient des caractères invisibles ou qui changent le sens de lecture; saisir le texte de nouveau",
    ),
    "too_long": Text(
        "is longer than this column may be; shorten it",
        "dépasse la longueur permise pour cette colonne; raccourcir le texte",
    ),
    "formula": Text(
        "holds a formula; put its value in its place (copy, paste as values)",
        "contient une formule; la remplacer par sa valeur (copier, coller les valeurs)",
    ),
    "ragged": Text(
        "has more or fewer cells than there are headings; put quotes around cells that hold a comma",
        "a plus ou moins de cellules que d'en-têtes; mettre entre guillemets celles qui contiennent une virgule",
    ),
    "broken_text": Text(
        "holds half of a character; export the file again as UTF-8",
        "contient la moitié d'un caractère; exporter de nouveau en UTF-8",
    ),
    "not_a_record": Text(
        "is no record with names and values; export the file again",
        "n'est pas un enregistrement avec des noms et des valeurs; exporter le fichier de nouveau",
    ),
    "named_twice": Text(
        "names the same thing twice; keep one of the two",
        "nomme deux fois la même chose; en garder une",
    ),
    "not_yours": Text(
        "names another organization than the one you chose; leave it blank, or choose that organization",
        "nomme un autre organisme que celui qui est choisi; laisser vide ou choisir cet organisme",
    ),
    "not_active": Text(
        "says that the service is no longer given; leave the row out",
        "dit que le service n'est plus offert; retirer la ligne",
    ),
    "repeated_key": Text(
        "stands in an earlier row too; give each row its own key",
        "figure déjà dans une ligne précédente; donner à chaque ligne sa propre clé",
    ),
}


def problems(service: Service, terms: Vocabularies) -> list[Problem]:
    """Every rule this listing breaks; empty when it may be stored."""
    found = [*about_text(service), *about_codes(service, terms), *about_contact(service)]
    for place in service.locations:
        found += about_place(place)
    return [*found, *about_side_facts(service)]


def about_text(service: Service) -> Iterator[Problem]:
    """Names are there, nothing is hidden in a text, nothing is endless."""
    if not service.organization.name:
        yield Problem("organization_name", "required")
    if not service.name:
        yield Problem("service_name", "required")
    texts = {
        "organization_name": (both(service.organization.name), 400),
        "organization_own_name": ((service.organization.own_name,), 200),
        "service_name": (both(service.name), 400),
        "description": (both(service.description), 8000),
        "address": (tuple(place.address for place in service.locations), 400),
        "community": (tuple(place.community for place in service.locations), 400),
    }
    for field, (told, longest) in texts.items():
        if any(HIDDEN_MARKS.search(text) for text in told):
            yield Problem(field, "hidden_marks")
        # Whoever opens a copy of the list in a spreadsheet must not run what somebody else wrote.
        if any(text.startswith(("=", "@")) for text in told):
            yield Problem(field, "formula")
        if sum(map(len, told)) > longest:
            yield Problem(field, "too_long")


def about_side_facts(service: Service) -> Iterator[Problem]:
    """A listing that hides a place does not tell it in its words, in a link or in the name of a mailbox."""
    if service.disclosure in (None, Disclosure.ADDRESS):
        return
    texts = {
        "organization_name": (*both(service.organization.name), service.organization.own_name),
        "service_name": both(service.name),
        "description": both(service.description),
        "website": (service.website, service.organization.website),
        "email": (service.email.replace("-", " "), service.organization.email.replace("-", " ")),
    }
    for field, told in texts.items():
        if any(side_fact(text) for text in told):
            yield Problem(field, "side_fact")


def both(text: Text) -> tuple[str, str]:
    """A text in its two languages."""
    return text.en, text.fr


def about_codes(service: Service, terms: Vocabularies) -> Iterator[Problem]:
    """Every code is one of ours; at least one category is given."""
    if not service.categories:
        yield Problem("categories", "required")
    coded = {
        "categories": (service.categories, terms["categories"]),
        "populations": (tuple(p.code for p in service.populations), terms["populations"]),
        "exploitation": (service.exploitation, terms["exploitation"]),
        "sectors": (service.sectors, terms["sectors"]),
        "accessibility": (service.accessibility, terms["accessibility"]),
        "delivery": (service.delivery, terms["delivery"]),
        "languages": (service.languages, terms["languages"]),
    }
    for field, (codes, known) in coded.items():
        if any(code not in known for code in codes):
            yield Problem(field, "unknown_code")
    if any(p.relation not in RELATIONS for p in service.populations):
        yield Problem("populations", "unknown_code")
    if service.province and service.province not in PROVINCES:
        yield Problem("province", "unknown_code")
    if any(not AREA_CODE.fullmatch(code) for code in service.service_area):
        yield Problem("service_area", "bad_area")
    if hides_its_community(service, terms) and too_small(service.service_area, terms):
        yield Problem("service_area", "area_too_small")


def hides_its_community(service: Service, terms: Vocabularies) -> bool:
    """Whether a listing is of a shelter type and shows no more than its region."""
    return service.disclosure is Disclosure.REGION and not terms.shelter_categories.isdisjoint(service.categories)


FEWEST_PEOPLE = 20_000
"""In an area of fewer, that a house exists nearly says where it is: a judgement, not a measured figure."""


def too_small(areas: Iterable[str], terms: Vocabularies) -> frozenset[str]:
    """Which of these areas a listing that hides its community may not name.

    Areas of one kind count together. A community, and an area whose people nobody counted, is always too small, a
    province never. A large area beside a small one does not help when it is of another kind: the small one stands out.
    """
    kinds: dict[str, list[str]] = {}
    for code in areas:
        if code != "CA" and not code.startswith("PR:"):
            kinds.setdefault(code.partition(":")[0], []).append(code)
    few = (codes for codes in kinds.values() if sum(terms.people.get(code, 0) for code in set(codes)) < FEWEST_PEOPLE)
    return frozenset(code for codes in few for code in codes)


def about_contact(service: Service) -> Iterator[Problem]:
    """Numbers, addresses of pages and mailboxes, hours and ages have their shape."""
    for phone in service.phones:
        if not phones.is_valid(phone.number, phone.kind):
            yield Problem(f"phone_{phone.purpose}", "bad_phone")
    for row in service.hours:
        if not hours.is_valid(row.rule):
            yield Problem(f"hours_{row.purpose}", "bad_hours")
    for url in (service.website, service.organization.website):
        if url and not is_url(url):
            yield Problem("website", "bad_url")
    for email in (service.email, service.organization.email):
        if email and not is_email(email):
            yield Problem("email", "bad_email")
    low, high = service.age_min or 0, 120 if service.age_max is None else service.age_max
    if not 0 <= low <= high <= 120:
        yield Problem("age_min", "bad_age")


def about_place(place: Location) -> Iterator[Problem]:
    """A location holds no more than its level allows, and its point is one in Canada."""
    allowed = ALLOWED[place.disclosure]
    for field in ("address", "postal_code", "point", "community"):
        if getattr(place, field) and field not in allowed:
            yield Problem(field, "place_not_allowed")
    if place.province not in PROVINCES:
        yield Problem("province", "unknown_code" if place.province else "required")
    if place.postal_code and not POSTAL_CODE.fullmatch(place.postal_code):
        yield Problem("postal_code", "bad_postal_code")
    if place.point is not None and (fault := point_fault(*place.point)):
        yield Problem("latitude", fault)


ALLOWED = {
    Disclosure.ADDRESS: frozenset({"community", "address", "postal_code", "point"}),
    Disclosure.COMMUNITY: frozenset({"community"}),
    Disclosure.REGION: frozenset(),
}


def point_fault(longitude: float, latitude: float) -> str:
    """The key of what is wrong with a point, or an empty string."""
    if not (abs(longitude) <= 360 and abs(latitude) <= 360):  # also true of NaN, which compares as False
        return "not_a_number"
    if inside_bounds(longitude, latitude):
        return ""
    return "swapped" if inside_bounds(latitude, longitude) else "outside_canada"


def inside_bounds(longitude: float, latitude: float) -> bool:
    """Whether a point lies in the rectangle that holds Canada."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


def narrowed(place: Location, level: Disclosure) -> Location:
    """The same location with only what `level` allows. What is dropped exists nowhere afterwards."""
    allowed = ALLOWED[level]
    return replace(
        place,
        disclosure=level,
        community=place.community if "community" in allowed else "",
        address=place.address if "address" in allowed else "",
        postal_code=place.postal_code if "postal_code" in allowed else "",
        point=place.point if "point" in allowed else None,
    )


def is_url(text: str) -> bool:
    """Whether a web address is one a browser would open as shown: http or https, a host, no tricks."""
    match = re.fullmatch(r"https?://([^/\s?#@]+)(?:[/?#]\S*)?", text)
    return bool(match) and "." in match[1] and len(text) <= 500 and text.isprintable()  # type: ignore[index]


def is_email(text: str) -> bool:
    """Whether a text has the shape of a mailbox. Only writing to it tells more."""
    # No "?", "%" or "&": in a mail link they would add readers whom nobody sees.
    shape = re.fullmatch(r"[^@\s<>\"?%&,;:]{1,64}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}", text)
    return bool(shape) and len(text) <= 254 and text.isprintable()
