"""Dates, times, numbers and places as both languages write them in Canada."""

from __future__ import annotations

from datetime import time

import pytest

from portal.web.language import clock, day_text, listed, near, number_text


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [
        ("2016-07-31", "July 31, 2016", "31 juillet 2016"),
        ("2026-03-01", "March 1, 2026", "1er mars 2026"),
        ("2024-05", "May 2024", "mai 2024"),
        ("2020", "2020", "2020"),
        ("spring 2020", "spring 2020", "spring 2020"),
        ("2020-13-45", "2020-13-45", "2020-13-45"),
        ("", "", ""),
    ],
)
def test_a_date_is_as_exact_as_its_source(iso, english, french):
    assert day_text(iso, "en").replace("\u00a0", " ") == english
    assert day_text(iso, "fr").replace("\u00a0", " ") == french


@pytest.mark.parametrize(
    ("moment", "english", "french"),
    [
        (time(16, 30), "4:30 pm", "16 h 30"),
        (time(9), "9 am", "9 h"),
        (time(0), "midnight", "minuit"),
        (time(12), "noon", "midi"),
        (time(0, 15), "12:15 am", "0 h 15"),
        (time(8, 5), "8:05 am", "8 h 05"),
    ],
)
def test_a_time_follows_the_habits_of_its_language(moment, english, french):
    assert clock(moment, "en").replace("\u00a0", " ") == english
    assert clock(moment, "fr").replace("\u00a0", " ") == french


def test_a_number_and_its_unit_never_part():
    assert number_text(12345, "en") == "12,345"
    assert number_text(12345, "fr") == "12\u00a0345"
    assert " " not in clock(time(16, 30), "fr") + day_text("2016-07-31", "fr")


def test_french_elides_before_a_vowel_and_joins_articles():
    assert near("Iqaluit", "fr") == "près d’Iqaluit"
    assert near("Thunder Bay", "fr") == "près de Thunder Bay"
    assert near("Les Escoumins", "fr") == "près des Escoumins"
    assert near("Iqaluit", "en") == "near Iqaluit"


def test_a_list_ends_with_and():
    assert listed(["a", "b", "c"], "en") == "a, b and c"
    assert listed(["a", "b"], "fr") == "a et b"
    assert listed([], "fr") == ""
