"""What the coverage map is told: each area once, public addresses alone, nothing of one that has not agreed."""

from __future__ import annotations

import gzip
import json

from portal.coverage.need import Need
from portal.registry.model import Disclosure, Location
from tests.conftest import CAST, DATA, listing

from .conftest import GRASSY_NARROWS
from .test_coverage import LEGAL, THUNDER_BAY, looked, of_need

MOST_BYTES = 300_000
"""What a national map may send in all, compressed."""


def told(client, by, need=LEGAL):
    return client.get(f"/en/coverage/{of_need(need, where=f'map/{by}')}").get_json()


def test_every_province_is_drawn_once_under_the_name_of_its_outline(client):
    items = told(client, "province")["items"]

    outlines = json.loads((DATA / "boundaries" / "provinces.geojson").read_text())["features"]
    assert sorted(item["code"] for item in items) == sorted(f"PR:{one['properties']['pruid']}" for one in outlines)


def test_every_community_is_drawn_once(nation):
    items = told(nation, "community")["items"]

    assert len(items) == len({item["area"] for item in items}) == 5161


def test_only_public_addresses_are_marked(covered):
    house = listing("house", "House", "legal.aid", place=Location("at-house", Disclosure.COMMUNITY, "ON", "Kenora"))

    points = told(covered((*CAST, house)), "province")["points"]

    assert points == [[-89.3, 48.41], [-89.25, 48.4]]


def test_where_somebody_looked_is_told_apart(covered):
    items = told(covered(CAST, looked(THUNDER_BAY)), "ON")["items"]

    assert [item["area"] for item in items if item["looked"]] == [THUNDER_BAY]


def figure_of(client, code):
    (one,) = (item for item in told(client, "ON")["items"] if item["area"] == code)
    return one["values"]


def test_a_first_nation_has_a_dot_and_a_figure_only_with_its_consent(nation, agreeing):
    assert figure_of(nation, GRASSY_NARROWS) is None
    assert figure_of(agreeing, GRASSY_NARROWS) is not None


def test_the_national_map_is_small_enough_for_a_slow_line(nation):
    answer = nation.get(
        f"/en/coverage/{of_need(Need('category:food'), where='map/community')}", headers={"Accept-Encoding": "gzip"}
    )

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(answer.data)) > len(answer.data)
    assert len(answer.data) < MOST_BYTES / 2
