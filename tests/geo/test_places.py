"""What a tired person types as a place, and what it is taken for."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.names import key, words
from geo.places import NoSuchPlace, Places, SeveralPlaces

DATA = Path(__file__).parents[2] / "data" / "places"
COLUMNS = "place_id name name_fr other_names province latitude longitude population areas remoteness_class".split()
POSTAL = "fsa province name latitude longitude radius_km areas".split()


@pytest.fixture(scope="module")
def places():
    """The places that come with the site."""
    return Places.load(DATA)


def table(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(dict(zip(columns, row, strict=False)) for row in rows)


def folder(path, communities=(), towns=(), postal=()):
    path.mkdir()
    table(path / "communities.csv", COLUMNS, communities)
    table(path / "places.csv", COLUMNS, towns)
    table(path / "postal_areas.csv", POSTAL, postal)
    return path


def label(places, text):
    return places.find(text).label("en")


def refused(places, text):
    with pytest.raises((NoSuchPlace, SeveralPlaces)) as told:
        places.find(text)
    return told.value


def mentions(places, text):
    return [(text[m.start : m.end], m.candidates[0].label("en"), m.weak) for m in places.in_text(text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Thunder Bay", "Thunder Bay, ON"),
        ("THUNDER-BAY, Ontario", "Thunder Bay, ON"),
        ("  thunder   bay  on ", "Thunder Bay, ON"),
        ("sept iles", "Sept-Îles, QC"),
        ("Val d’Or", "Val-d'Or, QC"),
        ("val dor", "Val-d'Or, QC"),
        ("St Johns", "St. John's, NL"),
        ("Saint John's", "St. John's, NL"),
        ("Saint John", "Saint John, NB"),
        ("Sault Sainte-Marie", "Sault Ste. Marie, ON"),
        ("St Anne des Plaines", "Sainte-Anne-des-Plaines, QC"),
        ("ste-anne-des-plaines", "Sainte-Anne-des-Plaines, QC"),
        ("Ville de Québec", "Québec, QC"),
        ("Quebec City", "Québec, QC"),
        ("Frobisher Bay", "Iqaluit, NU"),
        ("near Hope", "Hope, BC"),
        ("Toronto area, Canada", "Toronto, ON"),
        ("région de Gatineau", "Gatineau, QC"),
        ("Attawapiskat First Nation", "Attawapiskat, ON"),
        ("ＩＱＡＬＵＩＴ", "Iqaluit, NU"),
    ],
)
def test_a_name_is_found_however_it_is_written(places, typed, meant):
    assert label(places, typed) == meant


@pytest.mark.parametrize(
    ("typed", "province"),
    [
        ("ON", "ON"), ("Ont.", "ON"), ("bc", "BC"), ("C.-B.", "BC"), ("Colombie-Britannique", "BC"), ("N.W.T.", "NT"),
        ("T.N.-O.", "NT"), ("TNO", "NT"), ("PEI", "PE"), ("Î.-P.-É.", "PE"), ("Terre-Neuve", "NL"), ("Nunavut", "NU"),
        ("nouvelle écosse", "NS"), ("Sask", "SK"), ("ᓄᓇᕗᑦ", "NU"),
    ],
)  # fmt: skip
def test_a_province_is_known_by_its_names_and_short_forms(places, typed, province):
    found = places.find(typed)

    assert (found.kind, found.province, found.region_only) == ("province", province, True)


def test_a_province_is_named_in_both_languages_without_letters_after_it(places):
    found = places.find("BC")

    assert (found.label("en"), found.label("fr")) == ("British Columbia", "Colombie-Britannique")


@pytest.mark.parametrize("typed", ["X0A 0H0", "x0a0h0", "X0A", " x0a-0h0 "])
def test_a_postal_code_is_only_its_first_half_and_northern_ones_are_a_region(places, typed):
    found = places.find(typed)

    assert (found.kind, found.name_en, found.region_only, found.around) == ("postal", "X0A", True, True)
    assert found.areas == {"CA", "PR:62"}


def test_a_city_postal_code_may_be_measured_from(places):
    assert not places.find("M5V 2T6").region_only


@pytest.mark.parametrize("typed", ["D1A 1A1", "W2Z", "M5V 2T", "M5V 222", "Z9Z 9Z9", "K1"])
def test_what_is_not_shaped_like_a_postal_code_is_not_taken_for_one(places, typed):
    assert isinstance(refused(places, typed), NoSuchPlace)


def test_an_unknown_postal_code_suggests_the_province_of_its_letter(places):
    assert [place.province for place in refused(places, "X9X 1A1").suggestions] == ["NT", "NU"]


def test_the_postal_code_of_santa_is_no_place(places):
    assert places.by_id("FSA:H0H") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Thunderbay", "Thunder Bay, ON"), ("Ikaluit", "Iqaluit, NU"), ("Yelowknife nt", "Yellowknife, NT")],
)
def test_a_slip_of_the_hand_gets_a_suggestion(places, typed, meant):
    assert refused(places, typed).suggestions[0].label("en") == meant


def test_london_is_the_city_and_the_others_are_still_offered(tmp_path):
    places = Places.load(
        folder(
            tmp_path / "own",
            towns=[
                ("a", "London", "", "", "ON", "42.98", "-81.25", "422324"),
                ("b", "London", "", "", "PE", "46.5", "-63.5", "42000"),
                ("c", "London", "", "", "AB", "53.5", "-113.5", ""),
            ],
        )
    )

    assert label(places, "London") == "London, ON"
    assert [place.province for place in places.others(places.find("London"))] == ["PE", "AB"]
    assert label(places, "London PEI") == "London, PE"


def test_when_none_stands_out_the_choices_come_largest_first_and_unknown_last(tmp_path):
    places = Places.load(
        folder(
            tmp_path / "own",
            towns=[
                ("a", "Springfield", "", "", "ON", "42.8", "-80.9", ""),
                ("b", "Springfield", "", "", "NB", "45.6", "-65.9", "1641"),
                ("c", "Springfield", "", "", "MB", "49.9", "-96.8", "16142"),
            ],
        )
    )

    assert [place.place_id for place in refused(places, "springfield").choices] == ["c", "b", "a"]


def test_namesakes_in_one_province_say_which_town_they_are_near(tmp_path):
    places = Places.load(
        folder(
            tmp_path / "own",
            towns=[
                ("a", "Canaan", "", "", "NS", "45.00", "-64.50", ""),
                ("b", "Canaan", "", "", "NS", "45.40", "-63.30", ""),
                ("c", "Truro", "", "", "NS", "45.36", "-63.28", "12954"),
                ("d", "Kentville", "", "", "NS", "45.07", "-64.50", "6630"),
            ],
        )
    )

    choices = refused(places, "Canaan").choices

    assert [place.label("en") for place in choices] == ["Canaan (near Kentville), NS", "Canaan (near Truro), NS"]
    assert choices[1].label("fr") == "Canaan (près de Truro), NS"


def test_a_town_and_the_township_around_it_are_one_choice(tmp_path):
    places = Places.load(
        folder(
            tmp_path / "own",
            communities=[
                ("a", "Shediac", "", "", "NB", "46.22", "-64.54", "7535"),
                ("b", "Shediac", "", "", "NB", "46.35", "-64.60", "5181"),
            ],
        )
    )

    assert places.find("Shediac").place_id == "a"
    assert places.others(places.find("Shediac")) == []


def test_quebec_may_be_the_city_or_the_province(places):
    assert [place.kind for place in refused(places, "Québec").choices] == ["province", "community"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("conseil juridique gratuit québec", "province"),
        ("aide Québec", "province"),
        ("sortir de la prostitution Québec ville", "community"),
        ("ville de Québec aide", "community"),
        ("legal aid Quebec City", "community"),
    ],
)
def test_inside_a_sentence_quebec_is_the_province_unless_it_says_the_city(places, question, kind):
    mention = next(one for one in places.in_text(question) if not one.weak)

    found = places.meant(question, mention)

    assert (found.kind, found.name_fr) == (kind, "Québec")
    assert kind == "community" or "gn:6325494" in [place.place_id for place in places.others(found)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Thompson", "Thompson, MB"), ("Clyde River", "Clyde River, NU"), ("Watson Lake", "Watson Lake, YT"),
        ("Carmacks", "Carmacks, YT"), ("Split Lake", "Split Lake, MB"), ("Waswanipi", "Waswanipi, QC"),
        ("Dokis", "Dokis First Nation, ON"), ("Mattagami", "Mattagami First Nation, ON"),
    ],
)  # fmt: skip
def test_a_namesake_that_nobody_means_is_not_asked_about(places, typed, meant):
    assert label(places, typed) == meant


def test_a_quarter_of_a_city_gives_way_to_a_town_of_its_name(tmp_path):
    towns = [
        ("a", "Thompson", "", "", "BC", "49.16", "-123.15", "14955"),
        ("b", "Thompson", "", "", "MB", "55.74", "-97.86", "13678"),
    ]
    city = ("c", "Richmond", "", "", "BC", "49.17", "-123.14", "182000")
    alone = Places.load(folder(tmp_path / "alone", towns=towns))
    beside = Places.load(folder(tmp_path / "beside", towns=[*towns, city]))

    assert isinstance(refused(alone, "Thompson"), SeveralPlaces)
    assert beside.find("Thompson").place_id == "b"
    assert [place.place_id for place in beside.others(beside.find("Thompson"))] == ["a"]


def test_a_remote_place_is_meant_rather_than_its_southern_namesake(tmp_path):
    towns = [
        ("a", "Bear Point", "", "", "ON", "45.0", "-80.0", "1500", "", "accessible"),
        ("b", "Bear Point", "", "", "MB", "56.0", "-97.0", "1600", "", "very remote"),
    ]

    assert Places.load(folder(tmp_path / "own", towns=towns)).find("Bear Point").place_id == "b"


def test_a_first_nation_and_the_village_of_its_name_are_one_choice(tmp_path):
    towns = [
        ("a", "Teslin", "", "", "YT", "60.17", "-132.72", "239"),
        ("b", "Teslin", "", "", "YT", "60.70", "-133.50", ""),
        ("c", "Hope", "", "", "ON", "45.00", "-80.00", ""),
        ("d", "Hope", "", "", "ON", "45.60", "-80.80", ""),
    ]
    places = Places.load(folder(tmp_path / "own", towns=towns))

    assert places.find("Teslin").place_id == "a"
    assert isinstance(refused(places, "Hope"), SeveralPlaces)


def test_the_full_table_wins_and_the_embedded_one_adds_names_and_missing_places(tmp_path):
    full = folder(
        tmp_path / "full",
        communities=[
            ("csd:1", "Rosewood", "", "", "NS", "45.00", "-63.00", "", "CD:1201;CSD:1201001", "remote"),
        ],
        postal=[("B0A", "NS", "Full", "45", "-63", "12", "")],
    )
    own = folder(
        tmp_path / "own",
        towns=[
            ("gn:1", "Rosewood", "Boisderose", "Old Rosewood", "NS", "45.02", "-63.01", "900"),
            ("gn:2", "Elsewhere", "", "", "NS", "45.50", "-63.50", ""),
        ],
        postal=[("B0A", "NS", "Own", "46", "-62", "3", ""), ("B0B", "NS", "Own", "46", "-62", "3", "")],
    )

    unfinished = Places.load(own, full)
    (full / "built.json").write_text("{}", encoding="utf-8")
    complete = Places.load(own, full)

    assert unfinished.find("Rosewood").place_id == "gn:1"
    found = complete.find("old rosewood")
    assert (found.place_id, found.name_fr, found.population) == ("csd:1", "Boisderose", 900)
    assert found.areas == {"CA", "PR:12", "CD:1201", "CSD:1201001"}
    assert found.remoteness == "remote"
    assert complete.by_id("gn:1") == found
    assert complete.find("Elsewhere").place_id == "gn:2"
    assert complete.find("B0A").radius_km == 12
    assert complete.find("B0B").radius_km == 3


def test_a_place_nobody_has_counted_has_no_population(tmp_path):
    places = Places.load(folder(tmp_path / "own", towns=[("a", "Wahta", "", "", "ON", "45.0", "-79.7", "")]))

    assert places.find("wahta").population is None


def test_a_glottal_stop_is_neither_needed_nor_in_the_way(tmp_path):
    places = Places.load(folder(tmp_path / "own", towns=[("a", "ʔaq̓am", "", "", "BC", "49.5", "-115.7", "")]))

    assert places.find("?aqam") == places.find("aqam") == places.find("ʔaq̓am")


def test_an_id_that_is_unknown_is_no_place(places):
    assert places.by_id("gn:0") is None
    assert places.by_id(places.find("Iqaluit").place_id) == places.find("Iqaluit")
    assert places.by_id("FSA:X0A").name_en == "X0A"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("legal aid near Thunder Bay", [("legal", "Legal, AB", True), ("Thunder Bay", "Thunder Bay, ON", False)]),
        ("aide juridique près de Sept-Îles", [("Sept-Îles", "Sept-Îles, QC", False)]),
        ("shelter X0A 0H0", [("X0A 0H0", "X0A, NU", False)]),
        ("shelter x0a0h0 tonight", [("x0a0h0", "X0A, NU", False)]),
        ("centre d'amitié Val-d'Or", [("Val-d'Or", "Val-d'Or, QC", False)]),
        ("women's shelter Iqaluit", [("Iqaluit", "Iqaluit, NU", False)]),
        ("St. John’s legal", [("St. John’s", "St. John's, NL", False), ("legal", "Legal, AB", True)]),
        ("help in London, ON", [("London, ON", "London, ON", False)]),
        ("shelter Victoria on Monday", [("Victoria", "Victoria, BC", False), ("on", "Ontario", True)]),
        ("Mission shelter", [("Mission", "Mission, BC", True)]),
        ("crisis line BC", [("BC", "British Columbia", False)]),
        ("nurse Prince George", [("Prince George", "Prince George, BC", False)]),
        ("hébergement à Trois-Rivières qc", [("Trois-Rivières qc", "Trois-Rivières, QC", False)]),
        ("legal aid Quebec City", [("legal", "Legal, AB", True), ("Quebec City", "Québec, QC", False)]),
        ("sexual assault crisis line for women and children", []),
        ("aide aux femmes enceintes et à leurs enfants", []),
    ],
)
def test_places_are_seen_inside_a_question(places, question, named):
    assert mentions(places, question) == named


def test_a_small_word_after_a_place_is_a_province_only_when_written_so(tmp_path):
    towns = [
        ("a", "Victoria", "", "", "BC", "48.4", "-123.4", "91867"),
        ("b", "Victoria", "", "", "ON", "45", "-79", ""),
    ]
    places = Places.load(folder(tmp_path / "own", towns=towns))

    assert mentions(places, "shelter Victoria on Monday")[0] == ("Victoria", "Victoria, BC", False)
    assert mentions(places, "shelter Victoria, on")[0] == ("Victoria, on", "Victoria, ON", False)
    assert mentions(places, "shelter Victoria ON")[0] == ("Victoria ON", "Victoria, ON", False)
    assert mentions(places, "SHELTER VICTORIA ON MONDAY")[0] == ("VICTORIA", "Victoria, BC", False)


def test_positions_are_those_of_the_text_as_typed(places):
    question = "centre d’accueil — Ｓｅｐｔ-I\u0302les !"

    (mention,) = [m for m in places.in_text(question) if not m.weak]

    assert question[mention.start : mention.end] == "Ｓｅｐｔ-I\u0302les"


def test_a_mention_can_be_asked_for_again_as_typed(places):
    question = "legal aid Woodstock"
    mention = places.in_text(question)[-1]

    assert isinstance(refused(places, question[mention.start : mention.end]), SeveralPlaces)
    with pytest.raises(SeveralPlaces):
        places.meant(question, mention)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=260))
def test_nothing_typed_raises_anything_else(places, text):
    try:
        places.find(text)
    except (NoSuchPlace, SeveralPlaces) as told:
        assert told.text == text
    for mention in places.in_text(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.candidates


@given(st.text(max_size=60))
def test_both_ways_of_folding_agree(text):
    assert key(text) == " ".join(word.text for word in words(text))


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_both_ways_of_folding_agree_on_plain_letters(text):
    assert key(text) == " ".join(word.text for word in words(text))


def test_only_the_first_200_characters_are_read(places):
    assert places.in_text("x " * 100 + "Iqaluit") == []
    assert isinstance(refused(places, "Iqaluit " + "x" * 300), NoSuchPlace)


def test_thirty_thousand_names_load_and_answer_in_time(tmp_path):
    towns = [
        (
            f"p{n}",
            f"Lac {n:x} {n * 7919 % 30011:x}",
            "",
            f"Old {n:o};Vieux {n}",
            "QC",
            f"{45 + n % 150 / 10}",
            "-70",
            "",
        )
        for n in range(15_000)
    ]
    path = folder(tmp_path / "own", towns=towns)

    begun = time.perf_counter()
    places = Places.load(path)
    loaded = time.perf_counter()
    answers = [refused(places, "Ikaluit sur le lac") for _ in range(10)]
    answered = (time.perf_counter() - loaded) / len(answers)

    assert len(places) > 15_000
    print(f"loaded in {loaded - begun:.2f} s, aimed at 1.5; a slip answered in {answered * 1000:.1f} ms, aimed at 15")
