"""A timetable in words says all of the rule, or nothing."""

from __future__ import annotations

import pytest

from portal.web.timetable import in_words

RULES = [
    ("24/7", ["Day and night, every day"], ["Jour et nuit, tous les jours"]),
    (
        "Mo-Fr 08:30-12:00,13:00-16:30; PH off",
        ["Monday to Friday, 8:30 am to noon and 1 pm to 4:30 pm", "Closed: public holidays"],
        ["Du lundi au vendredi, de 8 h 30 à midi et de 13 h à 16 h 30", "Fermé : les jours fériés"],
    ),
    ("Mo-Su 20:00-08:00", ["Every day, 8 pm to 8 am"], ["Tous les jours, de 20 h à 8 h"]),
    (
        "We[1] 13:00-15:00",
        ["The first Wednesday of the month, 1 pm to 3 pm"],
        ["Le premier mercredi du mois, de 13 h à 15 h"],
    ),
    (
        "Mo,We,Fr 09:00-17:00",
        ["Monday, Wednesday and Friday, 9 am to 5 pm"],
        ["Le lundi, le mercredi et le vendredi, de 9 h à 17 h"],
    ),
    (
        'Mo-Fr 09:00-17:00 unknown "by_appointment"',
        ["Monday to Friday, 9 am to 5 pm, by appointment"],
        ["Du lundi au vendredi, de 9 h à 17 h, sur rendez-vous"],
    ),
    (
        "Dec 15-Apr 05: Mo-Fr 09:00-16:00",
        ["From December 15 to April 5: Monday to Friday, 9 am to 4 pm"],
        ["Du 15 décembre au 5 avril : Du lundi au vendredi, de 9 h à 16 h"],
    ),
]


@pytest.mark.parametrize(("rule", "english", "french"), RULES)
def test_a_rule_reads_as_a_sentence(rule, english, french):
    assert [line.replace("\u00a0", " ") for line in in_words(rule, "en")] == english
    said = [line.replace("\u00a0", " ") for line in in_words(rule, "fr")]
    assert [line.casefold() for line in said] == [line.casefold() for line in french]


@pytest.mark.parametrize(
    "rule", ["Mo-Fr sunrise-sunset", "easter -2 days off", "week 1-20 Mo 09:00-10:00", "", ";", "x"]
)
def test_what_cannot_be_said_whole_is_not_said(rule):
    assert in_words(rule, "en") == []
