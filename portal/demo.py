"""A small invented country of services, for trying things out, for tests and for measuring. Nothing in it is real.

The same seed gives the same bytes. Names say that they are invented, phones are 555-01xx, and it is loaded
into a state folder of its own, never beside real listings.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portal.mapping.checks import COLUMNS
from portal.registry.model import Source

SOURCE = Source("demo", "Invented listings", "Waypoint", "invented", "", "")

AREA_CODES = {
    "NL": "709", "PE": "902", "NS": "902", "NB": "506", "QC": "418", "ON": "807", "MB": "204", "SK": "306",
    "AB": "780", "BC": "250", "YT": "867", "NT": "867", "NU": "867",
}  # fmt: skip

KINDS: Sequence[tuple[str, str, str, int]] = (
    ("legal.aid", "Legal aid clinic", "Clinique d'aide juridique", 12),
    ("shelter.emergency", "Emergency shelter", "Hébergement d'urgence", 12),
    ("shelter.first_stage", "Transition house", "Maison d'hébergement", 10),
    ("health.primary", "Community health centre", "Centre de santé communautaire", 20),
    ("health.forensic_sane", "Sexual assault examination", "Examen après une agression sexuelle", 4),
    ("counselling.trauma", "Trauma counselling", "Counseling axé sur les traumatismes", 10),
    ("indigenous.friendship_centre", "Friendship centre", "Centre d'amitié", 8),
    ("migrant_worker.support", "Migrant worker support", "Soutien aux travailleuses et travailleurs migrants", 8),
    ("settlement", "Newcomer settlement services", "Services d'établissement", 10),
    ("crisis.line", "Crisis line", "Ligne de crise", 6),
)
FIRST = "Cedar Larch Rosewood Harbour Northern Willow Birch Prairie Tamarack Heron Juniper Caribou Maple Loon".split()
PREMIER = "Cèdre Mélèze Boisé Havre Boréal Saule Bouleau Prairie Tamarac Héron Genévrier Caribou Érable Huard".split()
SECOND = "House Circle Bridge Path Light Door Hearth River Hands Ground".split()
SECONDE = "Maison Cercle Pont Sentier Lumière Porte Foyer Rivière Mains Terre".split()
SENTENCES_EN = (
    "Staff answer in a calm way and ask only what they must.",
    "You can call yourself; nobody has to send you.",
    "Help with forms, letters and appointments.",
    "Children are welcome in the waiting room.",
    "Interpreters can be arranged by phone.",
    "Elders are present two days a week.",
    "Workers can come to you in nearby communities.",
    "Open to people who work on a permit tied to one employer.",
)
SENTENCES_FR = (
    "Le personnel répond calmement et ne demande que le nécessaire.",
    "Vous pouvez appeler directement; aucune référence n'est exigée.",
    "Aide pour les formulaires, les lettres et les rendez-vous.",
    "Les enfants sont les bienvenus dans la salle d'attente.",
    "Des interprètes peuvent être joints par téléphone.",
    "Des Aînées et des Aînés sont présents deux jours par semaine.",
    "Les intervenantes peuvent se rendre dans les collectivités voisines.",
    "Ouvert aux personnes dont le permis est lié à un employeur.",
)
HARD_NAMES: Sequence[tuple[str, str]] = (
    ("<script>alert('waypoint')</script> & Sons", "<script>alert('repère')</script> et fils"),
    ("${alert(1)} `backtick` \\ house", "${alert(1)} `accent grave` \\ maison"),
    ("ᐃᓄᒃᑎᑐᑦ ᐱᔨᑦᓯᕋᐅᑎᑦ", "ᐃᓄᒃᑎᑐᑦ ᐱᔨᑦᓯᕋᐅᑎᑦ"),
    ("مركز الدعم", "مركز الدعم"),
    ("A very long name " + "that goes on and on " * 7, "Un très long nom " + "qui n'en finit plus " * 7),
)
"""Names that break careless pages: markup, templates, other scripts and directions, endless text."""


def rows(count: int, seed: int, places: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """`count` invented rows of the plain CSV layout, spread over `places` by the square root of their people.

    A place is a row of data/places/places.csv. The same arguments give the same rows.
    """
    dice = random.Random(seed)
    weights = [max(1.0, float(place["population"] or 0)) ** 0.5 for place in places]
    kinds = [kind for kind in KINDS for _ in range(kind[3])]
    for number, place in enumerate(dice.choices(places, weights, k=count), 1):
        yield row(number, place, kinds[dice.randrange(len(kinds))], dice)


def row(number: int, place: Mapping[str, str], kind: tuple[str, str, str, int], dice: random.Random) -> dict[str, str]:
    """One invented row."""
    category, service_en, service_fr, _share = kind
    name_en, name_fr = name(number, dice)
    picked = dice.sample(range(len(SENTENCES_EN)), 4)
    province = place["province"]
    phone = f"{AREA_CODES[province]}-555-{dice.randrange(100, 200):04d}"
    values = dict.fromkeys(COLUMNS, "") | {
        "record_key": f"demo-{number:06d}",
        "organization_name_en": f"{name_en} (invented)",
        "organization_name_fr": f"{name_fr} (inventé)",
        "organization_type": "ngo",
        "service_name_en": service_en,
        "service_name_fr": service_fr,
        "description_en": " ".join(SENTENCES_EN[n] for n in picked),
        "description_fr": " ".join(SENTENCES_FR[n] for n in picked),
        "categories": category,
        "populations": dice.choice(("women", "all_genders", "youth_16_24;with_children", "newcomers;tfw")),
        "languages": dice.choice(("en", "fr", "en;fr", "en;iu", "en;cr", "en;fr;es")),
        "delivery": "phone" if category == "crisis.line" else "in_person",
        "province": province,
        "phone_crisis" if category == "crisis.line" else "phone_office": phone,
        "hours_line" if category == "crisis.line" else "hours_intake": dice.choice(HOURS),
        "accessibility": dice.choice(ACCESSIBILITY),
        "sectors": dice.choice(SECTORS) if category in FOR_WORKERS else "",
        "immigration_status_accepted": dice.choice(STATUSES),
        **dict(zip(("age_min", "age_max"), dice.choice(AGES), strict=True)),
        "source_name": SOURCE.name,
    }
    if category != "crisis.line":
        values |= where(place, category, dice)
    return values


FOR_WORKERS = frozenset({"migrant_worker.support", "legal.aid"})
SECTORS = ("", "agriculture", "domestic_work;care", "accommodation_food;cleaning", "construction;manufacturing")
ACCESSIBILITY = ("", "", "wheelchair;step_free;accessible_washroom", "service_animals", "sign_language;tty")
STATUSES = ("", "any", "work_closed;work_open;none", "citizen;pr;protected_person")
AGES = (("", ""), ("", ""), ("16", ""), ("18", ""), ("12", "17"), ("16", "24"))
HOURS = ("24/7", "Mo-Fr 08:30-16:30; PH off", "Mo-Su 20:00-08:00", "Tu,Th 10:00-18:00", "")


def name(number: int, dice: random.Random) -> tuple[str, str]:
    """A made-up name in both languages; now and then one that breaks careless pages."""
    if number % 40 == 0:
        return HARD_NAMES[number // 40 % len(HARD_NAMES)]
    first, second = dice.randrange(len(FIRST)), dice.randrange(len(SECOND))
    return f"{FIRST[first]} {SECOND[second]} {number}", f"{SECONDE[second]} {PREMIER[first]} {number}"


def where(place: Mapping[str, str], category: str, dice: random.Random) -> dict[str, str]:
    """A place within a few kilometres of the middle of its town; a region only for a shelter."""
    if category.startswith("shelter."):
        return {"disclosure": "region"}
    if dice.random() < 0.15:
        return {"disclosure": "community", "community": place["name"]}
    longitude = float(place["longitude"]) + dice.gauss(0, 0.02)
    latitude = float(place["latitude"]) + dice.gauss(0, 0.01)
    return {
        "disclosure": "address",
        "community": place["name"],
        "address": f"{dice.randrange(1, 9999)} Invented Street",
        "longitude": f"{min(-52.6, max(-141.0, longitude)):.5f}",
        "latitude": f"{min(83.1, max(41.7, latitude)):.5f}",
    }


def as_csv(invented: Iterator[dict[str, str]]) -> str:
    """The rows as a file in the plain CSV layout."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(invented)
    return text.getvalue()


def read_places(path: Path) -> list[dict[str, str]]:
    """The rows of data/places/places.csv, which invented services are spread over."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
