"""What the holder of a mailed link answers."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired

from portal.mapping.upkeep import Said
from portal.registry.freshness import How

from .doors import DoorForm


class AnswerForm(DoorForm):
    """One of three answers about the listing as it was shown."""

    do = StringField(validators=[AnyOf([said.value for said in Said])])
    version = IntegerField(validators=[InputRequired()])


class MadeSureForm(FlaskForm):  # type: ignore[misc]
    """Somebody of the team phoned about the listing as it was shown, or read its provider's own page."""

    how = StringField(validators=[AnyOf([How.CALL.value, How.WEB.value])])
    version = IntegerField(validators=[InputRequired()])

    def way(self) -> How:
        """Which of the two."""
        return How(self.how.data)
