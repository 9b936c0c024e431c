"""What anyone may take away: what its owner lets be copied, no more of a place than is told, and with its terms."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import cache

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from portal.exchange.as_hsds import Said, as_json
from portal.exchange.open_list import as_csv, leaving
from portal.registry.governance import Label, Owner, Use
from portal.registry.model import Phone, Source, Text
from portal.registry.stewardship import UseConsent
from tests.conftest import REAL

DAY = "2026-11-24"
NATION = Owner("nation-1", Text("Xanadu Nation", "Nation Xanadu"), "ᔕᓇᑐ")
LABEL = Label(Text("TK Attribution", "Attribution (CT)"), "https://localcontexts.org/label/tk-attribution/")
SCHEMAS = ("schema_3.0", "schema_3.1-dev")


@cache
def validator(version: str) -> Draft202012Validator:
    """A service of HSDS as its specification describes it."""
    path = REAL.parent / "hsds" / version / "service.json"
    if not path.is_file():
        pytest.skip("the schemas may not be shipped; they stand beside a checkout")
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")), format_checker=FormatChecker())


@pytest.fixture
def copied(registry, terms):
    """The two copies of a registry: rows of the table, and services of HSDS."""

    def copies(language="en"):
        listings = list(leaving(registry.published()))
        text = as_csv(listings, terms, DAY).removeprefix("﻿")
        return list(csv.DictReader(io.StringIO(text))), json.loads(as_json(listings, Said(language, terms, {}), DAY))

    return copies


@pytest.fixture
def three(registry, listing):
    """A listing of each level."""
    shown = [
        listing(record_key=level, disclosure=level, organization_name_en=f"{level} Centre", organization_name_fr="")
        for level in ("address", "community", "region")
    ]
    registry.publish(shown, DAY, "test")
    return shown


def attributes(service):
    """What stands in the attributes of a service, by name."""
    found = {}
    for one in service["attributes"]:
        found.setdefault(one["link_type"], []).append(one.get("value") or one["taxonomy_term"]["code"])
    return found


@pytest.mark.parametrize("version", SCHEMAS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_service_is_one_of_hsds(three, registry, listing, copied, version, language):
    more = replace(
        listing(record_key="more", email="a@b.example", age_min="16", hours_site="24/7", populations="women:welcomes"),
        phones=(Phone("8075550100", "crisis", "voice", "012"), Phone("8075550101", "office", "tty"), Phone("988")),
    )
    registry.publish([more], DAY, "test")

    _rows, document = copied(language)

    faults = [error.message for one in document["contents"] for error in validator(version).iter_errors(one)]
    assert len(document["contents"]) == 4 and faults == []


def test_a_broken_service_is_none_of_hsds(three, copied):
    _rows, document = copied()
    (service, *_others) = document["contents"]

    assert list(validator(SCHEMAS[0]).iter_errors(service | {"id": "rosewood", "status": "open"}))


def test_no_more_of_a_place_leaves_than_is_told(three, copied):
    rows, document = copied()

    told = {row["disclosure"]: (row["address"], row["community"], row["postal_code"], row["latitude"]) for row in rows}
    assert told == {
        "address": ("12 Zibeline Street", "Larchville", "P7B 1A1", "48.3809"),
        "community": ("", "Larchville", "", ""),
        "region": ("", "", "", ""),
    }
    places = {attributes(one)["disclosure"][0]: one.get("service_at_locations", []) for one in document["contents"]}
    assert places["region"] == []
    (hidden,) = places["community"]
    assert hidden["location"].keys() == {"id", "location_type", "name", "description"}
    assert hidden["location"]["name"] == "Larchville, Ontario (address not published)"
    (shown,) = places["address"]
    assert (shown["location"]["latitude"], shown["location"]["addresses"][0]["city"]) == (48.3809, "Larchville")


def test_an_indigenous_listing_leaves_only_once_its_owner_agrees(registry, listing, copied):
    ours = listing(record_key="circle", governance="inuit", organization_name_en="Circle", organization_name_fr="")
    registry.publish([ours, listing()], DAY, "test")

    def left():
        rows, document = copied()
        assert [row["record_key"] for row in rows] == [one["id"] for one in document["contents"]]
        return {row["record_key"] for row in rows}

    assert left() == {listing().id}
    registry.record_use(UseConsent(ours.id, Use.EXPORT, True, "council", ("p-1", "p-2"), DAY))
    assert left() == {ours.id, listing().id}
    registry.record_use(UseConsent(ours.id, Use.EXPORT, False, "council", ("p-1", ""), DAY))
    assert left() == {listing().id}


def test_owner_and_labels_travel_with_the_record(registry, listing, copied):
    ours = listing()
    registry.publish([ours], DAY, "test")
    registry.set_owner(ours.id, NATION, "test", DAY)
    registry.set_labels(ours.id, [LABEL], "test", DAY)
    registry.record_use(UseConsent(ours.id, Use.EXPORT, True, "council", ("p-1", "p-2"), DAY))

    (row,), document = copied()

    label = "TK Attribution / Attribution (CT) <https://localcontexts.org/label/tk-attribution/>"
    assert (row["owner"], row["owner_own_name"], row["labels"]) == ("Xanadu Nation / Nation Xanadu", "ᔕᓇᑐ", label)
    about = attributes(document["contents"][0])
    assert (about["owner"], about["owner_own_name"], about["label"]) == (["Xanadu Nation"], ["ᔕᓇᑐ"], [label])


def test_every_copy_says_its_terms_and_its_day(three, copied):
    (row, *_others), document = copied("fr")

    assert (row["licence"], row["publisher"], row["copied_on"]) == ("facts_compiled", "Test publisher", DAY)
    assert row["licence_name"] == "Facts compiled from public pages / Faits recueillis dans des pages publiques"
    assert document["copied_on"] == DAY and document["terms"][0]["name"] == "Faits recueillis dans des pages publiques"


@pytest.mark.parametrize("licence", ["permission", "unknown"])
def test_what_only_we_may_show_stays_here(registry, listing, copied, licence):
    registry.add_source(Source("kept", "Kept list", "Kept publisher", licence))
    ours = listing()
    registry.publish([replace(ours, id="kept-here", origin=replace(ours.origin, source_id="kept"))], DAY, "test")

    rows, document = copied()

    assert rows == [] and document["empty"] is True


def test_nothing_in_the_table_is_a_formula(registry, listing, copied):
    registry.publish([listing(description_en="+1 +2 | cmd", service_name_fr="-2+3")], DAY, "test")

    (row,), _document = copied()

    assert (row["description_en"], row["service_name_fr"], row["longitude"]) == ("'+1 +2 | cmd", "'-2+3", "-89.2477")
