"""A report on coverage: one page that says what it rests on, in both languages, and calls nobody."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import portal.web
from geo.drawing import FILLS
from portal.cli import main
from tests.reading import Page


@pytest.fixture
def reported(settings, tmp_path, monkeypatch):
    """Writes a report of the cast, and gives its text."""
    monkeypatch.setenv("PORTAL_STATE_DIR", str(settings.state_dir))

    def of(*arguments):
        done = CliRunner().invoke(main, ["coverage", "report", "--out", str(tmp_path), *arguments])
        assert done.exit_code == 0, done.output
        path = next(tmp_path.iterdir())
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text

    return of


@pytest.mark.parametrize(
    ("lang", "title", "said"),
    [
        ("en", "Legal help: Canada", "straight lines"),
        ("fr", "Aide et conseils juridiques\u00a0: Canada", "à vol d’oiseau"),
    ],
)
def test_a_report_says_what_it_rests_on_in_its_language(reported, lang, title, said):
    text = reported("--kind", "component:legal", "--lang", lang)

    assert f'<html lang="{lang}">' in text
    assert f"<h1>{title}</h1>" in text
    assert "<svg" in text
    assert len(re.findall(r"<table", text)) == 3
    assert said in text or "ligne droite" in text


def test_a_report_fetches_nothing_and_runs_nothing(reported):
    text = reported("--kind", "component:legal", "--province", "on")

    assert not re.search(r'(src|href)="(?!#)', text.replace('xmlns="http', ""))
    assert "<script" not in text
    assert Page(text)


def test_the_printed_map_and_the_one_on_the_page_have_the_same_colours():
    script = (Path(portal.web.__file__).parent / "static" / "coverage-map.js").read_text(encoding="utf-8")

    assert re.findall(r'"(#[0-9a-f]{6})"', re.search(r"COLOURS = \[(.*?)\]", script)[1]) == list(FILLS)


def test_where_nobody_publishes_an_address_the_report_says_why_no_distance_is_told(reported):
    assert "None publishes its address" in reported("--kind", "component:shelter")


@pytest.mark.parametrize("wrong", [["--province", "ZZ"], ["--kind", "component:nothing"], ["--kind", "legal"]])
def test_what_is_not_known_is_named_and_nothing_is_written(settings, tmp_path, monkeypatch, wrong):
    monkeypatch.setenv("PORTAL_STATE_DIR", str(settings.state_dir))

    done = CliRunner().invoke(main, ["coverage", "report", "--out", str(tmp_path), *wrong])

    assert done.exit_code == 2
    assert wrong[1] in done.output
    assert list(tmp_path.iterdir()) == []
