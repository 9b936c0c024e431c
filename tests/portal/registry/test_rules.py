"""Each rule a stored listing satisfies: one listing that breaks it, and the message that says how to mend it."""

from dataclasses import replace

import pytest

from portal.registry import rules
from portal.registry.model import Disclosure, Hours, Location, Organization, Phone, Population, Text
from portal.registry.rules import MESSAGES, Problem, narrowed, problems

PLACE = Location("l", Disclosure.ADDRESS, "ON", "Larchville", "12 Zibeline Street", "P7B 1A1", (-89.2477, 48.3809))


def with_place(**changes):
    return lambda service: replace(service, locations=(replace(PLACE, **changes),))


def with_organization(**changes):
    return lambda service: replace(service, organization=replace(service.organization, **changes))


def having(**changes):
    return lambda service: replace(service, **changes)


BREAKS = [
    ("organization_name", "required", with_organization(name=Text())),
    ("service_name", "required", having(name=Text())),
    ("categories", "required", having(categories=())),
    ("categories", "unknown_code", having(categories=("legal.unheard_of",))),
    ("populations", "unknown_code", having(populations=(Population("martians"),))),
    ("populations", "unknown_code", having(populations=(Population("women", "loves"),))),
    ("exploitation", "unknown_code", having(exploitation=("other",))),
    ("sectors", "unknown_code", having(sectors=("legal.aid",))),
    ("accessibility", "unknown_code", having(accessibility=("ramp",))),
    ("delivery", "unknown_code", having(delivery=("pigeon",))),
    ("languages", "unknown_code", having(languages=("en", "xx"))),
    ("province", "unknown_code", having(province="Ontario")),
    ("service_area", "bad_area", having(service_area=("PR:35", "48.38,-89.24,20km"))),
    ("phone_office", "bad_phone", having(phones=(Phone("5550100"),))),
    ("phone_text", "bad_phone", having(phones=(Phone("12", purpose="text", kind="text"),))),
    ("hours_site", "bad_hours", having(hours=(Hours("site", "weekdays"),))),
    ("website", "bad_url", having(website="clinic.example")),
    ("website", "bad_url", having(website="javascript:alert(1)")),
    ("website", "bad_url", having(website="https://good.example@evil.example/")),
    ("website", "bad_url", with_organization(website="ftp://clinic.example")),
    ("email", "bad_email", having(email="nobody")),
    ("email", "bad_email", having(email="a@clinic.example?bcc=b%40evil.example")),
    ("email", "bad_email", having(email="a\u202e@clinic.example")),
    ("email", "bad_email", with_organization(email="a@b")),
    ("age_min", "bad_age", having(age_min=30, age_max=20)),
    ("age_min", "bad_age", having(age_max=121)),
    ("province", "required", with_place(province="")),
    ("province", "unknown_code", with_place(province="XX")),
    ("postal_code", "bad_postal_code", with_place(postal_code="90210")),
    ("latitude", "outside_canada", with_place(point=(2.35, 48.85))),
    ("latitude", "outside_canada", with_place(point=(-89.2, 40.0))),
    ("latitude", "swapped", with_place(point=(48.3809, -89.2477))),
    ("latitude", "not_a_number", with_place(point=(float("nan"), 48.4))),
    ("latitude", "not_a_number", with_place(point=(float("-inf"), 48.4))),
    ("organization_own_name", "hidden_marks", with_organization(own_name="a\u202eb")),
    ("service_name", "hidden_marks", having(name=Text("Legal\u200b advice"))),
    ("description", "hidden_marks", having(description=Text("", "a\0b"))),
    ("description", "too_long", having(description=Text("a" * 8001))),
    ("community", "too_long", with_place(community="a" * 401)),
    *[
        (field, "place_not_allowed", with_place(disclosure=Disclosure.COMMUNITY, **empty))
        for field, empty in {
            "address": {"postal_code": "", "point": None},
            "postal_code": {"address": "", "point": None},
            "point": {"address": "", "postal_code": ""},
        }.items()
    ],
    (
        "community",
        "place_not_allowed",
        with_place(disclosure=Disclosure.REGION, address="", postal_code="", point=None),
    ),
]


def test_a_listing_that_is_right_has_no_problem(listing, terms):
    assert problems(listing(), terms) == []


@pytest.mark.parametrize("field, key, broken", BREAKS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_broken_rule_is_named_by_field_and_key_alone(listing, terms, field, key, broken):
    assert problems(broken(listing()), terms) == [Problem(field, key)]


def test_every_message_says_in_both_languages_what_is_wrong_and_how_to_mend_it():
    for key, text in MESSAGES.items():
        assert text.en and text.fr and text.en != text.fr, key
        assert "; " in text.en and "; " in text.fr, key


def test_a_long_list_of_faults_is_given_whole(listing, terms):
    broken = replace(listing(), categories=(), email="x", organization=Organization("o", Text()))

    assert {p.field for p in problems(broken, terms)} == {"categories", "email", "organization_name"}


@pytest.mark.parametrize("level", list(Disclosure))
def test_a_narrowed_place_is_one_its_level_allows(level):
    place = narrowed(PLACE, level)

    assert list(rules.about_place(place)) == []
    assert place.disclosure is level and place.province == "ON"


def test_the_limits_of_canada_are_those_of_the_schema(registry):
    schema = registry.db.execute("SELECT sql FROM sqlite_master WHERE name = 'location'").fetchone()[0]

    assert f"longitude BETWEEN {rules.WEST} AND {rules.EAST}" in schema
    assert f"latitude BETWEEN {rules.SOUTH} AND {rules.NORTH}" in schema


AREAS = {
    "a community": ("CSD:3558004", True),
    "a reserve": ("FN:123", True),
    "Inuit lands nobody counted": ("INUIT:1", True),
    "a county of 13,704": ("CD:1201", True),
    "a health region of 14,050": ("HR:2417", True),
    "a small county beside its province": ("CD:1201;PR:12", True),
    "a small health region beside a large county": ("HR:2417;CD:2499", True),
    "two small counties of 24,205 together": ("CD:1201;CD:1204", False),
    "one small county named twice": ("CD:1201;CD:1201", True),
    "a division of 20,000 and more": ("CD:3558", False),
    "a territory of 36,858": ("PR:62", False),
    "the whole country": ("CA", False),
}


@pytest.mark.parametrize("which", AREAS)
def test_an_area_of_few_people_would_tell_where_a_hidden_house_is(listing, terms, which):
    codes, told = AREAS[which]
    places = (narrowed(listing().locations[0], Disclosure.REGION),)
    areas = tuple(codes.split(";"))
    shelter = replace(listing(), categories=("shelter.emergency",), locations=places, service_area=areas)

    assert [(one.field, one.key) for one in problems(shelter, terms)] == [("service_area", "area_too_small")] * told
    assert problems(replace(shelter, categories=("legal.aid",)), terms) == []


def test_a_house_whose_provider_agreed_to_name_its_community_may_name_a_small_area(listing, terms):
    places = (narrowed(listing().locations[0], Disclosure.COMMUNITY),)
    shelter = replace(listing(), categories=("shelter.emergency",), locations=places, service_area=("CD:1201",))

    assert problems(shelter, terms) == []
