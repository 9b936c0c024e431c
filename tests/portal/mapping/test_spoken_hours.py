"""Hours as people say them become rules, and what could mean two things becomes none."""

import pytest

from portal.mapping.spoken_hours import rule
from portal.registry import hours


@pytest.mark.parametrize(
    "said, meant",
    [
        ("Mon-Fri 9-5", "Mo-Fr 09:00-17:00"),
        ("Monday to Friday, 9 am to 5 pm", "Mo-Fr 09:00-17:00"),
        ("lundi au vendredi 9 h à 17 h", "Mo-Fr 09:00-17:00"),
        ("du lundi au vendredi de 8 h 30 à 16 h 30", "Mo-Fr 08:30-16:30"),
        ("24/7", "24/7"),
        ("24 hours a day", "24/7"),
        ("24 heures sur 24", "24/7"),
        ("en tout temps", "24/7"),
        ("by appointment", '24/7 unknown "by_appointment"'),
        ("Sur rendez-vous", '24/7 unknown "by_appointment"'),
        ("Mon-Fri 9-5 by appointment", 'Mo-Fr 09:00-17:00 unknown "by_appointment"'),
        ("weekdays 8:30-12:00, 13:00-16:30", "Mo-Fr 08:30-12:00,13:00-16:30"),
        ("tous les jours 20 h à 8 h", "Mo-Su 20:00-08:00"),
        ("Tuesday and Thursday 10am-6pm", "Tu,Th 10:00-18:00"),
        ("mardi et jeudi 10h-18h", "Tu,Th 10:00-18:00"),
        ("Mon–Fri 9–5; closed holidays", "Mo-Fr 09:00-17:00; PH off"),
        ("lundi au vendredi 9 h à 17 h; fermé les jours fériés", "Mo-Fr 09:00-17:00; PH off"),
        ("Mon-Fri 9-5; Sat 10-2", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("weekends noon to midnight", "Sa,Su 12:00-24:00"),
        ("8-8", "08:00-20:00"),
        ("Wed 1 to 4 pm", "We 13:00-16:00"),
        ("9 to 5 pm", "09:00-17:00"),
        ("Mo-Fr 08:30-16:30; PH off", "Mo-Fr 08:30-16:30; PH off"),
        ("We[1] 13:00-15:00", "We[1] 13:00-15:00"),
        ("Dec 15-Apr 05: Mo-Fr 09:00-16:00", "Dec 15-Apr 05: Mo-Fr 09:00-16:00"),
    ],
)
def test_hours_as_people_say_them(said, meant):
    assert rule(said) == meant
    assert hours.is_valid(meant)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "often",
        "Mon-Fri",
        "1-4",
        "7 to 9 pm",
        "Monday 25-26",
        "13 pm to 2 pm",
        "ask for Marie 9-5",
        '"by appointment"',
        "closed 9-5",
    ],
)
def test_what_could_mean_anything_is_asked_again(said):
    assert rule(said) is None
