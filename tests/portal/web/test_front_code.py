"""The printed code leads to the front page: the same on every sheet, whatever the sheet is about."""

from __future__ import annotations

import re

from portal.web.square import square

FRONT = square("http://localhost/")
CODE = re.compile(r'<p class="printed code"><svg [^>]+><path d="([^"]+)"/></svg>')


def test_every_sheet_bears_the_code_of_the_front_page_in_both_languages(client):
    sheets = [client.get(f"/{lang}/service/{key}").text for lang in ("en", "fr") for key in ("rosewood", "clinique")]
    sheets += [client.post("/en/shortlist", data={"keep": ["rosewood", "clinique"]}).text]

    assert [CODE.findall(sheet) for sheet in sheets] == [[FRONT.path]] * 5


def test_a_list_and_its_filters_bear_no_code(client):
    pages = [client.post("/en/search", data={"words": "legal", **more}).text for more in ({}, {"filters": "yes"})]

    assert not [page for page in pages if CODE.search(page)]
