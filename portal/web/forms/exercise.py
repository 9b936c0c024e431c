"""The forms of the call to map. There is no box for what somebody was told: a state, and a code for how one looked."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.registry.survey import NOTES, State

LONGEST = 4000


class AskForm(FlaskForm):  # type: ignore[misc]
    """Communities and regions, one to a line; kinds of help; whom to ask; until when."""

    areas = TextAreaField(validators=[Length(max=LONGEST)])
    categories = SelectMultipleField(validate_choice=False, validators=[Length(max=100)])
    to = StringField(validators=[Length(max=120)])
    due = StringField(validators=[Length(max=10)])

    def lines(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in (self.areas.data or "").splitlines() if line.strip()]

    def is_due_a_day(self) -> bool:
        """Whether the day exists, or none is given."""
        try:
            return not self.due.data or date.fromisoformat(self.due.data).isoformat() == self.due.data
        except ValueError:
            return False


class HandOverForm(FlaskForm):  # type: ignore[misc]
    """Whom to ask instead."""

    to = StringField(validators=[InputRequired(), Length(max=120)])


class FoundForm(FlaskForm):  # type: ignore[misc]
    """What was found, and how one looked."""

    state = SelectField(choices=[state.value for state in State], validators=[InputRequired()])
    note = SelectField(choices=list(NOTES))
