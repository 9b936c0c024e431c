"""Forms for people who have no session yet. Their token is signed by the site and lasts an hour; nothing is stored.

It keeps a post from being made without our page. Together with what browsers say of the site a post comes from
(security.refuse_forged) nobody can be signed in unawares as somebody else.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask_wtf import FlaskForm
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

from portal.web import context

LASTS = 3600
"""Seconds for which a page with such a form may stay open."""


def signer() -> URLSafeTimedSerializer:
    """Signs with the secret of this site, for this purpose alone."""
    return URLSafeTimedSerializer(context.secret(), salt="door")


class SignedToken(CSRF):  # type: ignore[misc]
    """A token that only this site can have made."""

    def generate_csrf_token(self, field: Any) -> str:
        return str(signer().dumps(secrets.token_urlsafe(16)))

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        try:
            signer().loads(field.data or "", max_age=LASTS)
        except SignatureExpired:
            raise ValidationError("expired") from None
        except BadSignature:
            raise ValidationError("forged") from None


class DoorForm(FlaskForm):  # type: ignore[misc]
    """A form with such a token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = True
        csrf_class = SignedToken

    def is_forged(self) -> bool:
        """Whether the post was not made from a page of ours. Ask after `validate`."""
        return "forged" in self.errors.get("csrf_token", ())
