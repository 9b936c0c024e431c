"""Whatever anyone typed is shown as text, and what is shown is what is followed: numbers, addresses, names."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

import portal.web
from portal.registry import rules
from portal.registry.model import Organization, Phone, Text
from portal.registry.phones import dialled, shown
from portal.registry.vocabulary import Vocabularies
from portal.web.reader import link
from tests.conftest import CAST, DATA
from tests.reading import Page
from tests.rules.test_pages import visits

WEB = Path(portal.web.__file__).parent
MARKUP = re.compile(r"\|\s*safe\b|autoescape|Markup|<script>(?!\s*$)|\{%\s*filter\s+safe|tojson(?=[^}]*\|)")
BUILT = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc|write(ln)?\s*\(|eval\s*\(|"
    r"Function\s*\(|DOMParser|bindPopup|bindTooltip|setAttribute\(\s*[\"']on)|set(Timeout|Interval)\s*\(\s*[\"'`]"
)
KEEPING = re.compile(r"\b(localStorage|sessionStorage|indexedDB|caches|serviceWorker|document\.cookie|sendBeacon)\b")
TERMS = Vocabularies(DATA / "taxonomy")
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
ZERO = "\u200b\u2060\ufeff"
PAYLOADS = (
    "${alert(1)}", "{{7*7}}", "{%print(7*7)%}", "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>",
    "\\`${alert(1)}", "\"><svg onload=alert(1)>", "javascript:alert(1)", "'--><!--", "&lt;b&gt;", "]]><a>", "%(x)s",
)  # fmt: skip


def sources(folder, *endings):
    return [path for path in sorted((WEB / folder).rglob("*")) if path.suffix in endings]


def test_no_template_turns_text_into_markup():
    for path in sources("templates", ".html"):
        assert not MARKUP.search(path.read_text(encoding="utf-8")), path.name


def test_no_view_turns_text_into_markup():
    for path in sorted(WEB.rglob("*.py")):
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
        }
        assert not names & {"Markup", "render_template_string", "Environment"}, path.name


def test_no_script_of_ours_builds_markup_or_keeps_anything():
    for path in sources("static", ".js"):
        text = path.read_text(encoding="utf-8")
        assert not BUILT.search(text), path.name
        assert not KEEPING.search(text), path.name


@pytest.mark.parametrize(
    "line",
    ["x.innerHTML = name", "document.write(name)", "eval (name)", "marker.bindPopup(name)", "setTimeout('go()')"],
)
def test_a_script_that_builds_markup_would_be_noticed(line):
    assert BUILT.search(line)


@pytest.mark.parametrize("line", ["{{ name|safe }}", "{% autoescape false %}", "<script>var x"])
def test_a_template_that_makes_markup_would_be_noticed(line):
    assert MARKUP.search(line)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_visitor_types_comes_back_as_text_everywhere(client, payload):
    posts = {
        "/en/search": {"words": payload, "place": payload},
        "/fr/link": {"words": payload, "place": payload, "with_words": "yes"},
        "/en/around": {"words": payload, "latitude": "48.4", "longitude": "-89.2"},
        "/fr/around": {"words": payload, "latitude": payload, "longitude": "-89.2"},
        "/en/shortlist": {"keep": payload},
    }
    for address, form in posts.items():
        shows_as_text(Page(client.post(address, data=form).text), address)
    shows_as_text(Page(client.get("/en/list", query_string={"words": payload}).text), "list")


def shows_as_text(page, where):
    """A page whose only scripts are our files, whose links go where links may, and where nothing is styled or run."""
    for element in page.all:
        assert not any(name.startswith("on") or name == "style" for name in element.attributes), where
        assert not element["href"].lower().startswith(("javascript:", "data:")), where
        assert element.tag not in ("img", "svg", "b1") or element["src"].startswith("/"), where
    inline = [one for one in page.find("script") if not one["src"] and one["type"] != "application/json"]
    assert inline == [], where


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_number_shown_is_the_number_dialled(client, lang):
    pages = visits(client, lang)
    links = [one for page in pages.values() for one in page.find("a") if one["href"].startswith(("tel:", "sms:"))]

    assert len(links) > 50
    for one in links:
        called, extension = (re.sub(r"\D", "", part) for part in f"{one['href']};".split(";")[:2])
        read = re.sub(r"\D", "", one.text)
        assert read in {called + extension, (called + extension).removeprefix("1")}, one


def test_a_number_is_shown_and_dialled_from_the_same_digits():
    phone = Phone("8075550101", "office", extension="12")

    assert shown(phone, "fr") == "807-555-0101 poste 12" and dialled(phone) == "tel:+18075550101;ext=12"


@pytest.mark.parametrize("mark", BIDI + ZERO)
@pytest.mark.parametrize("part", ["organization", "name", "description"])
def test_marks_that_nobody_sees_are_refused(mark, part):
    text = Text(f"Rose{mark}wood", "")
    value = Organization("org-x", text) if part == "organization" else text
    found = rules.problems(replace(CAST[1], **{part: value}), TERMS)

    assert "hidden_marks" in {problem.key for problem in found}


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://\u0440\u0430ypal.example/aid", "xn--ypal-43d9g.example/aid"),
        ("http://www.m\u00fcnchen.example:8080/", "xn--mnchen-3ya.example:8080"),
        ("https://www.example.org/l%C3%A0/", "example.org/l%C3%A0"),
    ],
)
def test_a_look_alike_address_is_shown_in_plain_letters(url, text):
    made = link(url)

    assert made.text == text
    assert made.href.isascii() and text.rstrip("/") in made.href


def test_what_a_link_outside_says_is_where_it_goes(client):
    for lang in ("en", "fr"):
        for page in visits(client, lang).values():
            for one in page.find("a"):
                if one["href"].startswith("http") and "." in one.text and " " not in one.text:
                    assert one.text in one["href"], one
