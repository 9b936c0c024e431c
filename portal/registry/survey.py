"""Where somebody has looked for which kind of help, how a community is reached, and what it allows to be told.

The only module that writes or reads those tables. "Not surveyed", an unknown road and a consent never asked for are
the absence of a row: nobody can be taken for having looked, or for having agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .store import Store


class State(StrEnum):
    """How far the search for one kind of help in one community is."""

    NOT_SURVEYED = "not_surveyed"
    IN_PROGRESS = "in_progress"
    NONE_FOUND = "surveyed_none_found"
    LISTED = "surveyed_listed"


SURVEYED = frozenset({State.NONE_FOUND, State.LISTED})


class Road(StrEnum):
    """How one gets there."""

    UNKNOWN = "unknown"
    ALL_YEAR = "all_year"
    WINTER_ROAD = "winter_road"
    AIR = "air"
    FERRY = "ferry"


NOTES = ("", "phoned", "visited", "community_said", "partners_said", "web_only")
"""How it was looked; a code, so that nobody writes down what somebody told them."""


@dataclass(frozen=True, slots=True)
class Said:
    """The day, and who said so: a role and an organization, never a person."""

    day: str
    role: str
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What is known of one kind of help in one community."""

    community: str
    category: str
    state: State
    said: Said
    note: str = ""


def record(store: Store, surveys: Iterable[Surveyed]) -> None:
    """Keep these findings, each in the place of what was known before; all or none.

    Saying NOT_SURVEYED takes a finding back.
    """
    with store.together():
        for one in surveys:
            store.db.execute(
                "DELETE FROM community_survey WHERE community = ? AND category = ?", [one.community, one.category]
            )
            if one.state is not State.NOT_SURVEYED:
                store.db.execute(
                    "INSERT INTO community_survey (community, category, state, note, day, role, organization_id)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [one.community, one.category, one.state, one.note, *_said(one.said)],
                )


def surveys(store: Store) -> list[Surveyed]:
    """Every finding, by community and category."""
    query = (
        "SELECT community, category, state, day, role, organization_id, note FROM community_survey"
        " ORDER BY community, category"
    )
    return [Surveyed(row[0], row[1], State(row[2]), Said(*row[3:6]), row[6]) for row in store.db.execute(query)]


def record_road(store: Store, community: str, road: Road, said: Said) -> None:
    """Keep how a community is reached; UNKNOWN takes it back."""
    with store.together():
        store.db.execute("DELETE FROM community_road WHERE community = ?", [community])
        if road is not Road.UNKNOWN:
            store.db.execute("INSERT INTO community_road VALUES (?, ?, ?, ?, ?)", [community, road, *_said(said)])


def roads(store: Store) -> dict[str, Road]:
    """How communities are reached, where somebody said so."""
    return {row[0]: Road(row[1]) for row in store.db.execute("SELECT community, access FROM community_road")}


def record_consent(store: Store, community: str, statistics: bool, said: Said, until: str = "") -> None:
    """Keep whether a community lets statistics about itself be published, until a day (YYYY-MM-DD) or for good."""
    with store.together():
        store.db.execute(
            "INSERT INTO community_consent (community, statistics, until, day, role, organization_id)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET statistics = excluded.statistics,"
            " until = excluded.until, day = excluded.day, role = excluded.role,"
            " organization_id = excluded.organization_id",
            [community, "yes" if statistics else "no", until, *_said(said)],
        )


def consents(store: Store, day: str) -> Mapping[str, bool]:
    """What communities said about statistics, as it stands on a day: a consent that has run out is a no."""
    query = "SELECT community, statistics = 'yes' AND (until = '' OR until >= ?) FROM community_consent"
    return {row[0]: bool(row[1]) for row in store.db.execute(query, [day])}


def _said(said: Said) -> tuple[str, str, str]:
    return said.day, said.role, said.organization
