"""What a reader without an account may say. The token is signed by the site; nothing is stored for it."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.mapping.reports import LONGEST

from .doors import DoorForm


class WrongForm(DoorForm):
    """What is wrong with a listing."""

    text = TextAreaField(validators=[InputRequired(), Length(max=LONGEST)])


class MissingForm(WrongForm):
    """Which place is missing, and of which kind."""

    category = SelectField(validate_choice=False, validators=[InputRequired(), Length(max=60)])
