"""How words of both languages are found, however they are typed."""

import unicodedata

import pytest

from search_index.words import STOP_WORDS, fold, normal, spoken, term

ACCENTED = (
    "hébergement écoute santé réfugié réfugiée immigré immigrée détresse sécurité conseillère thérapie "
    "thérapeute médecin médical médicaments hôpital hôpitaux clôture île forêt tempête enquête fenêtre fête "
    "prêt prêter intérêt arrêt tête même très près après procès succès accès excès progrès règle règlement "
    "frère mère père grand-père lumière rivière première dernière prière manière matière frontière carrière "
    "infirmière ouvrière caissière policière étrangère légère sévère sincère mystère caractère ministère "
    "conférence préférence référence différence présence absence décès déclaration défense délai démarche "
    "dépôt député dérangement désir détail dévouement école économie éducation égalité église électricité élève "
    "émotion employé employée énergie époque équipe équité érablière étape état été étoile étude étudiant "
    "étudiante événement évaluation évasion éviter exploité exploitée exploités généreux génération genèse "
    "gérer géographie hébergé hébergée héritage héros hésiter idée identité immédiat indépendance inquiétude "
    "intégration intégrité itinérance itinérant jumelé kilomètre léger légende liberté ligné littérature maître "
    "maîtrise mélange mémoire ménage métier métis métisse mobilité modèle moitié musée naïf Noël nécessaire "
    "négligé négociation numéro obéir océan opération opinâtre organisé oublié pâte pâtes pauvreté pénal pénurie "
    "période pièce piège pitié planète poésie poète possédé précarité précieux prénom préparé présent prévention "
    "priorité privé problème protégé protégée propriété psychiatrie québécois québécoise qualité quantité réalité "
    "récent réception réclamation réconfort récupération rédaction réduire réel réfléchir région régulier relevé "
    "répit répondre réponse repère réseau résidence résilience résoudre respecté réussir réveil rêve rôle rénové "
    "Sept-Îles société soirée solidarité spécialisé stratégie sûr sûreté système télé téléphone témoin témoignage "
    "territoire thé théâtre tôt traître traîné travaillé Trois-Rivières unité université vécu vérité vêtement "
    "vêtements victoire vidéo violenté violentée vulnérabilité wagonnée zèle zéro août brûlé bûche châtiment"
).split()[:230]


def first_term(text: str, language: str) -> str:
    return term(next(spoken(normal(text))).parts[0], language)


def test_every_accented_french_word_is_found_when_typed_without_accents(index_of, document):
    words = [each for each in ACCENTED if fold(each.lower()) != each.lower()][:200]
    assert len(words) == 200
    index = index_of(*(document(f"{number}", text_fr=f"Voici {word}.") for number, word in enumerate(words)))

    missed = [
        word for number, word in enumerate(words) if str(number) not in index.search_ids(fold(word.lower()).upper())
    ]

    assert missed == []


def test_words_typed_with_accents_find_text_written_without(index_of, document):
    index = index_of(document("a", text_fr="Hebergement a Montreal"))

    assert index.search_ids("hébergement montréal") == ["a"]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_unicode_form_of_a_word_is_the_same_word(index, form):
    assert index.search_ids(unicodedata.normalize(form, "hébergement")) == ["rosewood"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("d'urgence", "urgence"),
        ("d’urgence", "urgence"),
        ("l'hébergement", "hébergement"),
        ("qu'hébergement", "hébergement"),
        ("L’Île", "ile"),
        ("jusqu'aube", "aube"),
    ],
)
def test_an_elision_does_not_hide_the_word_behind_it(typed, meant):
    assert first_term(typed, "fr") == first_term(meant, "fr")


@pytest.mark.parametrize("typed", ["women's", "women’s"])
def test_a_possessive_is_not_a_word_of_its_own(typed):
    whole = next(spoken(normal(typed)))

    assert (whole.parts, whole.joined) == (("women",), "")


def test_aujourdhui_is_one_word(index):
    assert index.search_ids("aujourd'hui") == ["pauktuutit"]
    assert index.search_ids("aujourdhui") == ["pauktuutit"]
    assert index.search("hui").ids == []


@pytest.mark.parametrize("typed", ["Val-d'Or", "val-d’or", "Val d'Or", "VALDOR", "val or"])
def test_a_name_with_hyphens_is_found_whole_and_by_its_words(index, typed):
    assert index.search(typed).ids == ["clinique"]


def test_a_name_with_hyphens_does_not_stand_for_its_words_alone(index_of, document):
    index = index_of(
        document("town", text_fr="À Val-d'Or"),
        document("apart", text_fr="Un val loin de tout or"),
        document("half", text_fr="Un val"),
    )

    assert index.search("Val-d'Or").ids == ["town", "apart"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shelters", "shelter"),
        ("women", "woman"),
        ("women's", "woman"),
        ("women’s", "women"),
        ("children's", "child"),
        ("agencies", "agency"),
        ("families", "family"),
        ("counselling", "counseling"),
        ("centre", "centers"),
    ],
)
def test_english_plurals_possessives_and_spellings_are_one_word(one, other):
    assert first_term(one, "en") == first_term(other, "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("refuges", "refuge"),
        ("hôpitaux", "hopital"),
        ("exploitées", "exploité"),
        ("survivant·e·s", "survivant"),
        ("juridiques", "juridique"),
        ("œuvre", "oeuvres"),
    ],
)
def test_french_plurals_and_participles_are_one_word(one, other):
    whole = next(spoken(normal(one)))

    assert term(whole.joined or whole.parts[0], "fr") == first_term(other, "fr") or (
        first_term(one, "fr") == first_term(other, "fr")
    )


def test_different_words_stay_different():
    words = ["shelter", "legal", "police", "refuge", "clinic", "night", "child", "woman", "house", "home"]

    assert len({first_term(each, "en") for each in words}) == len(words)


@pytest.mark.parametrize("typed", ["ᐃᓄᒃᑎᑐᑦ", "ᐊᕐᓇᐃᑦ", "ᐊᕐᓇᐃᑦ ᐃᓪᓗᖓᑦ"])
def test_inuktitut_syllabics_are_words(index, typed):
    assert index.search(typed).ids == ["pauktuutit"]


@pytest.mark.parametrize("text", ["हिन्दी", "ਪੰਜਾਬੀ", "العربية", "中文", "ትግርኛ"])
def test_words_of_other_scripts_stay_in_one_piece(text):
    assert [each.parts for each in spoken(normal(text))] == [(text,)]


def test_stop_words_are_listed_folded():
    assert all(fold(word) == word for words in STOP_WORDS.values() for word in words)
