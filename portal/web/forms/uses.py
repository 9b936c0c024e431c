"""The forms for what may be done with a listing."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal.mapping.proposal import Giver
from portal.registry.governance import Use


class UseForm(FlaskForm):  # type: ignore[misc]
    """Which use is meant."""

    use = SelectField(choices=[use.value for use in Use], validators=[InputRequired()])


class YesForm(UseForm):
    """Who at the owner agreed to it."""

    given_by = SelectField(choices=[giver.value for giver in Giver], validators=[InputRequired()])
