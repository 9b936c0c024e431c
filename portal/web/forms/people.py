"""The forms of those who keep seats."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from portal.accounts.links import Purpose
from portal.accounts.people import SEATED, Role
from portal.accounts.seats import Standing, Wanted

LONGEST = 300
MOST_ORGANIZATIONS = 20


class StandingForm(FlaskForm):  # type: ignore[misc]
    """What somebody is, and whom they speak for."""

    role = SelectField(choices=[role.value for role in SEATED], validators=[InputRequired()])
    organizations = SelectMultipleField(validate_choice=False, validators=[Length(max=MOST_ORGANIZATIONS)])

    words = StringField(validators=[Length(max=LONGEST)])
    look = BooleanField()
    """Whether the button was pressed that looks for organizations, and nothing is to be done yet."""

    def standing(self) -> Standing:
        """The role and the organizations."""
        return Standing(Role(self.role.data), frozenset(one for one in self.organizations.data or () if one))


class InviteForm(StandingForm):
    """Whom to give a seat."""

    name = StringField(validators=[Length(max=LONGEST)])
    email = StringField(validators=[Length(max=LONGEST)])

    def wanted(self) -> Wanted:
        """The seat as it is to be."""
        return Wanted(self.name.data or "", self.email.data or "", self.standing())


class LinkForm(FlaskForm):  # type: ignore[misc]
    """Which link to hand out."""

    purpose = SelectField(choices=[purpose.value for purpose in Purpose], validators=[InputRequired()])
