"""Where listings are invented, every page says so, in both languages; elsewhere none does."""

from __future__ import annotations

import pytest

from portal.demo import SOURCE as DEMO
from portal.registry.model import Origin
from tests.conftest import listing
from tests.reading import Page

INVENTED = listing("one", "One", "food", origin=Origin("demo", "one"))
SAID = {
    "en": "Every service shown here is invented. No number on this list reaches anyone.",
    "fr": "Tous les services affichés ici sont inventés. Aucun numéro de cette liste ne joint personne.",
}


def answers(client, lang):
    """Every kind of page, errors among them."""
    paths = ("", "browse", "data", "safety", "accessibility", "thanks", "service/one", "no-such-page")
    pages = {path or "first": client.get(f"/{lang}/{path}") for path in paths}
    pages["search"] = client.post(f"/{lang}/search", data={"words": "one"})
    pages["list"] = client.post(f"/{lang}/shortlist", data={"keep": "one"})
    return {name: Page(response.text) for name, response in pages.items()}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_of_an_invented_registry_says_that_it_is(opened, lang):
    site = opened([INVENTED], DEMO)

    assert [name for name, page in answers(site, lang).items() if SAID[lang] not in page.text] == []


def test_no_page_of_a_real_registry_says_so(opened):
    site = opened([listing("one", "One", "food")])

    assert [name for name, page in answers(site, "en").items() if "invented. No number" in page.text] == []


def test_it_is_still_said_when_the_registry_cannot_be_read(opened):
    site = opened([INVENTED], DEMO)
    site.get("/en/")
    site.application.extensions["waypoint"].settings.database.unlink()

    response = site.get("/en/data")

    assert response.status_code == 503
    assert SAID["en"] in Page(response.text).text
