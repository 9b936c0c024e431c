"""The coverage pages: what they tell, what they refuse, and what they never tell of one community or one house."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portal.coverage.latest import Busy
from portal.coverage.need import Need
from portal.registry import survey
from portal.registry.decisions import Part
from portal.registry.governance import Use
from portal.registry.model import Disclosure, Location, Status, Text
from portal.registry.stewardship import UseConsent
from portal.registry.survey import State, Surveyed
from portal.web import context
from tests.conftest import CAST, at, listing

from .conftest import DAY, GRASSY_NARROWS, WHO, store_of

LEGAL = Need("category:legal.aid")
THUNDER_BAY = "place:gn:6166142"


def page(client, path, lang="en"):
    response = client.get(f"/{lang}/coverage/{path}" if path else f"/{lang}/coverage")
    assert response.status_code == 200, response.status
    return response.text


def of_need(need=LEGAL, reach=50, where="province"):
    return f"{need.token}/{reach}/{where}"


def text_of(html):
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_before_anything_is_built_the_page_says_so_and_how(opened):
    assert "portal coverage build" in page(opened(CAST), "")


def test_a_question_leads_to_an_address_that_names_nothing(client):
    answer = client.post(
        "/en/coverage", data={"kind": "component:shelter", "population": "women", "age": "17", "reach": "100"}
    )

    assert answer.status_code == 303
    assert not re.search("shelter|women", answer.location)
    assert "A safe place to stay; Women; aged 17" in page(client, answer.location.removeprefix("/en/coverage/"))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "category:nothing"},
        {"kind": "component:legal", "language": "xx"},
        {"kind": "component:legal", "place": "x"},
        {"kind": "component:legal", "age": "121"},
        {"kind": "component:legal", "age": "old"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(client, sent):
    assert client.post("/en/coverage", data=sent).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "x/50/province", of_need(reach=51), of_need(where="nothing"), of_need(Need("category:nothing")),
        of_need(Need("category:legal.aid", population="nobody")), of_need(where="in/XX"), LEGAL.token + "=/50/province",
    ],
)  # fmt: skip
def test_an_address_that_no_page_of_ours_makes_is_not_found(client, path):
    assert client.get(f"/en/coverage/{path}").status_code == 404


def test_every_figure_stands_twice_and_not_looked_is_not_none_found(client):
    html = page(client, of_need())

    assert html.count("All communities") == html.count("Those looked at") == 2 * 14
    assert html.count("Nobody has looked yet. This is not the same as none found.") == 2 * 14
    assert html.count('class="hatched"') == 2 * 14


def looked(*codes, state=State.NONE_FOUND, category="legal.aid"):
    def prepare(store):
        survey.record(store, [Surveyed(code, category, state, WHO) for code in codes])

    return prepare


def parts(html):
    """The parts of the list of communities, each with its text."""
    pieces = re.split(r'<h2 id="(service|call|within|silent)">', html)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def test_a_community_where_somebody_looked_needs_a_service_and_another_a_phone_call(covered):
    html = page(covered(CAST, looked("place:gn:6167865")), of_need(where="in/ON"))

    told = parts(html)
    assert "place:gn:6167865" in told["service"]
    assert "looked at, none found" in told["service"]
    assert "place:gn:6167865" not in told["call"]
    assert "nobody has looked yet" in told["call"]
    assert "nobody has looked yet" not in told["service"]


def test_a_figure_is_followed_down_to_the_services_and_why_each_counted_or_did_not(covered):
    kenora = listing("kenora", "Kenora Law", "legal.aid", place=at("kenora", "1 Main Street", (-94.49, 49.77)))
    client = covered((*CAST, kenora))
    need = Need("category:legal.aid", no_status=True)

    html = page(client, of_need(where=f"in/{THUNDER_BAY}"))
    stricter = page(client, of_need(need, where=f"in/{THUNDER_BAY}"))

    assert re.search(r"Lakehead Legal Clinic ?, Thunder Bay Counts: \d+ km in a straight line", text_of(html))
    assert re.search(r"Kenora Law ?, Thunder Bay Beyond the reach: \d{3} km", text_of(html))
    assert re.search("Kenora Law ?, Thunder Bay Does not state: no status needed", text_of(stricter))


def test_a_house_without_a_public_place_is_counted_but_never_named(covered):
    place = Location("at-hidden", Disclosure.REGION, "ON")
    house = listing("hidden", "Quiet House", "shelter.emergency", place=place)
    client = covered((*CAST, house))
    need = Need("category:shelter.emergency")

    for path in ("", of_need(need), of_need(need, where="in/ON"), of_need(need, where=f"in/{THUNDER_BAY}")):
        assert "Quiet House" not in page(client, path)
        assert "Rosewood" not in page(client, path)
    assert "fewer than 5" in page(client, of_need(need))


def test_the_pages_say_what_they_rest_on_in_both_languages(client):
    assert "Distances are straight lines" in page(client, "")
    assert "Les distances sont" in page(client, "", "fr")


def test_a_list_that_changed_since_is_said_to_have(covered):
    client = covered()
    assert "has changed since" not in page(client, "")

    store = store_of(client)
    store.publish([listing("new", "New", "food", place=at("new", "2 Long Road", (-89.2, 48.5)))], "2026-01-06", "tests")
    store.db.conn.close()

    assert "has changed since" in page(client, "")


IQALUIT = "place:gn:5983720"


def test_a_community_that_takes_its_consent_back_is_told_of_no_more(covered):
    client = covered(CAST, lambda store: survey.record_consent(store, IQALUIT, True, WHO))
    here = of_need(where=f"in/{IQALUIT}")
    assert "Half of them live within" in page(client, here)

    store = store_of(client)
    survey.record_consent(store, IQALUIT, False, WHO)
    store.db.conn.close()

    assert "Half of them live within" not in page(client, here)
    assert "No figure about this community alone" in page(client, here)


@pytest.mark.parametrize("part", [Part.LISTING, Part.PLACE])
def test_what_is_hidden_between_two_builds_counts_no_more_and_is_named_no_more(covered, part):
    client = covered((CAST[1], CAST[5]))
    here = of_need(where=f"in/{THUNDER_BAY}")
    before = page(client, of_need())
    assert "Lakehead" in page(client, here)

    store = store_of(client)
    store.withhold("clinique", part, "p-alice", DAY, "at-clinique" if part is Part.PLACE else "")
    store.db.conn.close()

    assert "Lakehead" not in page(client, here)
    after = page(client, of_need())
    assert re.search(r"Canada All communities [\d,]+ [\d,]+ km", text_of(before))
    assert re.search(r"Canada All communities [\d,]+ – –", text_of(after))


def test_a_listing_whose_owner_says_no_to_statistics_counts_no_more(covered):
    client = covered((CAST[1], CAST[5]))

    store = store_of(client)
    store.record_use(UseConsent("clinique", Use.STATISTICS, False, "council", ("p-1", ""), DAY))
    store.db.conn.close()

    assert re.search(r"Canada All communities [\d,]+ – –", text_of(page(client, of_need())))


def test_a_listing_that_only_says_more_counts_as_it_was_built(covered):
    client = covered()

    store = store_of(client)
    store.publish([replace(CAST[1], description=Text("Still free.", ""))], DAY, "tests")
    store.db.conn.close()

    assert "Lakehead" in page(client, of_need(where=f"in/{THUNDER_BAY}"))


def test_while_others_are_being_worked_out_the_next_is_turned_away_and_not_left_waiting(client, monkeypatch):
    def full(*_args):
        raise Busy

    monkeypatch.setattr(context.Coverage, "answer", full)

    answer = client.get(f"/en/coverage/{of_need(reach=200)}")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_of_one_first_nation_nothing_is_said_without_its_consent(nation):
    html = page(nation, of_need(where=f"in/{GRASSY_NARROWS}"))

    assert "No figure about this community alone is shown" in html
    assert not re.search("Half of them|Counts:|Services of this kind that these figures rest on", html)


def test_a_service_in_one_first_nation_changes_totals_and_not_the_page_about_it(nation, served):
    where = of_need(where=f"in/{GRASSY_NARROWS}")

    def about(client):
        return re.search(r"<h1>.*?(?=<section class=\"basis)", page(client, where), re.DOTALL)[0]

    assert about(nation) == about(served)
    assert page(nation, of_need()) != page(served, of_need())


def test_with_its_consent_the_same_community_is_told_of(agreeing):
    assert "Half of them live within" in page(agreeing, of_need(where=f"in/{GRASSY_NARROWS}"))


def test_what_nobody_outside_may_feel_is_not_felt_in_the_version(covered):
    draft = listing("draft", "Draft", "legal.aid", place=at("draft", "9 Road", (-95.0, 50.0)), status=Status.DRAFT)

    def changed(store):
        store.publish([replace(CAST[1], description=Text("Zebra", ""))], DAY, "tests")
        store.publish([CAST[1]], DAY, "tests")

    assert page(covered(CAST), "") == page(covered((*CAST, draft), changed), "")


@pytest.mark.parametrize("lang, name", [("en", "Quebec"), ("fr", "Québec")])
def test_each_province_has_one_page_to_print_with_its_day_version_and_sources(client, lang, name):
    html = page(client, "sheet/QC", lang)

    assert f"<h1>{name}</h1>" in html
    assert re.search("January 5, 2026|5 janvier 2026", html.replace("\u00a0", " "))
    assert re.search("from version [0-9a-f]{12} of the data|selon la version [0-9a-f]{12} des données", html)
    assert "Invented list" in html
    assert html.count('scope="rowgroup"') == 8


def test_there_is_no_page_to_print_of_what_is_no_province(client):
    assert client.get("/en/coverage/sheet/XX").status_code == 404


def test_communities_that_depend_on_one_place_are_named_with_it(covered):
    html = page(covered((CAST[1],)), of_need(where="in/ON"))

    threads = html.split('id="threads"')[1]
    assert THUNDER_BAY in threads
    assert "/en/service/clinique" in threads
    assert "not confirmed by its provider" in threads


def test_the_same_figures_can_be_taken_away_where_files_were_built(client):
    legal = Need("component:legal")

    for kind in ("csv", "geojson", "gpkg"):
        assert f"/en/coverage/files/component-legal.{kind}" in page(client, of_need(legal))
        assert client.get(f"/en/coverage/files/component-legal.{kind}").status_code == 200
    assert "/coverage/files/" not in page(client, of_need(legal.at_night()))
