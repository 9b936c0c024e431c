"""The only tests of data/taxonomy: every code is there, in both languages, and safe to show."""

import csv
import re
import unicodedata
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

TAXONOMY = Path(__file__).parent.parent / "data" / "taxonomy"
NARROW = {"top_categories", "provinces", "shelter_words", "synonyms"}
HEADER = (
    "code,en,fr,definition_en,definition_fr,parent,hsds_taxonomy,hsds_term,open_eligibility,code_211,htcds,status"
).split(",")
EXTRAS = {
    "categories": ["shelter", "phase", "component"],
    "languages": ["own_name", "group", "members"],
    "sources_licences": ["attribution_en", "attribution_fr", "url"],
}
NBSP = "\u00a0"
KINDS = ("always", "unless_stated", "exclude")

CODES = {
    "categories": """
        shelter.emergency shelter.first_stage housing.second_stage housing.youth_transition housing.long_term
        safe_transport crisis.line crisis.intervention case_management outreach.mobile drop_in peer_support
        counselling.trauma addiction.detox addiction.treatment health.primary health.sexual
        health.forensic_sane health.dental tattoo_removal indigenous.healing_lodge indigenous.healing_circle
        indigenous.elder_support indigenous.friendship_centre legal.aid legal.criminal_advocacy legal.family
        legal.immigration legal.trp_vtip legal.employment_standards legal.human_rights compensation
        victim_services.police_based victim_services.court_based victim_services.community
        migrant_worker.support migrant_worker.open_permit_help settlement interpretation id_documents
        financial.exit_funds income_support food clothing employment education childcare child_protection
        youth_services pet_care tech_safety training_for_professionals coordination_body""",
    "populations": """
        women men trans nonbinary two_spirit lgbtq2s all_genders adults children youth youth_16_24
        older_adults with_children pregnant first_nations inuit metis black racialized newcomers refugees
        undocumented tfw international_students sex_workers people_with_disabilities deaf substance_use
        criminalized family_of_victim""",
    "population_relations": "designed_for welcomes not_for",
    "phases": "crisis transition long_term",
    "components": "shelter health counselling legal income indigenous interpretation migrant_worker",
    "exploitation": """
        sexual labour domestic_servitude forced_marriage forced_criminality debt_bondage organ_removal
        fraudulent_adoption online_child_sexual any""",
    "sectors": """
        agriculture construction accommodation_food manufacturing transport domestic_work care cleaning
        entertainment resource_extraction""",
    "accessibility": """
        step_free wheelchair accessible_washroom accessible_bedroom accessible_parking attendant_welcome
        service_animals sign_language tty video_relay captioning hearing_loop large_print plain_language
        low_stimulation""",
    "delivery": "in_person outreach_mobile fly_in phone text chat video mail",
    "immigration_status": """
        any citizen pr protected_person claimant work_open work_closed study visitor trp none""",
    "languages": """
        en fr ase fcs iks nsr iu ike ikt cr crk cwd csw crm crl crj atj moe nsk oj ojb ojc ojg ojw ojs alq otw
        mic pqm bla chp dgr scs xsl gwi haa ttm tce kkz tht crx clc bea srs tli ncg git hdn hax tsi hei kwk
        nuk hur shs oka kut moh one cay dak lkt sto asb crg es tl pa zh yue cmn ar hi pt uk so ti am fa vi ko
        ru tr bn ur ta ro hu ht""",
    "language_means": "staff interpreter phone_interpreter on_request",
    "organization_types": """
        ngo indigenous_organization government health police legal labour faith academic network""",
    "governance": "first_nations inuit metis urban_indigenous not_indigenous not_stated",
    "disclosure": "address community region",
    "visibility": "public member agreement staff",
    "location_kinds": "site mobile virtual",
    "verification": """
        verification_status unverified existence_checked facts_confirmed_by_provider site_or_reference_checked
        suspended verification_method phone email_attestation portal_attestation site_visit web registry
        document""",
    "vetting": "none applied screened vetted network_member suspended",
    "hours_purposes": "intake line site",
    "hours_states": """
        open closes_soon opens_later_today closed by_appointment_or_call_first by_appointment call_first
        holiday_call_to_check unknown""",
    "hours_classes": "24_7 evenings nights weekends business by_appointment seasonal unknown",
    "phone_purposes": "crisis intake office after_hours",
    "phone_kinds": "voice text tty fax",
    "service_area_kinds": """
        country province health_region census_division community first_nation inuit_region""",
    "service_area_relations": "serves only",
    "record_states": "draft waiting published paused closed withdrawn",
    "capacity_states": "has_space limited full waitlist call_first unknown",
    "referral_states": """
        offered accepted declined no_answer withdrawn expired arrived_yes arrived_no arrived_unknown""",
    "unmet_need_reasons": """
        none_here full wrong_hours wrong_age wrong_gender status language cost distance no_answer""",
    "suppression_kinds": "source_key phone url name_and_community",
}
YES_NO = """
    self_identification_required police_report_required id_required income_test residency_required
    sobriety_required accepts_children accepts_pets accepts_criminal_record in_care_accepted""".split()
YEARS = ["extended_care_to", "age_min", "age_max"]
REFERRAL = "none any_professional police hotline court".split()
SHELTERS = {
    "shelter.emergency",
    "shelter.first_stage",
    "housing.second_stage",
    "housing.youth_transition",
    "indigenous.healing_lodge",
}
# Words spelled alike in both languages; anywhere else an equal label is a missing translation.
SPELLED_ALIKE = {
    "sectors": {"agriculture", "construction", "transport"},
    "populations": {"inuit", "metis"},
    "governance": {"inuit", "metis"},
    "location_kinds": {"mobile"},
    "unmet_need_reasons": {"distance"},
    "service_area_kinds": {"country"},
    "sources_licences": {"cc-by-4.0"},
}
# "esclave" and "micmac" are what general language data offers; "slave" catches both languages.
FORBIDDEN = re.compile(
    r"\b(esclave\w*|slaves?|micmac\w*|prostitu\w*|squaw|eskimos?|esquimau\w*|illegals?|clandestin\w*"
    r"|indiens?|indians?|rescue[ds]?|opportunités?)\b",
    re.IGNORECASE,
)


def rows(name: str) -> list[dict[str, str]]:
    with (TAXONOMY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(name: str) -> list[str]:
    with (TAXONOMY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def codes(name: str) -> list[str]:
    return [row["code"] for row in rows(name)]


def french(name: str) -> list[str]:
    columns = ("fr", "definition_fr", "attribution_fr", "fr_with_preposition")
    texts = [row[column] for row in rows(name) for column in columns if column in row]
    return texts + [row["why"] for row in rows(name) if row.get("lang") == "fr"]


def badly_spaced(text: str) -> list[str]:
    """The French marks of `text` that lack their no-break space.

    Only a mark that ends a word counts: a colon inside one belongs to a web address or, in Kanien'kéha, to
    the spelling.
    """
    wrong = re.findall(rf"[^{NBSP}][:;!?](?=\s|$)", " " + text)
    wrong += re.findall(rf"«[^{NBSP}]|[^{NBSP}]»", text)
    return wrong


FILES = sorted(path.stem for path in TAXONOMY.glob("*.csv"))
VOCABULARIES = [name for name in FILES if name not in NARROW]


def test_every_vocabulary_of_the_model_has_its_file():
    expected = set(CODES) | NARROW | {"eligibility", "sources_licences", "vetting_criteria"}

    assert set(FILES) == expected


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_header_is_exact(name):
    assert header(name) == HEADER + EXTRAS.get(name, [])


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_plain_utf8_with_unix_lines_and_full_rows(name):
    raw = (TAXONOMY / f"{name}.csv").read_bytes()

    with (TAXONOMY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lengths = {len(row) for row in csv.reader(file)}

    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert len(lengths) == 1


@pytest.mark.parametrize("name", FILES)
def test_no_cell_has_stray_spaces_or_hidden_characters(name):
    cells = [cell for row in rows(name) for cell in row.values()]

    assert [cell for cell in cells if cell != cell.strip() or "  " in cell] == []
    assert [cell for cell in cells if any(unicodedata.category(char) in ("Cc", "Cf") for char in cell)] == []


@pytest.mark.parametrize("name", CODES)
def test_every_code_of_the_model_is_there_and_no_other(name):
    assert sorted(codes(name)) == sorted(CODES[name].split())


def test_eligibility_holds_every_rule_with_its_values_and_not_stated():
    expected = {"immigration_status_accepted", "immigration_status_accepted.not_stated"}
    values = {field: ["yes", "no"] for field in YES_NO}
    values |= {field: ["years"] for field in YEARS}
    values["referral_required"] = REFERRAL
    values["shares_with_authorities"] = ["never_without_consent", "when_law_requires"]
    for field, known in values.items():
        expected |= {field} | {f"{field}.{value}" for value in [*known, "not_stated"]}

    assert set(codes("eligibility")) == expected


def test_an_eligibility_value_hangs_under_its_own_rule():
    for row in rows("eligibility"):
        assert row["parent"] == row["code"].rpartition(".")[0]


@pytest.mark.parametrize(
    ("code", "en", "fr"),
    [
        (
            "self_identification_required.no",
            "You do not have to call yourself a victim",
            "Vous n'avez pas à vous dire victime",
        ),
        ("police_report_required.no", "No police report needed", "Aucune plainte à la police exigée"),
        ("referral_required.none", "You can call yourself", "Vous pouvez appeler directement"),
        ("sobriety_required.no", "You do not have to be sober", "La sobriété n'est pas exigée"),
        ("accepts_children.yes", "Children welcome", "Enfants acceptés"),
        ("age_min.years", "Serves someone aged …", "Accueille une personne de … ans"),
    ],
)
def test_the_value_a_filter_selects_carries_the_words_of_the_filter(code, en, fr):
    row = next(row for row in rows("eligibility") if row["code"] == code)

    assert (row["en"], row["fr"]) == (en, fr)


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("shelter_words", "synonyms")])
def test_codes_are_unique_and_well_formed(name):
    found = codes(name)

    assert len(set(found)) == len(found)
    pattern = r"PR:\d\d" if name == "provinces" else r"[a-z0-9]+([._-][a-z0-9]+)*"
    assert [code for code in found if not re.fullmatch(pattern, code)] == []


@pytest.mark.parametrize("name", VOCABULARIES)
def test_parents_exist_and_nothing_is_its_own_parent(name):
    known = set(codes(name))

    for row in rows(name):
        assert row["parent"] in known | {""}
        assert row["parent"] != row["code"]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_nothing_a_person_reads_is_empty(name):
    for row in rows(name):
        for column in ("en", "fr", "definition_en", "definition_fr"):
            assert row[column], f"{row['code']}: {column}"


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_definition_is_one_sentence(name):
    for row in rows(name):
        for column in ("definition_en", "definition_fr"):
            assert row[column].endswith("."), f"{row['code']}: {column}"
            assert not re.search(r"[.!?] ", row[column]), f"{row['code']}: {column}"


@pytest.mark.parametrize("name", VOCABULARIES)
def test_definitions_do_not_name_people_by_what_was_done_to_them(name):
    for row in rows(name):
        assert "victim" not in (row["definition_en"] + row["definition_fr"]).lower(), row["code"]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_row_leaves_as_hsds_and_is_only_proposed(name):
    for row in rows(name):
        assert re.fullmatch(r"waypoint-[a-z-]+|[a-z_]+\.[a-z_]+", row["hsds_taxonomy"]), row["code"]
        assert row["hsds_term"], row["code"]
        assert row["status"] == "proposed"
        assert row["code_211"] == "", "211 codes are licensed and never bundled"


@pytest.mark.parametrize("name", VOCABULARIES)
def test_our_own_taxonomies_keep_our_own_codes(name):
    for row in rows(name):
        if row["hsds_taxonomy"].startswith("waypoint-"):
            assert row["hsds_term"] in (row["code"], "not_exported")


def test_record_states_become_the_four_words_of_hsds():
    becomes = {row["code"]: row["hsds_term"] for row in rows("record_states")}

    assert becomes == {
        "draft": "not_exported",
        "waiting": "not_exported",
        "published": "active",
        "paused": "temporarily closed",
        "closed": "defunct",
        "withdrawn": "inactive",
    }


@pytest.mark.parametrize("name", VOCABULARIES)
def test_labels_differ_between_the_languages_where_they_should(name):
    # The community's own spelling stands in both languages, so language names may agree.
    alike = {row["code"] for row in rows(name) if row["en"].lower() == row["fr"].lower()}

    if name == "languages":
        assert not alike & {"en", "fr", "cr", "es", "zh", "ar", "scs", "xsl", "ht"}
    else:
        assert alike == SPELLED_ALIKE.get(name, set())


@pytest.mark.parametrize("name", [name for name in VOCABULARIES if name != "eligibility"])
def test_no_two_rows_of_a_file_share_a_label(name):
    for column in ("en", "fr"):
        labels = [row[column] for row in rows(name)]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"Exploitation{NBSP}: un mot", False),
        ("Exploitation : un mot", True),
        ("Exploitation: un mot", True),
        ("Quoi ?", True),
        ("Quoi?", True),
        (f"«{NBSP}oui{NBSP}»", False),
        ("« oui »", True),
        ("Voir https://example.org/ ici", False),
        ("les Kanien'kehá:ka", False),
    ],
)
def test_the_spacing_check_knows_good_from_bad(text, wrong):
    assert bool(badly_spaced(text)) is wrong


@pytest.mark.parametrize("name", FILES)
def test_french_marks_have_their_no_break_space(name):
    assert {text: badly_spaced(text) for text in french(name) if badly_spaced(text)} == {}


@pytest.mark.parametrize("name", FILES)
def test_apostrophes_are_the_same_everywhere(name):
    texts = [row[column] for row in rows(name) for column in ("en", "fr") if column in row]

    assert [text for text in texts + french(name) if "\u2019" in text or "`" in text] == []


@pytest.mark.parametrize("name", FILES)
def test_words_that_wound_or_mislead_do_not_appear(name):
    # What people type is never shown, and is found whatever words they have for it.
    shown = [cell for row in rows(name) for column, cell in row.items() if (name, column) != ("synonyms", "term")]

    assert FORBIDDEN.findall("\n".join(shown)) == []


def test_aines_is_kept_for_elders():
    for row in rows("populations"):
        assert "aîné" not in (row["fr"] + row["definition_fr"]).lower()


def test_exactly_the_five_shelter_types_start_at_region_level():
    assert {row["code"] for row in rows("categories") if row["shelter"] == "yes"} == SHELTERS
    assert {row["shelter"] for row in rows("categories")} == {"yes", "no"}


def test_phases_and_components_of_a_category_exist():
    phases, components = set(codes("phases")), set(codes("components"))

    for row in rows("categories"):
        assert row["phase"] and set(row["phase"].split(";")) <= phases
        assert row["component"] in components | {""}
    assert {row["component"] for row in rows("categories")} - {""} == components


@pytest.mark.parametrize(
    ("code", "component"),
    [
        ("shelter.emergency", "shelter"),
        ("housing.second_stage", "shelter"),
        ("housing.long_term", ""),
        ("addiction.detox", "health"),
        ("crisis.line", "counselling"),
        ("peer_support", "counselling"),
        ("legal.trp_vtip", "legal"),
        ("compensation", "income"),
        ("indigenous.elder_support", "indigenous"),
        ("migrant_worker.support", "migrant_worker"),
    ],
)
def test_a_category_counts_for_its_part_of_a_full_response(code, component):
    found = next(row for row in rows("categories") if row["code"] == code)

    assert found["component"] == component


def test_every_category_can_be_reached_from_the_first_page():
    groups = rows("top_categories")
    members = [member for row in groups for member in row["members"].split(";")]

    assert header("top_categories") == ["code", "en", "fr", "members"]
    assert set(members) == set(codes("categories"))
    assert 8 <= len(groups) <= 12
    for row in groups:
        assert row["en"] and row["fr"] and row["en"] != row["fr"]
        assert len(set(row["members"].split(";"))) == len(row["members"].split(";"))


def test_a_drop_in_is_not_offered_as_a_bed_for_the_night():
    tonight = next(row for row in rows("top_categories") if row["code"] == "stay_tonight")

    assert "drop_in" not in tonight["members"].split(";")


def test_language_groups_and_members_hold_together():
    known = {row["code"]: row for row in rows("languages")}
    groups = {
        "first", "sign", "inuit", "algonquian", "dene", "pacific", "iroquoian_siouan_metis", "other",
    }  # fmt: skip

    assert {row["group"] for row in known.values()} == groups
    for code, row in known.items():
        children = {child for child, other in known.items() if other["parent"] == code}
        assert set(filter(None, row["members"].split(";"))) == children


def test_english_and_french_come_first_and_slavey_keeps_its_name():
    known = {row["code"]: row for row in rows("languages")}

    assert codes("languages")[:2] == ["en", "fr"]
    assert (known["scs"]["fr"], known["xsl"]["fr"]) == ("slavey du Nord", "slavey du Sud")
    assert known["mic"]["fr"] == "mi'kmaq"


def test_every_licence_says_what_to_show_in_both_languages():
    for row in rows("sources_licences"):
        assert row["attribution_en"] and row["attribution_fr"]
        assert row["url"] == "" or row["url"].startswith("https://")
        blanks = [re.findall(r"{\w+}", row[f"attribution_{language}"]) for language in ("en", "fr")]
        assert blanks[0] == blanks[1]
    assert {
        "ogl-canada-2.0", "statcan-open-licence", "cc-by-4.0", "ogl-toronto", "facts_compiled", "apache-2.0",
    } <= set(codes("sources_licences"))  # fmt: skip


def test_thirteen_provinces_and_territories_can_be_named_inside_a_sentence():
    provinces = {row["letters"]: row for row in rows("provinces")}

    assert header("provinces") == [
        "code", "letters", "en", "fr", "fr_with_preposition", "timezone", "en_with_preposition",
    ]  # fmt: skip
    assert sorted(provinces) == "AB BC MB NB NL NS NT NU ON PE QC SK YT".split()
    for row in provinces.values():
        assert row["fr_with_preposition"].endswith(row["fr"])
        assert row["en_with_preposition"].endswith(row["en"])
        assert ZoneInfo(row["timezone"]).key == row["timezone"]
    assert provinces["ON"]["code"] == "PR:35"
    assert provinces["QC"]["fr_with_preposition"] == "au Québec"
    assert provinces["PE"]["fr_with_preposition"] == "à l'Île-du-Prince-Édouard"
    assert provinces["NL"]["timezone"] == "America/St_Johns"


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def needs_care(name: str, stated: bool = False) -> bool:
    """The rule of data/taxonomy/README.md: what is excluded is taken out first, then any word marks."""
    words: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for row in rows("shelter_words"):
        words[row["kind"]].append(f" {folded(row['word'])} ")
    left = f" {folded(name)} "
    for phrase in sorted(words["exclude"], key=len, reverse=True):
        left = left.replace(phrase, " | ")
    marks = words["always"] if stated else words["always"] + words["unless_stated"]
    return any(phrase in left for phrase in marks)


def test_shelter_words_are_complete_rows_of_three_kinds_in_both_languages():
    found = rows("shelter_words")

    assert header("shelter_words") == ["word", "lang", "kind", "why"]
    assert all(row["word"] == row["word"].lower() and row["why"] for row in found)
    assert {(row["lang"], row["kind"]) for row in found} == {(lg, kind) for lg in ("en", "fr") for kind in KINDS}


def test_a_shelter_word_is_of_one_kind_only():
    # A word written alike in both languages stands once for each.
    kinds: dict[str, set[str]] = {}
    for row in rows("shelter_words"):
        kinds.setdefault(folded(row["word"]), set()).add(row["kind"])

    assert [word for word, found in kinds.items() if len(found) > 1] == []


def test_no_exclusion_swallows_a_word_that_marks():
    marks = [row["word"] for row in rows("shelter_words") if row["kind"] != "exclude"]

    assert [word for word in marks if not needs_care(word)] == []


@pytest.mark.parametrize(
    "name", ["Rosewood Transition House", "Maison d'hébergement L'Étape", "Refuge pour femmes", "CRJDA"]
)
def test_a_place_where_people_hide_is_marked_whatever_its_row_says(name):
    assert needs_care(name, stated=True)


@pytest.mark.parametrize("name", ["Men's Hostel", "YWCA", "Centre de femmes", "Le Refuge des jeunes"])
def test_a_place_that_may_be_confidential_is_believed_when_it_states_its_level(name):
    assert needs_care(name)
    assert not needs_care(name, stated=True)


@pytest.mark.parametrize(
    "name",
    [
        "Rosewood Transition House",
        "Northern Women's Shelter Society",
        "MAISON D'HÉBERGEMENT LA COLOMBE",
        "Maison d\u2019hébergement L\u2019Étape",
        "Refuge pour femmes de l'Est",
        "Le Foyer des femmes",
        "Ressource CRJDA",
        "Second-Stage Housing Program",
        "Sexual Assault Centre",
        "Centre d'aide et de lutte contre les agressions à caractère sexuel",
        "Centre d'hébergement d'urgence du Nord",
        "Safe House Network",
        "Women's shelter and animal shelter",
        "Auberge du Cœur",
        "Healing Lodge",
    ],
)
def test_a_name_that_may_be_a_confidential_place_is_marked(name):
    assert needs_care(name)


@pytest.mark.parametrize(
    "name",
    [
        "Riverside Animal Shelter",
        "Refuge pour animaux du Lac",
        "Centre d'hébergement Saint-Joseph",
        "CHSLD du Nord",
        "Clinique juridique du Centre",
        "Women's College Hospital",
        "Shelterbelt Road Clinic",
        "Main Street Community Health Centre",
    ],
)
def test_an_ordinary_name_is_not_marked(name):
    assert not needs_care(name)


def test_synonyms_are_complete_rows_in_both_languages():
    found = rows("synonyms")

    assert header("synonyms") == ["term", "lang", "means", "kind", "why", "status"]
    assert {(row["lang"], row["kind"]) for row in found} == {
        (lang, kind) for lang in ("en", "fr") for kind in ("synonym", "acronym", "intent", "noise")
    }
    assert all(row["term"] == row["term"].lower() and row["why"] and row["status"] == "proposed" for row in found)
    assert all(bool(row["means"]) is (row["kind"] != "noise") for row in found)


def test_no_term_has_two_rows_in_one_language():
    terms = [(folded(row["term"]), row["lang"]) for row in rows("synonyms")]

    assert len(set(terms)) == len(terms)


def test_a_synonym_names_codes_that_exist():
    known = set(codes("categories")) | set(codes("populations"))
    coded = {
        meaning
        for row in rows("synonyms")
        for meaning in row["means"].split(";")
        if re.fullmatch(r"[a-z_]+[._][a-z_.]+", meaning)
    }

    assert coded - known == set()
    assert len(coded) > 30
