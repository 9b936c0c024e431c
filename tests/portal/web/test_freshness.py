"""What a reader is told of how old facts are, at a moment we choose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.finding.answers import Answer
from portal.registry.disclosure import for_public
from portal.registry.freshness import Check, Facet, How
from portal.registry.model import Origin
from portal.registry.vocabulary import Vocabularies
from portal.web.cards import Reader, card
from portal.web.details import details
from portal.web.freshness import ago, facet_label, how_known
from tests.conftest import DATA, SOURCE, at, listing

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
TERMS = Vocabularies(DATA / "taxonomy")
OLD = "Facts over a year old, or of no known date: check first."


@pytest.fixture(params=["en", "fr"])
def language(app, request):
    with app.test_request_context(f"/{request.param}/"):
        yield request.param


@pytest.fixture
def english(app):
    with app.test_request_context("/en/"):
        yield "en"


def read_on(day, checks=()):
    service = listing(
        "x", "X", "food", place=at("x", "1 Long Road", (-89.2, 48.4)), origin=Origin("tests", "x", "", "", day)
    )
    return for_public(service, SOURCE, checks=checks)


def line(public, language="en"):
    return card(Answer(1, public), Reader(language, TERMS, NOW))


def checked(facet, days, how=How.LINK):
    return Check(facet, TODAY - timedelta(days=days), how)


@pytest.mark.parametrize(
    ("days", "en", "fr"),
    [
        (3, "less than a month ago", "il y a moins d’un mois"),
        (31, "1 month ago", "il y a 1 mois"),
        (95, "3 months ago", "il y a 3 mois"),
        (364, "11 months ago", "il y a 11 mois"),
        (370, "1 year ago", "il y a 1 an"),
        (800, "2 years ago", "il y a 2 ans"),
    ],
)
def test_how_long_ago_is_said_in_months_and_years(language, days, en, fr):
    assert ago(TODAY - timedelta(days=days), TODAY, language) == {"en": en, "fr": fr}[language]


def test_the_line_says_what_is_known_of_the_number_people_will_call(language):
    said = line(read_on("2026-11-01", [checked(Facet.HOURS, 3), checked(Facet.PHONE, 95)]), language).confirmation

    assert (
        said
        == {
            "en": "Phone number: confirmed by this provider, 3 months ago",
            "fr": "Numéro de téléphone\u00a0: confirmé par cet organisme, il y a 3 mois",
        }[language]
    )


@pytest.mark.parametrize(
    ("days", "said"), [(180, []), (181, ["Facts over six months old."]), (365, [...]), (366, [OLD])]
)
def test_a_reader_is_warned_as_the_clock_moves(english, days, said):
    notices = line(read_on((TODAY - timedelta(days=days)).isoformat())).notices

    assert notices == said or (said == [...] and len(notices) == 1 and notices != [OLD])


def test_a_number_confirmed_lately_takes_the_warning_away(english):
    assert line(read_on("2024-03")).notices == [OLD]
    assert line(read_on("2024-03", [checked(Facet.PHONE, 3)])).notices == []


def test_the_page_of_a_service_says_it_fact_by_fact(english):
    public = read_on("2024-03", [checked(Facet.PHONE, 95, How.CALL)])

    assert [(fact.label, fact.lines) for fact in details(public, Reader("en", TERMS, NOW)).checked] == [
        ("Phone number", ["confirmed by this provider on the phone, 3 months ago"]),
        ("Place", ["not yet confirmed", "due to be confirmed again"]),
        ("Help offered", ["not yet confirmed", "due to be confirmed again"]),
    ]


def test_a_page_without_a_confirmed_fact_has_no_such_list(english):
    assert details(read_on("2024-03"), Reader("en", TERMS, NOW)).checked == []


def test_every_fact_and_every_way_has_words(language):
    assert len({facet_label(facet) for facet in Facet}) == len(Facet)
    assert len({how_known(how, "x") for how in How}) == len(How) - 1, "a link and a seat are both the provider's word"


def test_a_day_to_come_is_not_said_to_be_long_ago(english):
    assert ago(date(2026, 12, 1), TODAY, "en") == "less than a month ago"
