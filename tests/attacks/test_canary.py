"""Canary crawl: may a confidential place appear anywhere, through any way in?

The attacker knows nothing and can read everything: every answer of the site in both languages and every format,
every error, and, after a seizure, every file it keeps. They gain the house if one byte of it is there.
Each confidential field is given a word that exists nowhere else, through every way in that there is. The same crawl
first has to find such words where they may be known.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from portal.cli import main
from portal.exchange.layouts import LAYOUTS
from portal.registry.decisions import Part
from portal.registry.model import Disclosure, Location
from portal.registry.store import Store
from tests import seated
from tests.reading import Page

from .needles import Needles, unpacked
from .people import OFFERED, OWN, ROLES, browser_of, offered
from .routes import FORMATS, UNSAFE, Address, addresses, parts
from .size import FULL
from .world import DAY, World, as_csv, row

POINT = (-89.7654321, 48.1234567)
TOKENS = {
    "street": "77 Zqéstrade",
    "unit": "Zqünitor",
    "cross-street": "Zqcrôssway",
    "city": "Zqcîtadel",
    "postal code": "P7B 9Z9",
    "notes": "Zqnôtable",
    "staff name": "Zqstâffen",
    "private e-mail": "zqpriväte@hidden.example",
}
"""A word for each confidential field. It has an accent, so that every way of writing it is another one."""
NEEDLES = Needles(TOKENS | {"postal code without its space": "P7B9Z9"}, {"point": POINT})
CONFIDENTIAL = {
    "address": f"{TOKENS['street']} {TOKENS['unit']}",
    "postal_code": TOKENS["postal code"],
    "longitude": str(POINT[0]),
    "latitude": str(POINT[1]),
    "note": f"{TOKENS['notes']} near {TOKENS['cross-street']}, ask for {TOKENS['staff name']}",
}
"""What a careless provider writes into the columns of a listing nobody may find."""
FURTHER = {
    "cross_street": TOKENS["cross-street"],
    "notes": TOKENS["notes"],
    "staff_name": TOKENS["staff name"],
    "staff_email": TOKENS["private e-mail"],
    "unit": TOKENS["unit"],
}
"""What other people's files hold besides; columns we do not know are ignored."""
HIDDEN = (
    row("by-region", disclosure="region", community=TOKENS["city"], **CONFIDENTIAL),
    row("by-community", disclosure="community", community="Thunder Bay", **CONFIDENTIAL),
    row("a-shelter", disclosure="address", community=TOKENS["city"], **CONFIDENTIAL, categories="shelter.emergency"),
    row(
        "by-its-name", disclosure="address", community=TOKENS["city"], **CONFIDENTIAL,
        organization_name_en="Cedar Women's Shelter (invented)",
    ),
)  # fmt: skip
FILES = {
    "odhf": {
        "index": "1", "facility_name": "Rosewood Women's Shelter (invented)", "source_facility_type": "Community",
        "odhf_facility_type": "Ambulatory health care services", "street_no": "77", "street_name": TOKENS["street"],
        "postal_code": TOKENS["postal code"], "city": TOKENS["city"], "province": "on", "CSDname": TOKENS["city"],
        "latitude": str(POINT[1]), "longitude": str(POINT[0]),
    },
    "nspl": {
        "ServiceProviderID": "1", "Shelter_Type": "Emergency", "ProvName": "Ontario", "ProvCode": "ON",
        "City__Ville": TOKENS["city"], "Target_Clientele": "Family", "Gender_Served": "Women",
        "Name": "Heron House (invented)", "Umbrella": "", "Type_de_refuge": "Urgence",
    },
    "toronto-shelters": {
        "OBJECTID": 1, "NAME": "Birch House (invented)", "TYPE": "Shelter", "TYPE2": "Family", "CITY": TOKENS["city"],
        "ADDRESS_FU": CONFIDENTIAL["address"], "POSTAL_COD": TOKENS["postal code"],
    },
    "toronto-drop-ins": {
        "OBJECTID": 1, "NAME": "Larch Women's Shelter (invented)", "ORGANIZATI": "Larch (invented)",
        "CITY": TOKENS["city"], "Address": CONFIDENTIAL["address"], "POSTAL_COD": TOKENS["postal code"],
    },
    "toronto-youth": {
        "OBJECTID": 1, "AGENCY_NAM": "Maple Women's Shelter (invented)", "OFFICE_PHO": "",
        "ORGANIZATI": f"{CONFIDENTIAL['address']}, Toronto, {TOKENS['postal code']}", "DATE_UPDAT": "2017/06/01",
    },
}  # fmt: skip
"""One hidden listing in each layout of other people's."""


def as_file(name: str) -> tuple[str, str]:
    """The one record of a layout as a file, and how its name ends."""
    values = FILES[name] | FURTHER
    if not name.startswith("toronto"):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(values))
        writer.writeheader()
        writer.writerow(values)
        return text.getvalue(), "csv"
    feature = {"type": "Feature", "properties": values, "geometry": {"type": "Point", "coordinates": POINT}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}), "geojson"


def command(world: World, *words: object) -> str:
    """What a command of the site says."""
    runner = CliRunner()
    outcome = runner.invoke(main, [str(word) for word in words], env=world.environment)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.output


def own_list(world: World, text: str, *more: str) -> str:
    """`portal import csv` of our own layout."""
    path = world.given / "list.csv"
    path.write_text(text, encoding="utf-8")
    about = ["--source-id", "list", "--source-name", "List", "--publisher", "Nobody", "--licence", "facts_compiled"]
    return command(world, "import", "csv", path, *about, "--keep-good-rows", *more)


def everything_hidden(world: World) -> Iterator[tuple[str, bytes]]:
    """Send the words through every way in. Yields what each said, by name."""
    header, *lines = as_csv(HIDDEN).splitlines()
    further = ",".join(FURTHER), ",".join(FURTHER.values())
    text = "\n".join([f"{header},{further[0]}", *(f"{line},{further[1]}" for line in lines)])
    for language in ("en", "fr"):
        yield f"import csv, {language}", own_list(world, text, "--language", language).encode()
    for name in FILES:
        body, ending = as_file(name)
        path = world.given / f"{name}.{ending}"
        path.write_text(body, encoding="utf-8")
        yield f"import {name}", command(world, "import", name, path, "--keep-good-rows").encode()


def everything_narrowed(world: World) -> Iterator[tuple[str, bytes]]:
    """A listing that showed its address, was read by everyone, and then shows its region alone."""
    shown = row("narrowed", disclosure="address", community=TOKENS["city"], **CONFIDENTIAL)
    own_list(world, as_csv([shown]))
    assert NEEDLES.within(world.settings.database.read_bytes()) >= {"street", "city", "postal code"}
    for _answer in answers(world, world.client()):
        pass
    yield "narrowing", own_list(world, as_csv([shown | {"disclosure": "region"}])).encode()


def everything_restored(world: World) -> Iterator[tuple[str, bytes]]:
    """A listing that showed its address, was copied, was narrowed, and came back with the copy."""
    shown = row("restored", disclosure="address", community=TOKENS["city"], **CONFIDENTIAL)
    own_list(world, as_csv([shown]))
    copy = world.given / "before.db"
    command(world, "backup", copy)
    assert NEEDLES.within(copy.read_bytes()) >= {"street", "city", "postal code"}
    own_list(world, as_csv([shown | {"disclosure": "region"}]))
    world.store.db.conn.close()
    yield "restore", command(world, "restore", copy, "--yes").encode()
    world.reopens()


def everything_withheld(world: World) -> Iterator[tuple[str, bytes]]:
    """A listing whose place somebody takes out of view at once: the registry keeps it, nobody outside is told."""
    own_list(world, as_csv([row("withheld", disclosure="address", community=TOKENS["city"], **CONFIDENTIAL)]))
    (service,) = (one for one in world.store.all_services() if one.origin.record_key == "withheld")
    world.store.withhold(service.id, Part.PLACE, "p-alice", DAY, service.locations[0].id)
    yield "withholding", command(world, "reindex").encode()


def own_hidden_house(world: World) -> None:
    """A listing of the partner's that shows its region alone."""
    place = Location("at-hidden", Disclosure.REGION, "ON")
    origin = replace(OFFERED[0].origin, record_key="hidden")
    world.store.publish([replace(OFFERED[0], id="hidden", locations=(place,), origin=origin)], DAY, "tests")


def everything_uploaded(world: World) -> Iterator[tuple[str, bytes]]:
    """A partner who sends files that tell the street of their own hidden house, and of new ones, looks, and sends."""
    own_hidden_house(world)
    client, home = browser_of("partner_own", world), "/en/partner/files"
    about = {"disclosure": "region", "community": TOKENS["city"], "province": "ON", "delivery": "in_person"}
    place = {name: value for name, value in CONFIDENTIAL.items() if name != "note"}
    new = {"service_name_en": "Support", "categories": "shelter.emergency", "phone_crisis": "807-555-0150"}
    changed = about | place | {"record_key": "hidden", "description_en": "Open to all."}
    another = new | about | FURTHER | {"service_name_en": "Other support"}
    feature = {"properties": another, "geometry": {"type": "Point", "coordinates": POINT}}
    lists = {"change": [changed], "new": [new | about | place | FURTHER], "new point": {"features": [feature]}}
    for name, document in lists.items():
        file = io.BytesIO(json.dumps(document).encode()), "list.json"
        form = {"csrf_token": seated.token_of(client, home), "organization": OWN, "file": file}
        there = client.post(home, data=form).headers["Location"].removesuffix("/columns")
        looked = client.get(there)
        assert looked.text.count('name="row"') == 1 and "may not be known" in looked.text
        yield f"upload {name}", said(looked)
        agreed = Page(looked.text).filled() | {"consent_by": "director", "consent_on": DAY}
        yield f"upload {name}, send", said(client.post(f"{there}/send", data=agreed, follow_redirects=True))


def everything_suggested(world: World) -> Iterator[tuple[str, bytes]]:
    """A partner who writes the street of their own hidden house into the form, looks, keeps it for later, and sends."""
    own_hidden_house(world)
    client, page = browser_of("partner_own", world), "/en/partner/listing/hidden"
    typed = {f"c_{name}": value for name, value in CONFIDENTIAL.items() if name != "note"}
    typed |= {"c_community": TOKENS["city"]}
    for do in ("look", "later"):
        sent = Page(client.get(page).text).filled() | typed | {"do": do}
        yield f"suggest, {do}", said(client.post(page, data=sent, follow_redirects=True))
    for number in ("1", "2"):
        there = f"/en/partner/proposal/{number}"
        form = {"csrf_token": seated.token_of(client, "/en/account"), "edition": "1"}
        yield "suggest, send", said(client.post(f"{there}/send", data=form, follow_redirects=True))
        yield "suggest, edit", said(client.get(f"{there}/edit"))


CONDITIONAL = {"If-None-Match": '"1"', "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT", "Range": "bytes=0-20"}


def answers(world: World, client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Every answer to one person: each address, method, format, and conditional; each form; each error."""
    for address in addresses(world.app, parts(world.store.ids(), ("1", "2"))):
        for method in sorted(address.methods | {"GET", "POST", "PUT"}):
            if method in UNSAFE and address.methods.isdisjoint(UNSAFE) and method != "POST":
                continue
            yield heard(client, address, method, {})
        for accept in FORMATS:
            yield heard(client, address, "GET", {"Accept": accept})
        yield heard(client, address, "GET", CONDITIONAL | {"Accept-Encoding": "gzip"})
    yield from asked(client)
    yield from failing(world, client)


def heard(client: FlaskClient, address: Address, method: str, headers: dict[str, str]) -> tuple[str, bytes]:
    """One answer: its name, and its status, headers and body as bytes."""
    response = client.open(address.path, method=method, headers=headers)
    return f"{method} {address.path} {headers.get('Accept-Encoding', '')}", said(response)


def said(response) -> bytes:
    """An answer as bytes, its body also as it is before it is compressed."""
    return b"\n".join([f"{response.status}\n{response.headers}".encode(), *unpacked(response.get_data())])


EVERYWHERE = {"west": "-180", "south": "-85", "east": "180", "north": "85", "zoom": "3"}


def asked(client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Questions that lead to every listing, and forms that are refused."""
    forms = {
        "search": [
            {"words": words, "place": place, "province": province}
            for words in ("", "support", "soutien", "shelter", "women's shelter", "hospital")
            for place in ("", "Thunder Bay", "Toronto", "P7B")
            for province in ("", "ON")
        ]
        + [{"sort": "latitude"}, {"words": "a" * 300}, {"words": "a" * 40_000}, {"place_id": "gn:1"}],
        "link": [{"words": "support"}, {"words": "support", "with_words": "y"}],
        "around": [{"latitude": "48.4", "longitude": "-89.2"}, {"latitude": "48.4", "longitude": "-89.25"}],
        "map-data": [EVERYWHERE, EVERYWHERE | {"words": "support"}, EVERYWHERE | {"sort": "latitude"}],
        "coverage": [
            {"kind": "component:counselling", "by": "ON"},
            {"kind": "category:counselling.trauma"},
            {"kind": "x"},
        ],
        "shortlist": [{"keep": ["nobody"]}, {"keep": "a" * 20_000}],
    }
    for language in ("en", "fr"):
        for page, sent in forms.items():
            for values in sent:
                yield f"{page} {values}"[:120], said(client.post(f"/{language}/{page}", data=values))


def failing(world: World, client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Faults of ours that carry a whole row in their message: neither page nor log may repeat it."""

    def broken(*_args: object, **_more: object) -> object:
        raise RuntimeError(f"cannot read {CONFIDENTIAL}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "public_many", broken)
        for language in ("en", "fr"):
            response = client.get(f"/{language}/service/nobody")
            assert response.status_code == 500
            yield "500", said(response)


def kept(world: World) -> Iterator[tuple[str, bytes]]:
    """Every file of the state folder, of a backup, and of the folder for what is passing."""
    command(world, "backup", world.state / "copy.db")
    for name in ("check", "settings", "routes", "reindex", "catch-up"):
        yield f"portal {name}", command(world, name).encode()
    folder = world.folder / "tmp"
    for path in [*world.files(), *(path for path in folder.rglob("*") if path.is_file())]:
        yield str(path.relative_to(world.folder)), path.read_bytes()


class Heard(logging.Handler):
    """Every line anyone logs, with what it was told of an error."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(message)s %(args)s").format(record))


def crawl(world: World, ways_in: Callable[[World], Iterator[tuple[str, bytes]]]) -> tuple[int, Counter[str]]:
    """How many outputs were read, and which fields were found in which of them."""
    logs, root = Heard(), logging.getLogger()
    level = root.level
    root.addHandler(logs)
    root.setLevel(logging.DEBUG)
    read, found = 0, Counter[str]()
    (world.folder / "tmp").mkdir()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", str(world.folder / "tmp"))
            for name, output in outputs(world, ways_in):
                read += 1
                found.update(f"{field} in {name}" for field in NEEDLES.within(output))
    finally:
        root.removeHandler(logs)
        root.setLevel(level)
    found.update(f"{field} in the log" for field in NEEDLES.within("\n".join(logs.lines).encode()))
    return read, found


def outputs(world: World, ways_in: Callable[[World], Iterator[tuple[str, bytes]]]) -> Iterator[tuple[str, bytes]]:
    """Everything that comes out, by name."""
    offered(world)
    yield from ways_in(world)
    world.opens(maps=True)
    for role in ROLES if FULL else ("visitor", "coordinator"):
        for name, output in answers(world, browser_of(role, world)):
            yield f"{role}: {name}", output
    yield from kept(world)


WAYS_IN = {
    "hidden": everything_hidden,
    "narrowed": everything_narrowed,
    "restored": everything_restored,
    "suggested": everything_suggested,
    "uploaded": everything_uploaded,
}


@pytest.mark.parametrize("ways_in", WAYS_IN.values(), ids=WAYS_IN)
def test_no_word_of_a_hidden_place_is_in_any_byte(worlds, scoreboard, ways_in):
    world = worlds("canary")

    read, found = crawl(world, ways_in)

    expected = len(HIDDEN) + len(FILES) if ways_in is everything_hidden else 1
    size = f"{len(world.app.url_map._rules)} rules, {read} outputs"
    scoreboard(
        f"canary crawl ({ways_in.__name__.replace('_', ' ')})", size, "0 found", f"{found.total()} found",
        not found and len(world.store.ids()) == len(OFFERED) + expected,
        found.most_common(5),
    )  # fmt: skip


def test_a_place_that_is_withheld_is_in_no_answer(worlds, scoreboard):
    world = worlds("canary-withheld")

    read, found = crawl(world, everything_withheld)

    # Two people may show it again, so the registry itself and its copy keep it.
    told = [one for one in found if "registry.db" not in one and "copy.db" not in one]
    scoreboard("canary crawl (withheld)", f"{read} outputs", "0 found", f"{len(told)} found", not told, told[:5])


def test_the_crawl_finds_the_same_words_where_they_may_be_known(worlds, scoreboard):
    world = worlds("canary-control")
    public = row("public", disclosure="address", community=TOKENS["city"], **CONFIDENTIAL)
    del public["note"]

    def shown(world: World) -> Iterator[tuple[str, bytes]]:
        yield "import", own_list(world, as_csv([public | {"note": ""}])).encode()

    _read, found = crawl(world, shown)

    places = {
        "a page": any("GET /en/service/" in one for one in found),
        "a compressed page": any("gzip" in one for one in found),
        "a list": any("street in visitor: search" in one for one in found),
        "the map's data": any("map-data" in one and one.startswith("point") for one in found),
        "the list to take away": any("data/list.csv" in one for one in found),
        "the list as HSDS": any("data/list.json" in one and one.startswith("point") for one in found),
        "the database": any("registry.db" in one for one in found),
        "the word index": any("state/index" in one for one in found),
        "the catalogue": any("state/catalogue" in one and one.startswith("point") for one in found),
        "a backup": any("copy.db" in one for one in found),
    }
    missed = [place for place, seen in places.items() if not seen]
    seen = f"{len(places) - len(missed)} seen"
    scoreboard("    control: the same words, public", f"{len(places)} places", "all seen", seen, not missed, missed)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_one_of_the_ways_in(name):
    assert name in FILES
