"""The two forms of the coverage pages: which need, and where more places would help. Neither holds a place of a reader.

They have no token because they change nothing: one leads to an address, the other is worked out and forgotten.
"""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from portal.coverage.need import DELIVERIES, OLDEST, REACHES_KM, Need
from portal.coverage.whatif import MOST_SITES, Question
from portal.registry.model import PROVINCES
from portal.registry.vocabulary import Vocabularies
from portal.web.coverage.asked import BY, REACH_KM, is_known
from portal.web.coverage.everywhere import Chosen

REACHES = [str(km) for km in REACHES_KM]


class AskForm(FlaskForm):  # type: ignore[misc]
    """A need, a reach and a way to tell people apart."""

    class Meta:
        csrf = False

    kind = SelectField(validate_choice=False)
    population = SelectField(validate_choice=False, validators=[Optional()], default="")
    language = SelectField(validate_choice=False, validators=[Optional()], default="")
    delivery = SelectField(choices=["", *DELIVERIES], default="")
    age = IntegerField(validators=[Optional(), NumberRange(0, OLDEST)])
    after_dark = BooleanField(false_values=("",))
    no_status = BooleanField(false_values=("",))
    no_self_identification = BooleanField(false_values=("",))
    reach = SelectField(choices=REACHES, default=str(REACH_KM))
    by = SelectField(choices=[*BY, *PROVINCES], default="province")
    """A grouping, or a province whose communities are told one by one."""

    def is_asked(self, terms: Vocabularies) -> bool:
        """Whether this is a need the site knows the words of."""
        return bool(self.validate()) and bool(self.kind.data) and is_known(self.need(), terms)

    def need(self) -> Need:
        """The need asked about."""
        return Need(
            kind=self.kind.data,
            population=self.population.data or "",
            language=self.language.data or "",
            age=self.age.data,
            after_dark=bool(self.after_dark.data),
            no_status=bool(self.no_status.data),
            no_self_identification=bool(self.no_self_identification.data),
            delivery=self.delivery.data or "",
        )


class ListForm(FlaskForm):  # type: ignore[misc]
    """What the list of every community is narrowed to; what none of its fields offers is refused where it is read."""

    class Meta:
        csrf = False

    province = StringField()
    health_region = StringField()
    remoteness = StringField()
    rural = StringField()
    northern = StringField()
    part = StringField()
    order = StringField()

    def chosen(self) -> Chosen:
        """What was chosen; everything where nothing was."""
        return Chosen(**{name: value for name, value in self.data.items() if value})


class WhatIfForm(FlaskForm):  # type: ignore[misc]
    """How many more places, where they may stand, and whether remote people weigh more."""

    class Meta:
        csrf = False

    sites = SelectField(choices=[str(n) for n in range(1, MOST_SITES + 1)], default="3")
    province = SelectField(choices=["", *PROVINCES], default="")
    favour_remote = BooleanField(false_values=("",))

    def question(self, reach_km: int) -> Question:
        """The question this form asks."""
        return Question(int(self.sites.data), reach_km, self.province.data, bool(self.favour_remote.data))
