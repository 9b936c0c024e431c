"""Everything the running site keeps, why, and for how long: the answer to whoever asks for all of it.

One table in code. `portal kept` prints it beside the registry as it stands; a column or a kind of file that is not
named here fails a test, so that nothing about a visitor can be kept without somebody having to write it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

LISTED = "while the service is listed; gone with it"


@dataclass(frozen=True, slots=True)
class Kept:
    """One table or kind of file: what it is for and when it goes."""

    purpose: str
    until: str
    columns: tuple[str, ...] = ()
    """Of a table, every column it may have; a column that is not named here may not exist."""


def columns(text: str) -> tuple[str, ...]:
    """Names with spaces between."""
    return tuple(text.split())


TABLES: Mapping[str, Kept] = {
    "source": Kept(
        "who publishes facts, and under which terms",
        "while a listing comes from it",
        columns("id name publisher licence url retrieved_on"),
    ),
    "source_record": Kept(
        "where each listing was read",
        LISTED,
        columns("source_id record_key service_id url page facts_date retrieved_on gone_since"),
    ),
    "organization": Kept(
        "who offers a service, as it says of itself",
        "while one of its services is listed",
        columns("id name_en name_fr own_name type governance website email"),
    ),
    "service": Kept(
        "what is offered, and whether somebody has confirmed it",
        "until it is withdrawn and deleted",
        columns(
            "id organization_id name_en name_fr description_en description_fr province age_min age_max email website"
            " status verification confirmed_on confirmed_by revision changed_on changed_at digest"
        ),
    ),
    "fact_check": Kept(
        "when each fact of a listing was last confirmed, and in which way: nobody's name",
        LISTED,
        columns("service_id facet day how"),
    ),
    "confirm_link": Kept(
        "a hash of a link that asked somebody with a seat whether a listing is still right",
        "until it is used, or replaced by a later one",
        columns("service_id hash person_id asked expires"),
    ),
    "location": Kept(
        "where a service is, never finer than its provider lets anyone know",
        LISTED,
        columns("id service_id position disclosure province community address postal_code longitude latitude"),
    ),
    "phone": Kept("numbers to call", LISTED, columns("service_id position number extension kind purpose")),
    "schedule": Kept("when it is open", LISTED, columns("service_id purpose rule")),
    "language_offered": Kept("languages it speaks", LISTED, columns("service_id code position")),
    "service_area": Kept("named public areas it says it serves", LISTED, columns("service_id code position")),
    "eligibility": Kept("what it asks of people", LISTED, columns("service_id field value")),
    "service_term": Kept("what kind it is and for whom", LISTED, columns("service_id taxonomy code position relation")),
    "taxonomy_term": Kept(
        "the vocabularies that come with the site", "for good", columns("taxonomy code name_en name_fr parent")
    ),
    "revision": Kept(
        "earlier states of a listing; what may not be shown any more is wiped from them",
        LISTED,
        columns("service_id number day made_by snapshot"),
    ),
    "registry": Kept("a counter that tells when the list changed", "for good", columns("one revision")),
    "unindexed": Kept("listings the word index has still to learn", "until it has", columns("service_id noted_at")),
    "plain_words": Kept(
        "public words of listings, for the search without an index", LISTED, columns("service_id names words")
    ),
    "unmet_need": Kept(
        "how often a kind of help was missing, by month and place: a number, no person, no time",
        "for good; nothing below five is shown",
        columns("month province community category count"),
    ),
    "person": Kept(
        "a named seat of somebody who acts: never a visitor",
        "while the seat exists; a disabled one keeps its name for the record",
        columns("id name email role state password factor factor_step"),
    ),
    "membership": Kept(
        "which organizations a partner speaks for", "while they do", columns("person_id organization_id")
    ),
    "proposal": Kept(
        "what somebody suggests about a listing, and how far people are with it",
        "with the registry; a place in it goes when it is closed, unless the listing shows its address",
        columns(
            "number kind service_id organization_id other_id based_on other_based_on why note source consent_by"
            " consent_on stage edition edited_at touches_safety token"
        ),
    ),
    "proposal_change": Kept("what it would change, field by field", "see proposal", columns("number field old new")),
    "proposal_author": Kept(
        "who wrote or edited it, and whom they spoke for then",
        "see proposal",
        columns("number position author organizations"),
    ),
    "agreement": Kept("who agreed to which edition of it", "see proposal", columns("number edition person_id at")),
    "proposal_event": Kept(
        "what happened to it, for its author and for reviewers",
        "see proposal",
        columns("number position at act by note edition"),
    ),
    "merged": Kept(
        "which listing another one is the same as", "until it is parted again", columns("other_id service_id")
    ),
    "told_apart": Kept(
        "which listings look like one service and are two, and who on the team said so",
        LISTED,
        columns("first second by day"),
    ),
    "report": Kept(
        "what a reader says is wrong or missing: a day, a kind of help, a listing, a short text",
        "seven days after somebody looked into it",
        columns("number kind day category service_id text handled_on"),
    ),
    "seat_link": Kept(
        "a hash of a link that was sent to open a seat",
        "until it is used or expires",
        columns("hash person_id purpose made_by expires"),
    ),
    "recovery_code": Kept("hashes of codes for a lost second factor", "until used", columns("person_id hash")),
    "session": Kept(
        "who is signed in, without address or browser",
        "until sign-out or idle",
        columns("hash person_id csrf begun seen proved"),
    ),
    "audit": Kept(
        "what those who act have changed, by day; chained, and only added to",
        "for good",
        columns("number day by kind about details hash"),
    ),
    "disclosure_consent": Kept(
        "which provider agreed to how much of its place being shown, and who wrote that down",
        LISTED,
        columns("id service_id location_id level given_by recorded_by day until ended"),
    ),
    "redaction": Kept(
        "which places were narrowed, by id alone, so that no backup brings them back",
        "for good",
        columns("service_id location_id level day"),
    ),
    "withheld": Kept(
        "what one person has hidden until two decide", "until they do", columns("service_id part which by day")
    ),
    "suppression": Kept(
        "what asked to stay out of the list, as a keyed digest",
        "while it wants to stay out",
        columns("kind keyed reason asked_by first second day"),
    ),
    "community_survey": Kept(
        "where somebody has looked for which kind of help, said by a role and an organization",
        "until it is looked again",
        columns("community category state note day role organization_id"),
    ),
    "community_road": Kept(
        "how a community is reached, said by a role and an organization",
        "until it changes",
        columns("community access day role organization_id"),
    ),
    "community_consent": Kept(
        "whether a community lets statistics about itself be published",
        "until it says otherwise",
        columns("community statistics until day role organization_id"),
    ),
    "record_owner": Kept(
        "the Nation or organization whose record a listing is",
        "until it takes its records back",
        columns("id name_en name_fr own_name"),
    ),
    "owned_listing": Kept("which listing is whose record", LISTED, columns("service_id owner_id")),
    "asks_first": Kept(
        "listings that are exported and counted only once their owner agrees", LISTED, columns("service_id")
    ),
    "use_consent": Kept(
        "what an owner said to listing, export and statistics, by role, and which people wrote it down",
        LISTED,
        columns("id service_id use answer given_by first second day until"),
    ),
    "use_refusal": Kept(
        "what owners said no to, by id alone, so that no backup undoes it",
        "until the owner says yes",
        columns("service_id use day"),
    ),
    "use_request": Kept(
        "what an owner agreed to and two people have not yet: by role, with who wrote it and who agreed first",
        "until two people agree, or the owner says no",
        columns("service_id use given_by author organizations first"),
    ),
    "cultural_label": Kept(
        "labels of the owner's that go with a listing", LISTED, columns("service_id position text_en text_fr uri")
    ),
    "vetting_application": Kept(
        "how an organization says it meets the published criteria, who wrote it and how it was decided",
        "until it applies anew, or is listed no more",
        columns("organization_id edition day author organizations stage unmet"),
    ),
    "vetting_evidence": Kept(
        "the words and pages of an application", "with the application", columns("organization_id criterion words link")
    ),
    "vetting_reference": Kept(
        "two organizations that know its work, and how to ask there",
        "with the application",
        columns("organization_id position name contact"),
    ),
    "vetting_agreement": Kept(
        "which reviewers agreed, until that is decided",
        "until it is decided",
        columns("organization_id about person_id"),
    ),
    "vetting": Kept(
        "what two reviewers found of an organization, and until when it holds",
        "until a later finding, or while it is listed",
        columns("organization_id since until first second"),
    ),
    "vetting_suspension": Kept(
        "of which organizations that counts no more, by id alone, so that no backup undoes it",
        "until two reviewers lift it",
        columns("organization_id day"),
    ),
    "takes_handovers": Kept(
        "which organizations take transfers of others", "until they say otherwise", columns("organization_id since")
    ),
    "handover": Kept(
        "one organization asks another to take somebody: codes alone, no person, no worker, no word",
        "three days without an answer, a week with one; erased when taken back",
        columns(
            "code from_organization service_id province region taxonomy category with_children tonight state reason"
            " expires"
        ),
    ),
    "refused_handover": Kept(
        "how often a transfer was refused, by month, place, kind of help and reason: a number",
        "for good; nothing below five is shown",
        columns("month province region taxonomy category reason count"),
    ),
    "survey_task": Kept(
        "who is asked to look for which kind of help in which community",
        "for good; what was found is kept beside it, without a person",
        columns("number community category person_id organization_id day due closed_on"),
    ),
    "_sqlite_migrations": Kept(
        "which steps of the schema were taken", "for good", columns("id migration_set name applied_at")
    ),
}
"""Every table. None has a column for who searched, for what, from where, with which browser, or when."""

PARTS = ("plain_words_*",)
"""Tables that SQLite makes for itself inside one of those above."""

FILES: Mapping[str, Kept] = {
    "registry.db": Kept("the registry: the tables above", "for good"),
    "registry.db-wal": Kept("changes SQLite has not yet moved into the registry", "until it has"),
    "registry.db-shm": Kept("SQLite's notes while the registry is open", "until it is closed"),
    "registry.db.lock": Kept("an empty file that writers take turns with", "for good"),
    "secret": Kept("what this site signs with", "until it is replaced"),
    "index/*": Kept("public words of listings, made from the registry", "until the next rebuild"),
    "catalogue/*": Kept("public columns of listings, made from the registry", "until the list changes"),
    "geography/*": Kept("places and outlines of Statistics Canada", "until they are loaded again"),
    "tries": Kept(
        "how often somebody tried to sign in: counts under hashes, in a folder in memory outside the state folder",
        "two hours; the key of the hashes lives one day",
    ),
    "uploads": Kept(
        "the file that somebody uploads, sealed, while they look at its rows: in memory, outside the state folder",
        "until they have decided, an hour at most",
    ),
    "coverage/*": Kept("how far people are from help, made from public listings", "until it is built again"),
    "map/*": Kept("the empty map: outlines and script, no listing", "until it is built again"),
}
"""Every kind of file in the state folder. There is no log of requests: what the server says goes to its own output."""

NOT_KEPT = (
    "questions, places asked for, filters, and links to lists",
    "network addresses, browser names, referrers, cookies, times of visits",
    "positions of devices, and lists that visitors kept",
)
"""What nobody can be given, because it is never written."""


def undeclared_columns(found: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The tables and columns of a registry that TABLES does not name; `found` is table to columns."""
    for table, names in found.items():
        if table in TABLES:
            yield from (f"{table}.{name}" for name in names if name not in TABLES[table].columns)
        elif not any(fnmatch(table, part) for part in PARTS):
            yield table


def undeclared_files(found: Iterable[str]) -> list[str]:
    """The files of a state folder, by their path in it, that FILES does not name."""
    return [path for path in found if not any(fnmatch(path, kind) for kind in FILES)]
