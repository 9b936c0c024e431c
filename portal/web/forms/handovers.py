"""The forms of transfers. Nothing is written in them about a person: each field is a choice, a tick, or a place."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.registry.handovers import REASONS, Answer


class OfferForm(FlaskForm):  # type: ignore[misc]
    """What is needed and where. The place is read for its region and then let go of."""

    organization = StringField(validators=[InputRequired(), Length(max=80)])
    category = StringField(validators=[InputRequired(), Length(max=60)])
    place = StringField(validators=[InputRequired(), Length(max=80)])
    with_children = BooleanField()
    tonight = BooleanField()
    agreed = BooleanField()
    """The person said yes to being spoken of; without it nothing is asked."""


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """Yes, no with a reason, or no space."""

    answer = SelectField(
        choices=[one.value for one in Answer if one is not Answer.OFFERED], validators=[InputRequired()]
    )
    reason = SelectField(choices=["", *REASONS], default="")


class TakeForm(FlaskForm):  # type: ignore[misc]
    """Whether an organization takes transfers."""

    organization = StringField(validators=[InputRequired(), Length(max=80)])
    take = SelectField(choices=["yes", "no"], validators=[InputRequired()])
