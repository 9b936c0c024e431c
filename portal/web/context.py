"""What a view may reach: settings, vocabularies, registry, catalogue, word index, places, the moment.

The database is opened for each request and closed after it. Catalogue, index and places are held by the app and
swapped whole, so a request always sees one revision of each.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from flask import Flask, abort, current_app, g

from geo.places import NoSuchPlace, Place, Places, SeveralPlaces
from portal.accounts.keys import Keys
from portal.accounts.signin import Door
from portal.accounts.store import Accounts
from portal.accounts.throttle import Throttle
from portal.config import Settings
from portal.coverage.latest import Coverage
from portal.exchange.waiting import Waiting
from portal.finding import catalogue as catalogues
from portal.finding import indexing, openings
from portal.finding.catalogue import Catalogue
from portal.mapping.campaigns import by_code
from portal.mapping.duplicates import Pair
from portal.registry import needs
from portal.registry.database import NotReady, open_reader, open_writer, together
from portal.registry.disclosure import PublicService, Where
from portal.registry.model import PROVINCES, Point, Text
from portal.registry.recent import Recent
from portal.registry.store import Store
from portal.registry.vocabulary import Vocabularies
from search_index.index import Index

from . import areas, assets, emergency, offers
from .cards import Line, LineOf

INVENTED = "invented"
"""The licence of sources that somebody made up for trying things out."""
FARTHEST_KM = 150.0
"""How far from a position the nearest community may be and still say where somebody is."""
PATIENCE_SECONDS = 1.0
"""How long a page waits for something small to be written."""
BRIEF_SECONDS = 0.2
"""How long a question waits while another request brings the catalogue up to date: mostly a few listings' work."""
RETRY_SECONDS = 5.0
"""How long a missing or doubtful index is left alone: checking a large one again for each request costs too much."""


@dataclass
class Held:
    """What the app keeps between requests."""

    settings: Settings
    terms: Vocabularies
    keys: Keys
    tries: Throttle | None = None
    """How often somebody tried to sign in."""
    places: Places | None = None
    catalogue: Catalogue | None = None
    index: Index | None = None
    clocks: openings.Clocks | None = None
    read: Recent[str, PublicService] = field(default_factory=Recent)
    """Listings that were on a page a moment ago."""
    lines: Recent[LineOf, Line] = field(default_factory=Recent)
    """What their lines in a list say."""
    area_names: dict[str, Text] | None = None
    communities: dict[str, Place] | None = None
    invented: bool = False
    """Whether the registry last read holds listings that somebody made up."""
    likely: tuple[int, list[Pair]] | None = None
    """For a revision of the registry, the listings that may be one service."""
    throttle: offers.Throttle = field(default_factory=offers.Throttle)
    index_tried: float = -RETRY_SECONDS
    coverage: Coverage | None = None
    coverage_stamp: str = ""
    coverage_now: tuple[int, dict[str, bool], Coverage, Coverage] | None = None
    """For a revision of the registry, what communities agree to, and a build: it without what was withdrawn since."""
    coverage_lock: threading.Lock = field(default_factory=threading.Lock)
    lock: threading.Lock = field(default_factory=threading.Lock)
    copy_lock: threading.Lock = field(default_factory=threading.Lock)
    catalogue_lock: threading.Lock = field(default_factory=threading.Lock)
    """Of its own: a question that only looked after the index must not leave another with an old catalogue."""


def install(app: Flask, settings: Settings) -> None:
    """Give the app what its views reach for."""
    app.extensions["waypoint"] = Held(settings, Vocabularies(settings.data_dir / "taxonomy"), Keys(settings.secret_key))
    app.teardown_appcontext(close)


def held() -> Held:
    """What this app keeps."""
    return cast(Held, current_app.extensions["waypoint"])


def settings() -> Settings:
    """The settings of this site."""
    return held().settings


def secret() -> str:
    """What this site signs with."""
    return settings().secret_key


def terms() -> Vocabularies:
    """Codes and their labels."""
    return held().terms


def store() -> Store:
    """The registry, open for this request. Raises NotReady when it cannot be opened."""
    if "store" not in g:
        g.store = Store(open_reader(settings().database), terms(), held().read)
    return cast(Store, g.store)


def writable() -> Store:
    """The registry, open for writing in this request; for those who act, never for a visitor."""
    if "writable" not in g:
        g.writable = Store(open_writer(settings().database), terms())
    return cast(Store, g.writable)


def close(_error: BaseException | None) -> None:
    """Close the registry at the end of the request."""
    for name in ("store", "writable"):
        opened = g.pop(name, None)
        if opened is not None:
            opened.db.conn.close()


def accounts() -> Accounts:
    """Seats and sessions, for reading."""
    return Accounts(store().db)


def door() -> Door:
    """What somebody who comes in, or changes a seat, is held against; open for writing."""
    return Door(Accounts(writable().db), held().keys, tries())


def tries() -> Throttle:
    """How often somebody tried to sign in, shared by all workers."""
    kept = held()
    if kept.tries is None:
        kept.tries = Throttle(kept.settings.tries)
    return kept.tries


def uploads() -> Waiting:
    """Uploads that somebody still looks at."""
    kept = held()
    return Waiting(kept.settings.uploads, kept.keys.sealed, kept.keys.opened)


COPY_SECONDS = 1
"""How long somebody waits who asks for the whole list while another copy is made, before being sent away."""


@contextmanager
def one_copy() -> Iterator[None]:
    """Make one copy of the whole list at a time: many at once would keep people who look for help waiting."""
    lock = held().copy_lock
    if not lock.acquire(timeout=COPY_SECONDS):
        abort(503)
    try:
        yield
    finally:
        lock.release()


def note_session(hashed: str) -> None:
    """Note that a session was used."""
    kept, now = held(), int(moment().timestamp())
    beside(kept, lambda store: Accounts(store.db).see_session(hashed, now))


def places() -> Places:
    """Every place name; loaded once. Raises NotReady when there is no table of them."""
    kept = held()
    if kept.places is None:
        with kept.lock:
            if kept.places is None:
                kept.places = load_places(kept.settings)
    return kept.places


def load_places(settings: Settings) -> Places:
    """The full geography where it was loaded, else the tables that come with the site."""
    full = settings.geography if (settings.geography / "built.json").is_file() else None
    try:
        return Places.load(settings.data_dir / "places", full)
    except OSError as error:
        raise NotReady(type(error).__name__) from error


def place_at(point: Point) -> Place | None:
    """The community a rough position lies in or near; None far from any."""
    return places().nearest_community(point, FARTHEST_KM)


def stands_in(point: Point, letters: str) -> bool:
    """Whether a point may lie in a province: a community of it is nearest, or nearest some 40 km beside the point."""
    longitude, latitude = point
    beside = ((longitude + 0.5 * east, latitude + 0.35 * north) for east in (0, -1, 1) for north in (0, -1, 1))
    # The point itself comes first, and is nearly always enough.
    nearest = False
    for one in beside:
        if place := place_at(one):
            nearest = True
            if place.province == letters:
                return True
    return not nearest


def place_of(place_id: str) -> Place | None:
    """The place of that id, or None."""
    return places().by_id(place_id)


def catalogue() -> Catalogue:
    """The catalogue of the registry's present revision.

    While one request makes it others wait for a moment, so that what was just approved is found; where it has to be
    built anew, which takes longer, they go on with the one before.
    """
    kept, here = held(), places()
    patience = -1 if kept.catalogue is None else BRIEF_SECONDS
    if not kept.catalogue_lock.acquire(timeout=patience) and kept.catalogue is not None:
        return kept.catalogue
    try:
        kept.catalogue = catalogues.current(store(), here, kept.catalogue, kept.settings.catalogue)
        return kept.catalogue
    finally:
        kept.catalogue_lock.release()


def index() -> Index | None:
    """The word index; None while there is none to trust."""
    kept = held()
    with kept.lock:
        if kept.index is not None or time.monotonic() - kept.index_tried >= RETRY_SECONDS:
            kept.index = indexing.open_index(kept.settings.index, kept.index)
            kept.index_tried = time.monotonic()
        return kept.index


def lines() -> dict[LineOf, Line]:
    """What lines said a moment ago, for a reader of this request; nothing where there is no registry to read."""
    try:
        return held().lines.of(store().state)
    except NotReady:
        return {}


def point_of(where: Where) -> tuple[Point, bool] | None:
    """A published place on the map, and whether that is only the middle of its community; None when unknown."""
    if where.point is not None:
        return where.point, False
    if not where.community:
        return None
    try:
        return places().find(f"{where.community}, {where.province}").point, True
    except (NoSuchPlace, SeveralPlaces):
        return None


def zones(service: PublicService) -> tuple[str, ...]:
    """The time zones a listing may be in."""
    kept, here = held(), places()
    if kept.clocks is None or kept.clocks.places is not here:
        kept.clocks = openings.Clocks(here)
    return kept.clocks.zones(service)


def areas_of(community: str, province: str) -> list[str]:
    """The names and area codes of a published community, from narrow to wide."""
    try:
        return codes_of(places().find(f"{community}, {province}" if community else province))
    except (NoSuchPlace, SeveralPlaces):
        return [PROVINCES[province]] if province in PROVINCES else []


def codes_of(place: Place) -> list[str]:
    """The name and area codes of a place, from narrow to wide."""
    own = PROVINCES.get(place.province, "")
    return [place.label("en"), *emergency.narrow_to_wide({*place.areas, own})]


def emergency_folder() -> Path:
    """The folder of the emergency tables."""
    return settings().data_dir / "emergency"


def has_map(name: str) -> bool:
    """Whether a map was built: `en` beside the list, `coverage-en` for coverage."""
    return (settings().maps / f"{name}.html").is_file() and "map-parent.js" in assets.own_files()


def area_names() -> dict[str, Text]:
    """Names of the areas that services declare, as far as they are known; gathered once."""
    kept = held()
    if kept.area_names is None:
        embedded = kept.settings.data_dir / "places" / "areas.csv"
        kept.area_names = areas.names_of_areas(places(), embedded, kept.settings.geography / "areas.csv")
    return kept.area_names


def communities() -> dict[str, Place]:
    """Every community by the code under which somebody looks in it; gathered once."""
    kept = held()
    if kept.communities is None:
        kept.communities = by_code(places())
    return kept.communities


def has_full_geography() -> bool:
    """Whether the geography of Statistics Canada was loaded."""
    return (settings().geography / "built.json").is_file()


def holds_invented() -> bool:
    """Whether the registry holds invented listings. Pages of errors ask too: what was last read then answers."""
    kept = held()
    # Whatever is wrong with the registry, this page is about something else and has to appear.
    with suppress(Exception):
        kept.invented = any(source.licence == INVENTED for source in store().sources())
    return kept.invented


def unmet_needs(since: str) -> list[tuple[str, str, int]]:
    """What may be said of needs that nothing answered: province, kind of help, how often, rounded."""
    return [(need.province, need.category, need.count) for need in needs.published(store(), since)]


def count_need(offer: str, province: str, community: str, category: str) -> None:
    """Count a need once, unless too many come at the same time: then it is dropped in silence.

    While a long import holds the registry nobody waits for a counter: it is then written afterwards.
    """
    kept = held()
    if not kept.throttle.lets(offer, time.monotonic()):
        return
    month = moment().strftime("%Y-%m")
    beside(kept, lambda store: needs.count(store, month, province, community, category))


def beside(kept: Held, work: Callable[[Store], None]) -> None:
    """Write something small beside the request, which waits a moment and then goes on without it."""

    def write() -> None:
        db = open_writer(kept.settings.database)
        try:
            with together(db):
                work(Store(db, kept.terms))
        finally:
            db.conn.close()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    writer.join(PATIENCE_SECONDS)


def moment() -> datetime:
    """Now, aware of its zone."""
    return datetime.now(UTC)
