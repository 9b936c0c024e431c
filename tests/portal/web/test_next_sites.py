"""Where the next place would help most, asked of the page: the best choice of the communities that may be proposed."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from geo import demand as demands
from geo.siting import covers
from geo.sphere import as_xyz
from portal.coverage import whatif
from tests.conftest import DATA
from tests.countries import country

from .test_coverage import of_need


@pytest.fixture(scope="module")
def ground():
    """The places that come with the site."""
    return demands.read(Path("nowhere"), DATA / "places")


def asked(client, reach=100, **form):
    return client.post(f"/en/coverage/{of_need(reach=reach, where='next')}", data=form)


def gains(html):
    return [int(people.replace(",", "")) for people in re.findall(r"([\d,]+) people newly within reach", html)]


def best(ground, letters, sites, reach):
    """The most people that any choice of so many places in a province newly reaches, by trying them all."""
    inside = [row for row, province in enumerate(ground.communities.provinces) if province == letters]
    reached = covers(as_xyz(ground.communities.lonlat[inside]), ground.xyz, reach).toarray() > 0
    choices = combinations(range(len(inside)), sites)
    return max(round(float(ground.people[reached[list(choice)].any(axis=0)].sum())) for choice in choices)


@pytest.mark.parametrize("letters, reach", [("PE", 25), ("PE", 50), ("YT", 100), ("YT", 200)])
def test_the_page_names_the_best_choice_and_says_that_it_is_proven(client, ground, letters, reach):
    html = asked(client, reach, sites="2", province=letters).text

    assert 0 < len(gains(html)) <= 2
    assert sum(gains(html)) == best(ground, letters, 2, reach)
    assert "Proven: no other choice" in html


def test_an_answer_is_proven_or_says_what_no_choice_can_exceed(client):
    """Which of both depends on how fast the machine is: the exact search is given so many seconds."""
    html = asked(client, 200, sites="5").text

    assert gains(html) == sorted(gains(html), reverse=True)
    bound = re.search(r"Found step by step\. The best choice could bring at most \d+\.\d percent more people", html)
    assert ("Proven: no other choice" in html) != bool(bound)


@pytest.mark.parametrize("form", [{"sites": "11"}, {"sites": "0"}, {"province": "XX"}, {"place": "Thunder Bay"}])
def test_what_no_form_of_ours_sends_is_refused(client, form):
    assert asked(client, **form).status_code == 400


def test_while_one_is_worked_out_the_next_is_turned_away(client):
    with whatif._one_at_a_time:
        answer = asked(client, sites="1", province="YT")

    assert answer.status_code == 429


def test_no_gain_is_about_one_community_that_may_not_be_told_of():
    ground = country([(-95.0, 50.0), (-95.1, 50.0), (-95.2, 50.0)], [10.0, 200.0, 3000.0])
    every = np.arange(3)
    named = ground.communities.codes.index("CSD:0000000")

    def told(*silent):
        withheld = np.isin(np.arange(3), silent)
        return whatif.people_at(every, ground, withheld)

    assert told() == 3210
    assert told(named) == 3200
    assert told(0, 1) == 3210
