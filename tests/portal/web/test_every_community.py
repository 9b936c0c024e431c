"""The list of every community and the page of coverage over time: narrowed, paged and drawn without script."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from portal.coverage.history import Day
from portal.coverage.need import Need
from portal.registry.decisions import Part
from portal.web.coverage import overtime

from .conftest import GRASSY_NARROWS, settings_of, store_of

LEGAL = Need("category:legal.aid").token


def listed(client, asked="", lang="en"):
    response = client.get(f"/{lang}/coverage/{LEGAL}/50/communities{asked}")
    assert response.status_code == 200, response.status
    return response.text


def names(html):
    """The communities of a list in its order, those not shown one by one left out."""
    return [unescape(name) for name in re.findall(r'class="named"><a href="[^"]+">([^<]+)</a>', html)]


def codes(html):
    """The codes their links lead to."""
    return re.findall(r'class="named"><a href="[^"]+/in/([^"]+)">', html)


def test_the_national_page_leads_to_every_community_and_over_time(covered):
    html = covered().get("/en/coverage").text

    assert "/50/communities" in html
    assert "/en/coverage/history" in html


def test_every_page_together_names_every_community_once(covered):
    client, found, silent = covered(), [], 0

    for number in range(1, 1000):
        html = listed(client, f"?page={number}")
        found += codes(html)
        silent += len(re.search(r'class="silent">([^<]*)<', html)[1].split(", ")) if 'class="silent"' in html else 0
        if 'rel="next"' not in html:
            break

    assert number > 1
    assert len(found) == len(set(found))
    built = json.loads((settings_of(client).coverage / "built.json").read_text())
    assert len(found) + silent == built["communities"]


def test_a_list_is_narrowed_by_province_and_its_next_page_stays_there(covered):
    client = covered()
    html = listed(client, "?province=ON&order=name")

    assert "Thunder Bay" in listed(client, "?province=ON&part=within")
    assert not {"Montréal", "Vancouver"} & set(names(html))
    following = unescape(re.search(r'rel="next" href="([^"]+)"', html)[1])
    assert "province=ON" in following
    assert "order=name" in following


def test_what_was_chosen_leads_to_an_address_of_its_own_and_nothing_else_does(covered):
    client, path = covered(), f"/en/coverage/{LEGAL}/50/communities"

    answer = client.post(path, data={"province": "ON", "part": "call", "order": "people", "rural": ""})

    assert answer.status_code == 303
    assert answer.location == f"{path}?province=ON&part=call"
    assert client.post(path, data={"province": "ON", "near": "x"}).status_code == 400


def test_names_are_in_order_whatever_their_accents(covered):
    found = names(listed(covered(), "?province=QC&part=call&order=name"))

    assert len(found) > 20
    accented = [name for name in found if not name.isascii()]
    assert accented
    assert [name[0] for name in found if name[0].isascii()] == sorted(name[0] for name in found if name[0].isascii())


def test_a_group_that_nobody_knows_is_not_found(covered):
    client = covered()

    for asked in ("province=XX", "part=nothing", "order=x", "remoteness=far", "rural=maybe", "health_region=HR:x"):
        assert client.get(f"/en/coverage/{LEGAL}/50/communities?{asked}").status_code == 404, asked


@pytest.mark.shared_data
def test_the_full_list_is_narrowed_by_remoteness_and_says_nothing_of_those_who_have_not_agreed(nation):
    html = listed(nation, "?remoteness=very+remote&province=ON")
    silent = listed(nation, "?part=silent&province=ON&page=2")

    assert names(html)
    assert GRASSY_NARROWS not in html
    assert not names(silent)


def test_over_time_is_drawn_and_told_in_both_languages(covered):
    client = covered()

    for lang, said in (("en", "January 5, 2026"), ("fr", "5 janvier 2026")):
        html = client.get(f"/{lang}/coverage/history").text
        assert html.count("<svg") == html.count("</desc>") == 8
        assert html.count('<th scope="row">') == 2
        assert said in html.replace("\u00a0", " ")
        assert "<script" not in html.split("</head>")[1]


def test_what_was_withdrawn_since_stands_on_no_page_over_time(covered):
    client = covered()
    store = store_of(client)
    store.withhold("clinique", Part.LISTING, "p-alice", "2026-01-06")
    store.db.conn.close()

    html = client.get("/en/coverage/history").text

    assert "<svg" not in html
    assert "worked out anew" in html


def of_days(*values):
    return [Day(f"2026-01-{number:02}", "v", 0, {"legal": [value, None]}) for number, value in enumerate(values, 1)]


def test_a_day_without_a_figure_parts_the_line():
    days = of_days(80, 70, None, 60, 50)

    drawn = overtime.line("all", overtime.places([day.day for day in days]), [day.far["legal"][0] for day in days])

    assert len(drawn.runs) == 2
    assert len(drawn.spots) == 4
    assert drawn.spots[0][1] < drawn.spots[-1][1]
    assert (drawn.spots[0][0], drawn.spots[-1][0]) == (overtime.LEFT, overtime.RIGHT)


def test_of_many_days_the_last_of_each_month_is_shown():
    days = [Day(f"2025-{month:02}-{day:02}", "v", 0, {}) for month in range(1, 13) for day in (1, 15, 28)]

    assert [day.day for day in overtime.thinned(days)] == [f"2025-{month:02}-28" for month in range(1, 13)]
    assert overtime.thinned(days[:5]) == days[:5]
