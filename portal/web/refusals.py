"""Why an act at the desk was refused, and how a proposal stands: each in words."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.mapping.proposal import Answer, Giver, Kind, Reason, Stage, Why


def sentence(reason: Reason) -> str:
    """Why something was not done, and what to do next."""
    sentences = {
        Reason.NOT_ALLOWED: _("Your role does not let you do this. Ask a coordinator."),
        Reason.NO_SUCH_PROPOSAL: _("There is no such proposal."),
        Reason.NO_SUCH_LISTING: _("There is no such listing, or not any more."),
        Reason.NOT_WAITING: _("This proposal does not wait for reviewers: its author has been asked something."),
        Reason.ALREADY_DECIDED: _("This was decided already. Nothing was changed again."),
        Reason.ALREADY_AGREED: _("You have agreed to this already. Somebody else has to agree too."),
        Reason.SAME_ORGANIZATION: _(
            "You wrote this, or you speak for the same organization as its author. Other people have to decide."
        ),
        Reason.LISTING_HAS_MOVED: _(
            "The listing has changed since this was written. Look at it again as it stands now."
        ),
        Reason.EDITED_SINCE: _("This was edited after you opened it. Look at it again before you decide."),
        Reason.NOT_EDITABLE: _("This cannot be edited. Take it back and propose something else."),
        Reason.NOTHING_CHANGED: _("Nothing would change. The listing says this already."),
        Reason.NO_CONSENT: _("Say who at the organization agreed to this, and on which day."),
        Reason.CONSENT_TO_COME: _("The day on which the organization agreed is still to come. Give the day it was."),
        Reason.BREAKS_RULES: _("It cannot be published like this. Decline it, or ask its author to mend it."),
        Reason.NOTHING_TO_GO_BACK_TO: _(
            "That earlier state is no longer stored: it told more of the place than may be known."
        ),
        Reason.SAME_LISTING: _("A listing cannot be merged with itself."),
        Reason.NOT_MERGED: _("This listing was not merged with another one."),
        Reason.TOO_MANY: _("You have many proposals that nobody has decided yet. Please wait until some are."),
        Reason.TOO_MUCH: _("This is too much at once: more than 2,000 tasks. Ask for less."),
        Reason.NO_SUCH_TASK: _("There is no such task."),
        Reason.NOT_ASKED_OF_YOU: _("This is not asked of you or of your organization. Ask a coordinator."),
        Reason.TASK_CLOSED: _("This is not asked of anybody any more."),
        Reason.INCOMPLETE: _("Name at least one place and one kind of help. A day is written 2026-12-31, or left out."),
        Reason.NO_SUCH_HANDOVER: _("There is no such request, or not any more."),
        Reason.NOT_TAKEN: _("This service does not take requests here. Call it."),
        Reason.NOT_OFFERED_THERE: _("Choose a kind of help that this service offers."),
        Reason.NOT_FILLED_IN: _(
            "Name one community or a province, and tick that the person agreed. Without their yes nothing is asked."
        ),
        Reason.NO_REASON: _("Say why: choose one of the reasons."),
        Reason.TOO_MANY_HANDOVERS: _("Your organization has many requests open. Take back those that are settled."),
        Reason.EVIDENCE_MISSING: _(
            "Answer every criterion in up to 600 characters, name two different organizations and how to reach them,"
            " and begin web addresses with https://. A sentence that tells where a house is is not kept."
        ),
        Reason.STANDS_WITH_IT: _(
            "You speak for this organization, or for one that its application was written for."
            " Other people have to decide."
        ),
        Reason.IS_SUSPENDED: _("This organization is suspended. Two reviewers have to lift that first."),
        Reason.NOBODY_TO_ASK: _("There is no such organization or seat, or its role does not look for services."),
    }
    return sentences[reason]


def stage_label(stage: Stage) -> str:
    """Where a proposal stands."""
    labels = {
        Stage.DRAFT: _("Draft, not sent yet"),
        Stage.WAITING: _("Waiting for reviewers"),
        Stage.QUESTION: _("A reviewer asks something"),
        Stage.APPROVED: _("Published"),
        Stage.DECLINED: _("Declined"),
        Stage.WITHDRAWN: _("Taken back"),
        Stage.SUPERSEDED: _("No longer needed"),
    }
    return labels[stage]


def kind_label(kind: Kind) -> str:
    """What a proposal would do."""
    labels = {
        Kind.CHANGE: _("Change a listing"),
        Kind.NEW: _("Add a listing"),
        Kind.MERGE: _("Merge two listings"),
        Kind.SPLIT: _("Part two listings again"),
        Kind.SHOW: _("Show again what was hidden"),
    }
    return labels[kind]


def why_label(why: Why) -> str:
    """Why somebody suggests it."""
    labels = {
        Why.CORRECTION: _("Something was wrong"),
        Why.MOVED: _("They have moved"),
        Why.NEW_CONTACT: _("New number or address to reach them"),
        Why.NEW_HOURS: _("New hours"),
        Why.NEW_SERVICE: _("A new service"),
        Why.CLOSED: _("It has closed"),
        Why.PHONED: _("They said so on the phone"),
        Why.SAFETY: _("For somebody's safety"),
        Why.REPORTED: _("A reader told us"),
        Why.DUPLICATE: _("Two listings of one service"),
        Why.UNDO: _("Going back to what it said before"),
        Why.SOURCE: _("The list it comes from says so"),
    }
    return labels[why]


def answer_label(answer: str) -> str:
    """Why a proposal was declined."""
    labels = {
        Answer.NOT_CONFIRMED.value: _("We could not confirm it"),
        Answer.NOT_IN_SCOPE.value: _("This is not a kind of service we list"),
        Answer.DUPLICATE.value: _("It is listed already"),
        Answer.INCOMPLETE.value: _("Something is missing"),
        Answer.UNSAFE.value: _("It could put somebody in danger"),
        Answer.OUTDATED.value: _("It is no longer so"),
    }
    return labels.get(answer, answer)


def giver_label(giver: Giver) -> str:
    """Who gave consent."""
    labels = {
        Giver.DIRECTOR: _("The director"),
        Giver.BOARD: _("The board"),
        Giver.MANAGER: _("A manager"),
        Giver.STAFF: _("Somebody on staff, for the organization"),
        Giver.COUNCIL: _("The Nation's or community's own council or steward"),
    }
    return labels[giver]


def act_label(act: str) -> str:
    """What somebody did about a proposal."""
    labels = {
        "drafted": _("Draft kept"),
        "submitted": _("Sent"),
        "edited": _("Edited; earlier agreements no longer count"),
        "agreed": _("Agreed"),
        "published": _("Published"),
        "declined": _("Declined"),
        "asked": _("Question"),
        "withdrawn": _("Taken back"),
        "superseded": _("No longer needed"),
        "shown_again": _("The listing had changed; set against its new state"),
    }
    return labels.get(act, act)
