"""The forms of one's own account: coming in, showing a code, choosing a password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal.accounts.links import Answer
from portal.accounts.signin import Attempt

from .doors import DoorForm

LONGEST = 300
"""Characters. A longer password is refused by name, with its own words; this only bounds the work."""


class SignInForm(DoorForm):
    """E-mail, password and code, together."""

    email = StringField(validators=[InputRequired(), Length(max=LONGEST)])
    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])
    code = StringField(validators=[InputRequired(), Length(max=40)])
    next = HiddenField(validators=[Length(max=400)])

    def attempt(self, address: str) -> Attempt:
        """What somebody typed, and from where."""
        return Attempt(self.email.data or "", self.password.data or "", self.code.data or "", address)


class LinkForm(DoorForm):
    """A password and a code; which of them is new depends on the link."""

    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])
    code = StringField(validators=[InputRequired(), Length(max=40)])

    def answer(self) -> Answer:
        """What somebody typed."""
        return Answer(self.password.data or "", self.code.data or "")


class ProveForm(FlaskForm):  # type: ignore[misc]
    """A code, again."""

    code = StringField(validators=[InputRequired(), Length(max=40)])
    next = HiddenField(validators=[Length(max=400)])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password."""

    password = PasswordField(validators=[InputRequired(), Length(max=LONGEST)])


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """A button and its token."""


class EndForm(FlaskForm):  # type: ignore[misc]
    """One session to end; empty for all others."""

    session = HiddenField(validators=[Length(max=64)])
