"""The page of one service says everything public, and nothing else."""

from __future__ import annotations

from portal.registry import database
from portal.registry.governance import Label, Owner
from portal.registry.model import Text
from portal.registry.store import Store
from tests.conftest import CAST
from tests.reading import Page


def service(client, key, lang="en"):
    return Page(client.get(f"/{lang}/service/{key}").text)


def test_a_public_address_is_written_out(client):
    page = service(client, "clinique")

    assert "12 Invented Street" in page.text
    assert "Thunder Bay ON P7B 1A1" in page.text


def test_hours_conditions_and_languages_are_said_in_words(client):
    page = service(client, "clinique", "fr")

    assert "Du lundi au vendredi, de 8 h 30 à 16 h 30" in page.text
    assert "Aucune pièce d'identité exigée" in page.text
    assert "Peu importe le statut" in page.text
    assert "anglais, français" in page.text


def test_a_text_in_the_other_language_says_which_it_is(client):
    heading = next(e for e in service(client, "clinique", "fr").find("bdi") if "Lakehead" in e.text)

    assert heading["lang"] == "en"


def test_a_community_listing_names_its_community_and_no_address(client):
    page = service(client, "circle")

    assert "Kenora, Ontario" in page.text
    assert "Address not published" in page.text


def test_the_source_of_a_region_listing_is_named_and_not_linked(client):
    region, address = service(client, "rosewood"), service(client, "clinique")

    assert "Source: Invented publisher" in region.text
    assert not any("example.org" in link["href"] for link in region.find("a"))
    assert any("example.org" in link["href"] for link in address.find("a"))


def test_nobody_is_told_more_about_an_unknown_service(client):
    assert client.get("/en/service/nobody").status_code == 404


def test_browse_shows_every_group_with_its_counts(client):
    page = Page(client.get("/en/browse").text)

    assert any(button["value"] == "food" and button.text == "Food 25" for button in page.find("button"))
    assert any(button["value"] == "ON" and button["name"] == "province" for button in page.find("button"))


def test_the_data_page_names_sources_terms_and_caveats(client):
    page = Page(client.get("/en/data").text)

    assert "Invented list" in page.text
    assert "30 services" in page.text
    assert "Distances are straight lines." in page.text
    assert "Facts compiled from public pages of Invented publisher" in page.text


def test_the_service_page_fits_on_one_screen_for_a_referral(client):
    page = service(client, "clinique")
    order = [page.text.index(part) for part in ("Lakehead", "807-555-0103", "For whom", "How to reach them", "Source:")]

    assert order == sorted(order)


def test_no_credit_line_is_left_with_a_gap_in_it(client):
    for lang in ("en", "fr"):
        text = Page(client.get(f"/{lang}/data").text).text
        assert "{" not in text and "}" not in text


def test_statistics_canada_is_credited_where_its_geography_is_loaded(opened):
    site = opened(CAST)
    before = Page(site.get("/en/data").text).text
    folder = site.application.extensions["waypoint"].settings.geography
    folder.mkdir()
    (folder / "built.json").write_text("{}")

    after = Page(site.get("/en/data").text).text

    assert "Adapted from Statistics Canada" not in before
    assert "Adapted from Statistics Canada" in after


def test_the_owner_of_record_and_its_labels_stand_on_the_page(opened):
    client = opened(CAST[:4])
    settings = client.application.extensions["waypoint"].settings
    db = database.open_writer(settings.database)
    store = Store(db, client.application.extensions["waypoint"].terms)
    owner = Owner("nation-1", Text("Xanadu Nation", "Nation Xanadu"), "ᐃᓄᒃᑎᑐᑦ")
    store.set_owner("circle", owner, "tests", "2026-01-05")
    label = Label(Text("TK <b>A</b>", "TK <b>A</b>"), "https://localcontexts.org/label/tk-attribution/")
    store.set_labels("circle", [label], "tests", "2026-01-05")
    db.conn.close()

    page = service(client, "circle", "fr")

    assert "Cette fiche appartient à ᐃᓄᒃᑎᑐᑦ – Nation Xanadu." in page.text
    (link,) = [one for one in page.find("a") if "localcontexts" in one["href"]]
    assert (link.text, link["rel"]) == ("TK <b>A</b>", "noreferrer noopener")
    assert "appartient" not in service(client, "clinique", "fr").text
