"""What an organization says for itself, criterion by criterion, and what a reviewer decides."""

from __future__ import annotations

from collections.abc import Collection

from flask import request
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.mapping.vetting import REFERENCES
from portal.registry.vetting import Evidence, Reference


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """Its fields are as many as there are criteria; whether they are filled in well is for mapping/vetting.py."""

    def evidence(self, codes: Collection[str]) -> dict[str, Evidence]:
        """What was written for each criterion."""
        return {code: Evidence(written(f"words_{code}"), written(f"link_{code}")) for code in codes}

    def references(self) -> list[Reference]:
        """The organizations that were named."""
        return [Reference(written(f"name_{n}"), written(f"contact_{n}")) for n in range(REFERENCES)]


class DecideForm(FlaskForm):  # type: ignore[misc]
    """One reviewer's decision about the edition they saw."""

    do = SelectField(choices=["agree", "decline", "suspend", "lift"], validators=[InputRequired()])
    edition = IntegerField(validators=[Optional()], default=0)
    unmet = StringField(validators=[Length(max=60)], default="")


def written(field: str) -> str:
    """What stands in a field that was sent."""
    return request.form.get(field, "").strip()
