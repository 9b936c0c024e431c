"""Access scores: enhanced two-step floating catchments (E2SFCA), after Luo and Qi (2009).

First each service is shared among the people within its reach; then each person adds up the shares of the services
within theirs. Nearer counts for more, by the steps of DECAY. How far people's reach goes depends on how remote their
community is. Scores are services for 10,000 people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.demand import Demand
from geo.nested import Nested, Reach
from geo.remoteness import UNKNOWN
from geo.sphere import Floats, as_xyz, chord_of, fitting_radius

DECAY = ((1 / 3, 1.0), (2 / 3, 0.68), (1.0, 0.22))
"""Up to which part of the reach a service counts for how much.

The weights of Luo and Qi (2009) as PySAL gives them: "the weight function from the original paper,
`weights.step_fn({10 : 1, 20 : 0.68, 30 : 0.22})`", minutes by road of a reach of thirty
(https://github.com/pysal/access, access/access.py at 68b77fb, opened on 28 November 2026; the paper itself could not be
opened). That they hold at the same thirds of a reach in kilometres is ours.
"""
CATCHMENT_KM = (25.0, 50.0, 100.0, 150.0, 200.0)
"""How far people's reach goes, by remoteness class from easily accessible to very remote. Our judgement."""
CATCHMENT_UNKNOWN_KM = 100.0
"""Reach of a community whose class nobody knows."""
PER_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Services:
    """Services as columns: points (s, 2), which of the kinds asked about each is, and how much it can take on."""

    points: Floats
    kind: NDArray[np.int64]
    capacity: Floats
    """1 where unknown."""


def catchments(demand: Demand) -> Floats:
    """Kilometres of reach at each point, by the class of its community."""
    by_class = np.array([*CATCHMENT_KM, CATCHMENT_UNKNOWN_KM])
    classes = demand.communities.remoteness[demand.community]
    km: Floats = by_class[np.where(classes == UNKNOWN, len(CATCHMENT_KM), classes)]
    return km


def access_scores(
    demand: Demand,
    services: Services,
    reach_km: Floats,
    kinds: int = 1,
    compiled: bool = True,
    sharing: Floats | None = None,
) -> Floats:
    """Services per 10,000 people at each point of demand, for each kind of service: (n, kinds).

    `reach_km` (n,) is how far people's reach goes at each point. A service that nobody counted lives near gives none.
    `sharing` (s,) is what `people_in_reach` says of the services, where that is known already.
    """
    # Services of one kind at one place share one sum: a hospital and its clinics, the middle of a community.
    first, place = places_of(services.points)
    entries, entry = np.unique(place * kinds + services.kind, return_inverse=True)
    capacity = np.bincount(entry, services.capacity)
    places, place, kind = services.points[first], entries // kinds, entries % kinds
    people = people_in_reach(demand, places, reach_km, compiled) if sharing is None else sharing[first]
    sharing = people[place]
    share = np.divide(capacity, sharing, out=np.zeros(len(entries)), where=sharing > 0)
    reach = Reach(steps_of(reach_km, demand.radius), WEIGHTS)
    return Nested(as_xyz(places)[place], share, kind, kinds).sums(demand.xyz, reach, compiled) * PER_PEOPLE


def places_of(points: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of each place of the points (s, 2), and the place of each point."""
    _, first, place = np.unique(points @ [1, 1j], return_index=True, return_inverse=True)
    return first, place


def people_in_reach(demand: Demand, points: Floats, reach_km: Floats, compiled: bool = True) -> Floats:
    """How many people, weighted by distance, share what stands at each of the points (s, 2): who has it in reach."""
    first, place = places_of(points)
    xyz, radius = as_xyz(points[first]), fitting_radius(points[first])
    found = np.zeros(len(first))
    for km in np.unique(reach_km):
        some = (reach_km == km) & (demand.people > 0)
        reach = Reach(steps_of(np.full(len(first), km), radius), WEIGHTS)
        found += Nested(demand.xyz[some], demand.people[some]).sums(xyz, reach, compiled)[:, 0]
    return found[place]


WEIGHTS = np.array([weight for _part, weight in DECAY])


def steps_of(km: Floats, radius: Floats) -> Floats:
    """The chords, in metres, at which the weight steps down: (n, bands)."""
    return np.column_stack([chord_of(km * part, radius) for part, _weight in DECAY])
