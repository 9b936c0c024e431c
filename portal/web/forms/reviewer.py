"""The forms of those who decide."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.mapping.proposal import Answer

from .partner import EditionForm


class DecisionForm(EditionForm):
    """Yes, no or a question, to the edition that was read."""

    do = SelectField(choices=["agree", "decline", "ask"], validators=[InputRequired()])
    answer = SelectField(choices=[answer.value for answer in Answer], default=Answer.NOT_CONFIRMED.value)
    note = StringField(validators=[Length(max=1000)])


class UndoForm(FlaskForm):  # type: ignore[misc]
    """Which earlier state to go back to."""

    revision = IntegerField(validators=[InputRequired()])
    token = HiddenField(validators=[Length(max=64)])


class PairForm(FlaskForm):  # type: ignore[misc]
    """Which listing is the same service as this one."""

    other = StringField(validators=[InputRequired(), Length(max=200)])
    token = HiddenField(validators=[Length(max=64)])

    def other_id(self) -> str:
        """The id, also when the whole address of its page was pasted."""
        return str(self.other.data).strip().rstrip("/").rpartition("/")[2]


class TwinsForm(FlaskForm):  # type: ignore[misc]
    """Two listings that look like one."""

    first = HiddenField(validators=[InputRequired(), Length(max=80)])
    second = HiddenField(validators=[InputRequired(), Length(max=80)])


class PartForm(FlaskForm):  # type: ignore[misc]
    """What to hide, or to show again: `part` or `part:which`."""

    part = StringField(validators=[InputRequired(), Length(max=120)])
    token = HiddenField(validators=[Length(max=64)])


class ReportForm(FlaskForm):  # type: ignore[misc]
    """Which report was looked into."""

    number = IntegerField(validators=[InputRequired()])
