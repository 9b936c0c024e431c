"""What somebody suggests, field by field, and how far people have got with it. Values only; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .fields import SAFETY, Change


class Kind(StrEnum):
    """What a proposal would do."""

    CHANGE = "change"
    NEW = "new"
    MERGE = "merge"
    """Two listings are one: the first stays, the other is no longer shown."""
    SPLIT = "split"
    """They were two after all: the other is shown again."""
    SHOW = "show"
    """What somebody withheld is shown again; the one change names the part."""


class Stage(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    QUESTION = "question"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


OPEN = frozenset({Stage.DRAFT, Stage.WAITING, Stage.QUESTION})


class Why(StrEnum):
    """Why the author suggests it."""

    CORRECTION = "correction"
    MOVED = "moved"
    NEW_CONTACT = "new_contact"
    NEW_HOURS = "new_hours"
    NEW_SERVICE = "new_service"
    CLOSED = "closed"
    PHONED = "phoned"
    """Somebody said so on the phone, and somebody else typed it."""
    SAFETY = "safety"
    REPORTED = "reported"
    DUPLICATE = "duplicate"
    UNDO = "undo"
    SOURCE = "source"
    """The list it came from says so now."""


class Answer(StrEnum):
    """Why a proposal was declined; the submitter reads it."""

    NOT_CONFIRMED = "not_confirmed"
    NOT_IN_SCOPE = "not_in_scope"
    DUPLICATE = "duplicate"
    INCOMPLETE = "incomplete"
    UNSAFE = "unsafe"
    OUTDATED = "outdated"


class Outcome(StrEnum):
    """What an agreement came to."""

    WAITING = "waiting"
    """Somebody else has to agree too."""
    HELD = "held"
    """Enough people agree; it is published when the hold is over."""
    PUBLISHED = "published"


class Reason(StrEnum):
    """Why an act was refused. The sentences, in both languages, are in web/refusals.py."""

    NOT_ALLOWED = "not_allowed"
    NO_SUCH_PROPOSAL = "no_such_proposal"
    NO_SUCH_LISTING = "no_such_listing"
    NOT_WAITING = "not_waiting"
    ALREADY_DECIDED = "already_decided"
    ALREADY_AGREED = "already_agreed"
    SAME_ORGANIZATION = "same_organization"
    LISTING_HAS_MOVED = "listing_has_moved"
    EDITED_SINCE = "edited_since"
    NOT_EDITABLE = "not_editable"
    NOTHING_CHANGED = "nothing_changed"
    NO_CONSENT = "no_consent"
    CONSENT_TO_COME = "consent_to_come"
    BREAKS_RULES = "breaks_rules"
    NOTHING_TO_GO_BACK_TO = "nothing_to_go_back_to"
    SAME_LISTING = "same_listing"
    NOT_MERGED = "not_merged"
    TOO_MANY = "too_many"
    TOO_MUCH = "too_much"
    NO_SUCH_TASK = "no_such_task"
    NOT_ASKED_OF_YOU = "not_asked_of_you"
    TASK_CLOSED = "task_closed"
    NOBODY_TO_ASK = "nobody_to_ask"
    INCOMPLETE = "incomplete"
    NO_SUCH_HANDOVER = "no_such_handover"
    NOT_TAKEN = "not_taken"
    NOT_OFFERED_THERE = "not_offered_there"
    NO_REASON = "no_reason"
    NOT_FILLED_IN = "not_filled_in"
    TOO_MANY_HANDOVERS = "too_many_handovers"
    EVIDENCE_MISSING = "evidence_missing"
    STANDS_WITH_IT = "stands_with_it"
    IS_SUSPENDED = "is_suspended"


class Refused(Exception):
    """An act that may not be done, or not now. Nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever wrote or edited a proposal, and whom they spoke for then: leaving an organization does not undo it."""

    id: str
    """A person's id; `import:` and a source for a file."""
    organizations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """One reviewer's yes to one edition. Moments are Unix seconds."""

    person_id: str
    at: int


class Giver(StrEnum):
    """Who at the provider gave consent, by role: no name is asked."""

    DIRECTOR = "director"
    BOARD = "board"
    MANAGER = "manager"
    STAFF = "staff"
    COUNCIL = "council"
    """The Nation's or community's own council or steward."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Who at the provider agreed to be listed like this, and on which day (YYYY-MM-DD)."""

    by: Giver
    on: str


@dataclass(frozen=True, slots=True)
class Event:
    """One act in the life of a proposal."""

    at: int
    act: str
    by: str
    note: str = ""
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion about one listing."""

    number: int
    """0 until it is stored."""
    kind: Kind
    service_id: str
    changes: tuple[Change, ...]
    based_on: int
    """The revision of the listing that the author saw; 0 for a new one."""
    authors: tuple[Author, ...]
    organization_id: str = ""
    """Of a new listing: the organization that offers it, or '' for one that is new too."""
    other_id: str = ""
    """Of a merge or split: the listing that is no longer, or again, shown."""
    other_based_on: int = 0
    why: Why = Why.CORRECTION
    note: str = ""
    source: str = ""
    consent: Consent | None = None
    stage: Stage = Stage.WAITING
    edition: int = 1
    """Moves with every edit; an agreement counts for one edition only."""
    edited_at: int = 0
    agreements: tuple[Agreement, ...] = ()

    @property
    def author(self) -> str:
        """Whoever wrote it first."""
        return self.authors[0].id

    @property
    def touches_safety(self) -> bool:
        """Whether it could send somebody to the wrong door or number, or make a listing appear or disappear."""
        return self.kind is not Kind.CHANGE or any(change.column in SAFETY for change in self.changes)

    @property
    def agreements_needed(self) -> int:
        """How many different people have to agree."""
        return 2 if self.touches_safety else 1

    @property
    def wanted(self) -> dict[str, str]:
        """The new values by column."""
        return {change.column: change.new for change in self.changes}


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader without an account said."""

    number: int
    day: str
    category: str
    service_id: str
    """Empty when a place is missing."""
    text: str
    handled_on: str = ""
