"""The printed code leads to the front page: the same on every sheet, whatever the sheet is about."""

from __future__ import annotations

import re

import segno

from portal.web.front_code import front_code

DRAWN = re.compile(r"<svg.+?</svg>", re.DOTALL)
FRONT = "http://localhost/"


def test_the_code_says_the_front_address_and_nothing_more():
    expected = segno.make(FRONT, error="m", micro=False)

    assert path_of(front_code(FRONT)) == path_of(expected.svg_inline(border=2))
    assert path_of(front_code(FRONT)) != path_of(front_code(FRONT + "en/service/rosewood"))


def test_every_sheet_bears_the_same_code_in_both_languages(client):
    sheets = [client.get(f"/{lang}/service/{key}").text for lang in ("en", "fr") for key in ("rosewood", "clinique")]
    sheets += [client.post("/en/shortlist", data={"keep": ["rosewood", "clinique"]}).text]

    codes = {code for sheet in sheets for code in DRAWN.findall(sheet)}

    assert [path_of(code) for code in codes] == [path_of(front_code(FRONT))]


def test_the_code_needs_no_style_that_the_headers_forbid(client):
    code = DRAWN.search(client.get("/en/service/clinique").text)[0]

    assert "style" not in code and "href" not in code


def path_of(svg):
    """The drawn modules, without the size they are drawn at."""
    return re.search(r' d="([^"]+)"', svg)[1]
