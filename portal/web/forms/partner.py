"""The form that holds a whole listing, and the small ones beside it. Shape only; the checks say what is right."""

from __future__ import annotations

import secrets
from datetime import date

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.mapping.proposal import Consent, Giver, Proposal, Why
from portal.mapping.spoken_hours import rule
from portal.mapping.submit import Wanted
from portal.web.sheets import HOURS, ON_PAGE, TICKS

LONGEST, LONGEST_LINE = 4000, 500
MOST = 120


class ListingForm(FlaskForm):  # type: ignore[misc]
    """A listing as somebody wants it to be. The fields of the columns are added below."""

    number = IntegerField(validators=[Optional()])
    seen = IntegerField(validators=[Optional()])
    based_on = IntegerField(validators=[Optional()])
    token = HiddenField(validators=[Length(max=64)])
    organization = StringField(validators=[Length(max=80)])
    why = SelectField(choices=[why.value for why in Why], validators=[InputRequired()])
    note = StringField(validators=[Length(max=1000)])
    source = StringField(validators=[Length(max=500)])
    consent_by = SelectField(choices=["", *(giver.value for giver in Giver)])
    consent_on = StringField(validators=[Length(max=10)])
    do = SelectField(choices=["look", "later"], default="look")

    def wanted(self, service_id: str, own: bool) -> Wanted:
        """What is asked for. `own` when the organization's own names are not on the page."""
        return Wanted(
            self.values(own),
            service_id=service_id,
            organization_id=self.organization.data or "",
            number=self.number.data or 0,
            seen=self.seen.data or 0,
            based_on=self.based_on.data,
            why=Why(self.why.data),
            note=self.note.data or "",
            source=self.source.data or "",
            consent=self.consent(),
            token=self.token.data or "",
        )

    def values(self, own: bool) -> dict[str, str]:
        """The columns of the page that were sent, hours as rules where they can be read."""
        sent = {column: self[f"c_{column}"].data for column in ON_PAGE if f"c_{column}" in self}
        values = {column: ";".join(data) if column in TICKS else (data or "") for column, data in sent.items()}
        for column in HOURS:
            values[column] = rule(values[column]) or values[column]
        dropped = [column for column in values if own and column.startswith("organization_")]
        dropped += [] if values["status"] else ["status"]
        return {column: value for column, value in values.items() if column not in dropped}

    def consent(self) -> Consent | None:
        """Who agreed and when, where both are said."""
        return consent_of(self.consent_by.data, self.consent_on.data)


def consent_of(giver: str | None, on: str | None) -> Consent | None:
    """Who agreed and when; None unless both are given and there is such a day."""
    try:
        day = date.fromisoformat(on or "")
    except ValueError:
        return None
    return Consent(Giver(giver), day.isoformat()) if giver else None


for _column in ON_PAGE:
    _kind = (
        SelectMultipleField(validate_choice=False, validators=[Length(max=MOST)])
        if _column in TICKS
        else StringField(validators=[Length(max=LONGEST if "description" in _column else LONGEST_LINE)])
    )
    setattr(ListingForm, f"c_{_column}", _kind)


def new_token() -> str:
    """For a form, so that sending it twice makes one proposal."""
    return secrets.token_urlsafe(16)


class EditionForm(FlaskForm):  # type: ignore[misc]
    """An act on a proposal as somebody saw it."""

    edition = IntegerField(validators=[InputRequired()])


def filled(proposal: Proposal) -> dict[str, object]:
    """What the form holds of a proposal that is edited, beside its columns."""
    consent = proposal.consent
    return {
        "number": proposal.number,
        "seen": proposal.edition,
        "organization": proposal.organization_id,
        "why": proposal.why.value,
        "note": proposal.note,
        "source": proposal.source,
        "consent_by": consent.by.value if consent else "",
        "consent_on": consent.on if consent else "",
    }
