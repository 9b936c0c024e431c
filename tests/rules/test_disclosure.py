"""One door out: no way round it in the code, and no hidden place behind any answer."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geo.places import NoSuchPlace
from geo.surroundings import NOTHING_KNOWN
from portal import create_app, packaging
from portal.config import Settings
from portal.exchange.imports import Import
from portal.exchange.layouts import LAYOUTS, Plain
from portal.finding import indexing
from portal.finding.catalogue import current
from portal.finding.find import find
from portal.finding.keeping import Keeper
from portal.finding.question import Question
from portal.mapping.caution import Caution
from portal.mapping.checks import COLUMNS
from portal.registry import database, migrations
from portal.registry.backup import backup
from portal.registry.model import Disclosure, Location, Organization, Origin, Service, Source, Text
from portal.registry.store import Broken, Store
from portal.registry.vocabulary import Vocabularies

CHECKOUT = Path(__file__).parents[2]
TAXONOMY = CHECKOUT / "data" / "taxonomy"
SOURCE = Source("test-list", "Test list", "Test publisher", "facts_compiled", "", "2026-11-24")
AUTHORISER = "portal/web/access.py"
"""Hands a listing as it is held to a signed-in person of its own organization, once it is sure that they are."""
COPIES = ("data", "data/list.csv", "data/list.json")
RAW_QUESTIONS = {"service", "services", "all_services"}
"""What a store answers with listings as it holds them."""


def files(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((CHECKOUT / folder).rglob("*.py")):
            yield str(path.relative_to(CHECKOUT)), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[str]:
    """The last part of the name of everything a module calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def names(tree: ast.Module) -> set[str]:
    """Every name a module imports or mentions."""
    imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for a in node.names}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return imported | attributes | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("made", ["PublicService", "Where"])
def test_a_public_listing_is_made_at_the_door_and_nowhere_else(made):
    makers = {name for name, tree in files("portal", "geo", "search_index") if made in set(calls(tree))}

    assert makers == {"portal/registry/disclosure.py"}


def test_only_the_registry_opens_the_door():
    users = {name for name, tree in files("portal", "geo", "search_index") if "for_public" in names(tree)}

    assert users - {"portal/registry/disclosure.py"} == {"portal/registry/questions.py"}


def test_what_searches_and_what_shows_never_sees_a_listing_as_it_is_held():
    for name, tree in files("portal/finding", "portal/web"):
        if name == AUTHORISER:
            continue
        assert not {"Service", "Location"} & names(tree), name
        assert not RAW_QUESTIONS & set(calls(tree)), name


def test_no_template_asks_a_store():
    templates = sorted((CHECKOUT / "portal" / "web" / "templates").rglob("*.html"))

    assert templates
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(store|locations|Location|all_services)\b|\.services?\(", text), path.name


def test_the_rules_above_see_what_they_are_for():
    spoilt = ast.parse("from portal.registry.model import Service\ndef f(store):\n    return store.services([])\n")

    assert "Service" in names(spoilt) and "services" in set(calls(spoilt))


# A listing with a token in every place field, through every way in.

TOKENS = {
    "address": "77 Quokkavale Lane",
    "community": "Quillwortburg",
    "postal_code": "P7B 9Z9",
    "latitude": "48.1234567",
    "longitude": "-89.7654321",
}
POINT = (float(TOKENS["longitude"]), float(TOKENS["latitude"]))
PIECES = ("quokkavale", "quillwortburg", "p7b 9z9", "p7b9z9", "48.12345", "89.76543", "-89.765", "48.1234")
ABOUT = dict.fromkeys(COLUMNS, "") | {
    "organization_name_en": "Rosewood Circle (invented)",
    "service_name_en": "Support",
    "service_name_fr": "Soutien",
    "categories": "counselling.trauma",
    "delivery": "in_person",
    "province": "ON",
    "phone_office": "807-555-0100",
    "source_name": "Test publisher",
}
LEVELS = {
    "region": {"disclosure": "region"},
    "shelter": {"disclosure": "address", "categories": "shelter.emergency"},
    "community": {"disclosure": "community", "community": "Larchville"},
}


class Nowhere:
    """A gazetteer that knows no place."""

    def __len__(self):
        return 0

    def find(self, text):
        raise NoSuchPlace(text, [])

    def zones_in(self, area):
        return ()

    def surroundings_in(self, area):
        return NOTHING_KNOWN

    def by_id(self, place_id):
        return None

    def in_text(self, text, fuzzy=False, is_word=None):
        return []

    def others(self, place):
        return []


class Site:
    """A registry in a file, and everything that is made from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.terms = Vocabularies(TAXONOMY)
        self.settings = Settings(state_dir=folder, secret_key="x" * 40)
        self.store = Store(database.open_writer(self.settings.database), self.terms)
        migrations.migrate(self.store.db, self.terms)
        self.said: list[str] = []

    def imports(self, layout, path: Path) -> None:
        caution = Caution.load(TAXONOMY / "shelter_words.csv")
        report = Import(layout, self.store, caution, "2026-11-24").run([path], keep_good_rows=True)
        self.said += [repr(report), *report.lines("en"), *report.lines("fr")]

    def imports_rows(self, *changes: dict[str, str]) -> None:
        """The same row through the plain layout, and through a foreign one that calls every place a shelter."""
        rows = [ABOUT | TOKENS | {"record_key": f"r{n}"} | change for n, change in enumerate(changes)]
        path = self.folder.parent / "list.csv"
        lines = [",".join(f'"{row[column]}"' for column in COLUMNS) for row in rows]
        path.write_text("\n".join([",".join(COLUMNS), *lines]), encoding="utf-8")
        self.imports(Plain(SOURCE), path)

    def imports_shelters(self) -> None:
        properties = {
            "OBJECTID": 1, "NAME": "Cedar House", "TYPE": "Shelter", "TYPE2": "Family", "CITY": TOKENS["community"],
            "ADDRESS_FU": TOKENS["address"], "POSTAL_COD": TOKENS["postal_code"],
        }  # fmt: skip
        geometry = {"type": "Point", "coordinates": POINT}
        path = self.folder.parent / "list.geojson"
        path.write_text(json.dumps({"features": [{"properties": properties, "geometry": geometry}]}))
        self.imports(LAYOUTS["toronto-shelters"], path)

    def publishes(self, level: Disclosure) -> None:
        """Straight to the store, past every importer."""
        place = Location("l", level, "ON", TOKENS["community"], TOKENS["address"], TOKENS["postal_code"], POINT)
        service = Service(
            id="direct",
            organization=Organization("o", Text("Heron Bridge (invented)")),
            name=Text("Support"),
            categories=("food",),
            province="ON",
            locations=(place,),
            origin=Origin("test-list", "direct", retrieved_on="2026-11-24"),
        )
        self.store.add_source(SOURCE)
        self.store.publish([replace(service, locations=()), service], "2026-11-24", "test")

    def answers(self) -> str:
        """What search answers, plain and by index, and what the index is told."""
        catalogue = current(self.store, Nowhere(), None)
        indexing.rebuild(self.store, self.settings.index)
        index = indexing.open_index(self.settings.index, None)
        told = [indexing.document(service, self.terms) for service in self.store.published()]
        found = [
            find(Question(words=words, language=language), catalogue, engine, Nowhere(), self.store)
            for words in ("", "support", "rosewood", "quokkavale", "quillwortburg")
            for language in ("en", "fr")
            for engine in (None, index)
        ]
        index.close()
        assert any(result.total for result in found)
        return repr((told, found)).replace("words='quokkavale'", "").replace("words='quillwortburg'", "")

    def pages(self) -> str:
        """Every page anyone can reach."""
        packaging.compile_translations()
        client = create_app(self.settings).test_client()
        said = []
        for language in ("en", "fr"):
            said += [client.get(f"/{language}/{page}") for page in ("", "browse", *COPIES, "safety", "nothing")]
            said += [client.get(f"/{language}/service/{i}") for i in self.store.ids()]
            said += [
                client.post(f"/{language}/search", data={"words": words, "province": province})
                for words in ("", "support", "shelter")
                for province in ("", "ON")
            ]
        client.application.extensions["waypoint"].index.close()
        return "\n".join(str(answer.headers) + answer.get_data(as_text=True) for answer in said)

    def files(self) -> str:
        """The bytes of everything in the state folder, and of a backup."""
        backup(self.settings.database, self.folder / "copy.db")
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        assert {"registry.db", "copy.db"} < {path.name for path in paths}
        return "\n".join(path.read_bytes().decode("latin-1") for path in paths)


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path / "state")
    yield site
    site.store.db.conn.close()


def pieces_in(text: str) -> set[str]:
    """Which pieces of the tokens a text holds, whatever its capitals."""
    return {piece for piece in PIECES if piece in text.lower()}


def everything(site: Site) -> dict[str, set[str]]:
    """Which tokens each output holds."""
    answers, pages = site.answers(), site.pages()
    outputs = {"answers": answers, "pages": pages, "files": site.files(), "reports": "\n".join(site.said)}
    return {name: pieces_in(text) for name, text in outputs.items()}


def test_a_hidden_place_sent_through_every_import_appears_in_no_output(site):
    site.imports_rows(*LEVELS.values())
    site.imports_shelters()

    assert len(site.store.ids()) == 4
    assert everything(site) == {"answers": set(), "pages": set(), "files": set(), "reports": set()}


@pytest.mark.parametrize("level", [Disclosure.COMMUNITY, Disclosure.REGION])
def test_a_hidden_place_is_refused_by_the_store_itself_without_being_named(site, level):
    site.imports_rows({"disclosure": "region"})

    with pytest.raises(Broken) as refusal:
        site.publishes(level)

    site.said += [str(refusal.value), repr(refusal.value.faults)]
    assert len(site.store.ids()) == 1
    assert everything(site) == {"answers": set(), "pages": set(), "files": set(), "reports": set()}


def test_the_same_search_finds_a_place_that_may_be_known(site):
    site.imports_rows({"disclosure": "address"})

    found = everything(site)

    for output in ("answers", "pages", "files"):
        assert {"quokkavale", "quillwortburg", "p7b 9z9"} <= found[output], output
    assert {"48.12345", "89.76543"} <= found["answers"]


def test_the_community_is_public_where_its_provider_says_so_and_nothing_else_is(site):
    site.imports_rows({"disclosure": "community"})

    found = everything(site)

    assert {output: pieces for output, pieces in found.items() if pieces} == {
        output: {"quillwortburg"} for output in ("answers", "pages", "files")
    }


def test_what_is_hidden_later_leaves_no_byte_anywhere_in_the_state_folder(site, tmp_path):
    keeper = Keeper(site.settings.index, site.settings.catalogue, Nowhere)
    site.imports_rows({"disclosure": "address"})
    keeper.turn(site.store)
    assert {"quokkavale", "quillwortburg"} <= pieces_in(site.files())
    (site.folder / "copy.db").unlink()

    site.imports_rows({"disclosure": "region"})
    keeper.turn(site.store)
    keeper.close()

    assert {"registry.db.decisions", "CURRENT"} & {path.name for path in site.folder.rglob("*")}
    assert pieces_in(site.files()) == set()


# Who may hold a listing as it is stored.

HOLDERS = (
    "portal/registry/",
    "portal/mapping/",
    "portal/exchange/imports.py",
    "portal/exchange/uploads.py",
    "portal/accounts/",
    AUTHORISER,
)
"""They check it, store it or decide on it. None of them shows it."""
STORED = {"Service", "Location"}


def test_nobody_but_those_who_check_and_store_takes_a_listing_as_it_is_held():
    takers = {name for name, tree in files("portal") if STORED & names(tree) or RAW_QUESTIONS & set(calls(tree))}

    assert {name for name in takers if not name.startswith(HOLDERS)} == set()
    assert {"portal/exchange/imports.py", "portal/mapping/checks.py"} <= takers


def test_no_other_module_reads_the_tables_of_listings():
    """SQL that names a table of listings stands where it is checked what leaves."""
    tables = re.compile(
        r"\b(?:FROM|JOIN)\s+(?:service|location|phone|source_record|revision|plain_words|organization)\b"
    )
    readers = {
        name
        for name, tree in files("portal")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and tables.search(node.value)
    }

    registry = (
        "bookkeeping",
        "questions",
        "store",
        "writing",
        "decisions",
        "stewardship",
        "handovers",
        "sketches",
        "standing",
        "upkeep",
        "schema/record",
        "schema/owners",
    )
    # What stewardship reads goes to the owner of the record, by a command, and nowhere else; handovers reads ids.
    # Sketches pass the door place by place, held equal to public listings by tests/portal/mapping/test_twins.py;
    # standing reads names and days for coordinators.
    # Upkeep reads days, and communities that are public; where something is withheld it asks for what is shown.
    # Bookkeeping counts, and answers with ids and days.
    # Accounts read the names of organizations, for the people who keep seats.
    assert readers <= {*(f"portal/registry/{name}.py" for name in registry), "portal/accounts/store.py"}
    assert "portal/registry/questions.py" in readers


def test_nobody_who_holds_a_listing_writes_a_log():
    loggers = {name for name, tree in files("portal", "geo", "search_index") if "logging" in names(tree)}
    printers = {name for name, tree in files("portal", "geo", "search_index") if "print" in set(calls(tree))}

    assert (loggers, printers) == (
        {"portal/commands/serving.py", "portal/web/application.py", "portal/web/sessions.py"},
        set(),
    )
