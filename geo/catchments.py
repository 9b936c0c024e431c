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

The weights of Luo and Qi, "An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
accessibility to primary care physicians", Health & Place 15 (2009), at equal thirds of the reach.
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
    demand: Demand, services: Services, reach_km: Floats, kinds: int = 1, compiled: bool = True
) -> Floats:
    """Services per 10,000 people at each point of demand, for each kind of service: (n, kinds).

    `reach_km` (n,) is how far people's reach goes at each point. A service that nobody counted lives near gives none.
    """
    # Services of one kind at one place share one sum: a hospital and its clinics, the middle of a community.
    _, first, place = np.unique(services.points @ [1, 1j], return_index=True, return_inverse=True)
    entries, entry = np.unique(place * kinds + services.kind, return_inverse=True)
    capacity = np.bincount(entry, services.capacity)
    places, place, kind = services.points[first], entries // kinds, entries % kinds
    xyz = as_xyz(places)
    sharing = people_in_reach(demand, xyz, fitting_radius(places), reach_km, compiled)[place]
    share = np.divide(capacity, sharing, out=np.zeros(len(entries)), where=sharing > 0)
    reach = Reach(steps_of(reach_km, demand.radius), WEIGHTS)
    return Nested(xyz[place], share, kind, kinds).sums(demand.xyz, reach, compiled) * PER_PEOPLE


def people_in_reach(
    demand: Demand, services: Floats, radius: Floats, reach_km: Floats, compiled: bool = True
) -> Floats:
    """How many people, weighted by distance, share each service (s, 3): those whose own reach includes it."""
    found = np.zeros(len(services))
    for km in np.unique(reach_km):
        some = (reach_km == km) & (demand.people > 0)
        reach = Reach(steps_of(np.full(len(services), km), radius), WEIGHTS)
        found += Nested(demand.xyz[some], demand.people[some]).sums(services, reach, compiled)[:, 0]
    return found


WEIGHTS = np.array([weight for _part, weight in DECAY])


def steps_of(km: Floats, radius: Floats) -> Floats:
    """The chords, in metres, at which the weight steps down: (n, bands)."""
    return np.column_stack([chord_of(km * part, radius) for part, _weight in DECAY])
