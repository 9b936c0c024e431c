"""Finds words that give a place away beside its address: a street, a crossing, a way there, a postal code.

Used on the names and descriptions of listings that do not show an address. English and French alike, since
either may stand in either column. Errs on the side of asking: what it finds can be said in other words.
"""

from __future__ import annotations

import re

NAME = r"(?:\b[A-ZÀ-Þ0-9][\w'’.-]{0,30})"
STREET = (
    r"street|st\.?|avenue|ave\.?|road|rd\.?|boulevard|blvd\.?|crescent|cres\.?|drive|dr\.|lane|highway|hwy\.?|"
    r"parkway|"
    r"sideroad|concession|terrace|range road|township road"
)
RUE = (
    r"rue|avenue|av\.|boulevard|boul\.?|chemin|ch\.|rang|route|côte|montée|allée|ruelle|autoroute|impasse|promenade|"
    r"terrasse|croissant|quai"
)
LANDMARK = (
    r"station|terminal|bus stop|stop|school|church|mosque|temple|synagogue|mall|plaza|hospital|clinic|park|library|"
    r"friendship centre|arena|rink|pool|bridge|store|supermarket|police|post office|city hall|town hall|hall|"
    r"pharmacy|restaurant|caf[eé]|"
    r"bakery|hortons|walmart|canadian tire|costco|depot|courthouse|university|college|bank|cemetery|market|museum|"
    r"laundromat|hotel|motel|marina|ferry|water tower|railway|tracks|playground|gas bar|firehall|overpass|corner|"
    r"gare|école|église|mosquée|centre commercial|hôpital|parc|bibliothèque|aréna|patinoire|piscine|pont|magasin|"
    r"épicerie|dépanneur|poste de police|caserne|bureau de poste|hôtel de ville|mairie|pharmacie|boulangerie|"
    r"palais de "
    r"justice|université|cégep|collège|banque|caisse|cimetière|marché|musée|buanderie|hôtel|métro|arrêt|"
    r"terrain de jeu|"
    r"station-service|voie ferrée|château d'eau|traversier|quai"
)
NEAR = (
    r"near|nearby|beside|next to|behind|opposite|above|below|under|in front of|close to|not far from|"
    r"adjacent to|past|"
    r"attached to|facing|over|steps from|walking distance (?:of|from|to)|"
    r"près d[eu]s?|à proximité d[eu]s?|proche d[eu]s?|à côté d[eu]s?|derrière|devant|face à|face au|"
    r"au-dessus d[eu]s?|"
    r"en arrière d[eu]s?|voisin[e]? d[eu]s?|attenant[e]? (?:à|au)|à deux pas d[eu]s?|non loin d[eu]s?|sous|"
    r"à quelques "
    r"pas d[eu]s?|le long d[eu]s?"
)
COLOUR = r"red|blue|green|white|yellow|grey|gray|brown|brick|stone|rouge|bleue?|verte?|blanche?|jaune|grise?|brune?"

SIGNS = {
    "street": [
        rf"(?i:\b\d{{1,6}}[a-z]?(?:[ ,-]+[\w'’.-]+){{1,4}}?\s+(?:{STREET})(?!\w))",
        rf"(?i:\b\d{{1,6}}[a-z]?,?\s+(?:bis\s+)?(?:{RUE})(?!\w))",
        rf"\b\d{{1,6}}[A-Za-z]?\s+(?:{NAME}\s+){{1,3}}(?:Way|Place|Court|Circle|Row|Line|Trail|Square|Gate|"
        rf"Drive|Dr)\b",
        rf"\b(?i:on|at|off|along|from|down|up)\s+(?:the\s+)?(?:{NAME}\s+){{1,3}}(?i:{STREET})(?!\w)",
        r"(?i:\b(?:on|off|along) (?:the )?(?:highway|hwy)\b)",
        rf"(?i:\b(?:sur|dans|de) (?:la |le |l['’])?(?:{RUE}))\s+(?:(?i:d[eu]s?|la|le|l['’])\s*)*{NAME}",
        r"(?i:\bapt\.?|\bsuite|\bunit|\bappartement|\bbureau|\blocal)\s*#?\d+\b",
    ],
    "crossing": [
        r"(?i:\b(?:corner|intersection|junction|crossing) (?:of|with)\b|\bcross[- ]streets?\b|\bkitty[- ]corner\b)",
        r"(?i:\b(?:à l['’]angle|au coin|à l['’]intersection|au croisement|à la croisée) d)",
        rf"{NAME}(?:\s+(?i:{STREET}))?\s+(?:and|&|at|et)\s+{NAME}\s+(?i:{STREET}|streets|avenues|roads)(?!\w)",
        r"(?i:\bbetween\b.{1,40}\band\b.{1,40}\b(?:streets?|st|avenues?|ave|roads?|highways?)\b)",
        rf"(?i:\bentre\b.{{1,15}}\b(?:{RUE}|rues|avenues)\b)",
        rf"(?i:\bangle\s+(?:d[eu]s?\s+)?(?:{RUE}|rues)?\s*)\b{NAME}\s+et\s+{NAME}",
    ],
    "way": [
        r"(?i:\bacross (?:the (?:street|road|river|tracks|hall) )?from\b|\bacross the (?:street|road|river|"
        r"tracks)\b)",
        r"(?i:\bnext door\b|\bacross the way\b|\ben face d|\bd['’]en face\b|\bde l['’]autre côté d)",
        rf"(?i:\b(?:{NEAR})\s+(?:(?:the|a|an|our|la|le|les|l['’]|un|"
        rf"une)\s*)?(?:[\w'’.&-]+\s+){{0,4}}?(?:{LANDMARK})s?\b)",
        r"(?i:\b(?:a|one|two|three|four|few|couple of|\d+|half a)\s+(?:city\s+)?blocks?\b)",
        r"(?i:\bcoins? de rue\b|\bà (?:une|deux|trois|quatre|quelques|\d+) rues\b|\bpâtés? de maisons\b)",
        r"(?i:\b(?:minute|min)s?['’]? (?:walk|drive|on foot|by car|by bus|from|à pied|de marche|en voiture|"
        r"en autobus))",
        r"(?i:\b\d+(?:[.,]\d+)?\s*(?:km|kilom[eè]tres?|kilometers?|m|metres?|meters?|mètres)\s+(?:\w+ )?"
        r"(?:from|of|north|south|east|west|past|outside|d[eu]s?|au nord|au sud|à l['’]est|à l['’]ouest|après)\b)",
        r"(?i:\bturn (?:left|right)\b|\btourne[rz] à (?:gauche|droite)\b|\bprene[rz]? la sortie\b)",
        r"(?i:\b(?:exit|sortie) (?:no\.? |n[o°] ?)?\d+)",
        r"(?i:\b(?:left|right) (?:side|hand)\b|\bon (?:your|the) (?:left|right)\b|\b(?:à|sur) (?:votre|"
        r"la) (?:gauche|droite)\b)",
        r"(?i:\btake (?:the )?(?:number |no\.? ?|#)?\d*\s*(?:bus|train|subway|metro|lrt|streetcar|skytrain|ferry)\b)",
        r"(?i:\b(?:bus|streetcar|tram) (?:route |line |stop |number |no\.? ?|#)+\s*\w*)",
        r"(?i:\b(?:autobus|ligne d['’]autobus|circuit|tramway) (?:no |n[o°] ?)?\d+|\bligne \d+ d|"
        r"\barrêt d['’]autobus\b)|\b(?:[Ss]tation|[Mm]étro) [A-ZÀ-Þ]",
        r"(?i:\b(?:subway|skytrain|metro|lrt|go|bus|train) station\b)",
        rf"\b(?i:{COLOUR}) (?:brick )?(?:house|building|door|roof|gate|fence|bungalow)\b",
        rf"(?i:\b(?:maison|porte|immeuble|bâtiment|toit|clôture|édifice)s? (?:en |de )?(?:{COLOUR}|brique|pierre)\b)",
        r"(?i:\b(?:side|back|rear|front|main|north|south|east|west) (?:door|entrance|lane)\b|\bentrance (?:is |"
        r"off |on |from |at )"
        r"|\bback alley\b)",
        r"(?i:\bentrée (?:par|sur|à l['’]arrière|arrière|latérale|principale|est|ouest|nord|sud)\b|"
        r"\bporte (?:arrière|de côté|latérale)\b)",
        r"(?i:\b(?:ring|press) (?:the )?(?:bell|buzzer|doorbell)|\bbuzz(?:er)? (?:code |number |no\.? ?|#)?\d+|"
        r"\bsonne[rz]? (?:à|au)\b)",
        r"(?i:\b(?:first|second|third|fourth|ground|top|\d+(?:st|nd|rd|th)) floor\b|\b(?:rez-de-chaussée|sous-sol)\b"
        r"|\b(?:premier|deuxième|troisième|\d+e) étage\b|\bin the basement\b)",
        r"(?i:\bjust (?:off|north|south|east|west|past|outside|behind)\b|\bdirectly (?:behind|above|across)\b"
        r"|\bjuste (?:derrière|après|avant|à côté)\b)",
    ],
    "postal_code": [r"(?i:\b[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d\b)"],
    "point": [
        r"-?\b\d{2,3}[.,]\d{3,}\s*°?\s*[NSEWO]?\s*[,; ]\s*-?\d{2,3}[.,]\d{3,}",
        r"\b\d{2,3}\s*°\s*\d{1,2}\s*['′’]",
        r"///\w+\.\w+\.\w+",
        r"(?i:\b(?:maps\.app\.goo\.gl|goo\.gl/maps|google\.\w+/maps|openstreetmap\.org/|maps\.apple\.com|"
        r"what3words)\S*)",
    ],
    "number": [
        r"(?i:\b\d{9}\s?R[RCTP]\s?\d{4}\b)",
        r"(?i:\b(?:charity|charitable|business|registration|organisme de bienfaisance|"
        r"entreprise)\b.{0,30}?\b\d{9,10}\b)",
    ],
}
"""What gives a place away, by what it is."""

PATTERNS = {sign: re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) for sign, patterns in SIGNS.items()}
NAME_PART = re.compile(r"\s+[-–—]\s+|\s*[,()]\s*")
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
ABBREVIATION = re.compile(r"\b(?:St|Ave|Rd|Dr|No|no|Hwy|Blvd|boul|av|ch|Apt|apt|min)\.$")


def side_fact(text: str) -> str:
    """What in a text gives a place away: a key of SIGNS, or an empty string."""
    return next((sign for sign, pattern in PATTERNS.items() if pattern.search(text)), "")


def without_side_facts(text: str) -> str:
    """The text without the sentences that give a place away. All of it goes when what is left still does."""
    if not side_fact(text):
        return text
    kept = " ".join(sentence for sentence in sentences(text) if not side_fact(sentence))
    return "" if side_fact(kept) else kept


def name_without_side_facts(name: str) -> str:
    """The parts of a name that tell no place; the name as it is when they all do, for the rules to refuse."""
    if not side_fact(name):
        return name
    return ", ".join(part for part in NAME_PART.split(name) if part.strip() and not side_fact(part)) or name


def sentences(text: str) -> list[str]:
    """A text cut into sentences; a short form such as St. ends none."""
    parts: list[str] = []
    for part in SENTENCE.split(text):
        if parts and ABBREVIATION.search(parts[-1]):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return [part for part in parts if part]
