"""The forms of an upload: the file, what its columns mean, and which rows are sent."""

from __future__ import annotations

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, Optional

from portal.exchange.headings import TAKEN
from portal.exchange.uploads import MOST_SENT
from portal.mapping.proposal import Consent, Giver

from .partner import consent_of

OTHERWISE = ("categories", "disclosure", "province")
"""Columns that whoever uploads a list of other people's may fill for all of its new rows."""


class FileForm(FlaskForm):  # type: ignore[misc]
    """A file, and whose new listings stand in it."""

    file = FileField(validators=[FileRequired()])
    organization = StringField(validators=[Length(max=80)])


class ColumnsForm(FlaskForm):  # type: ignore[misc]
    """What is said of rows that do not say it themselves; what columns mean comes beside it, numbered."""

    categories = StringField(validators=[Length(max=80)])
    disclosure = StringField(validators=[Length(max=20)])
    province = StringField(validators=[Length(max=2)])

    def otherwise(self) -> dict[str, str]:
        """What rows say that say nothing."""
        return {name: self[name].data for name in OTHERWISE if self[name].data}

    def meant(self, headings: tuple[str, ...]) -> dict[str, str]:
        """The column of ours that each heading was said to mean, each at most once."""
        found: dict[str, str] = {}
        for place, heading in enumerate(headings):
            column = request.form.get(f"m{place}", "")
            if column in TAKEN and column not in found.values():
                found[heading] = column
        return found


class SendForm(FlaskForm):  # type: ignore[misc]
    """The rows that were accepted, and who agreed to them."""

    row = SelectMultipleField(coerce=int, validate_choice=False, validators=[Length(min=1, max=MOST_SENT)])
    shown = StringField(validators=[Length(max=16)])
    consent_by = SelectField(choices=["", *(giver.value for giver in Giver)], default="")
    consent_on = StringField(validators=[Length(max=10)])

    def consent(self) -> Consent | None:
        """Who agreed and when, where both are said."""
        return consent_of(self.consent_by.data, self.consent_on.data)


class SentForm(FlaskForm):  # type: ignore[misc]
    """What the page says of what was sent a moment ago: two numbers in its address."""

    class Meta:
        csrf = False

    sent = IntegerField(validators=[Optional()])
    left = IntegerField(validators=[Optional()])
