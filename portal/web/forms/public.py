"""The forms visitors fill in: the question, the list they keep, and the need they report.

The first two have no token because they change nothing, and no cookie to steal. The third changes one counter, and
is believed only with an offer that we signed.
"""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.finding.catalogue import OPEN_NOW
from portal.finding.facets import ACCEPTED, BARRIERS, EVERY_GENDER
from portal.finding.question import Question
from portal.registry.model import PROVINCES
from portal.registry.vocabulary import Vocabularies
from portal.web.filters import CODED, SETTINGS, VOCABULARIES, WHERE

LONGEST = 200
LAST_PAGE = 5000
OLDEST = 120
ADULT = 18
"""Who turns this age soon must be served both before and after."""
CONFIRMED = ("90", "180", "365")
"""Days within which facts were confirmed."""
MOST_KEPT = 60
ALSO_CHOICES = {"led": ("indigenous",), "hours": (OPEN_NOW,)}
"""What a filter offers besides the codes of its vocabulary."""

SINGLE = ("age", "province", "region", "confirmed")
WITHOUT = rf"(all|{'|'.join((*CODED, *SINGLE))})(:[\w.]{{1,60}})?"
"""What a button that removes a filter says: all of them, one whole filter, or one code of it."""


class Unlabelled:
    """The pages label these fields themselves: WTForms would make a label from each name, and look for its French."""

    csrf = False

    def bind_field(self, form: FlaskForm, unbound: Any, options: dict[str, Any]) -> Any:  # WTForms carries no types
        """A field of one form, with nothing for a label."""
        return unbound.bind(form=form, label="", **options)


class SearchForm(FlaskForm):  # type: ignore[misc]
    """A question: what, and near where; the rest comes from buttons and filters."""

    Meta = Unlabelled

    words = StringField(validators=[Length(max=LONGEST)])
    place = StringField(validators=[Length(max=LONGEST)])
    place_id = HiddenField(validators=[Length(max=100)])
    place_for = HiddenField(validators=[Length(max=LONGEST)])
    """The text `place` held when `place_id` was chosen. When the person has typed another, the choice is void."""
    category = SelectMultipleField()
    group = SelectField(default="")
    """One button of the first page or of browse: stands for several categories."""
    population = SelectMultipleField()
    gender = SelectMultipleField(choices=list(EVERY_GENDER))
    exploitation = SelectMultipleField()
    sector = SelectMultipleField()
    phase = SelectMultipleField()
    status = SelectMultipleField()
    language = SelectMultipleField()
    delivery = SelectMultipleField()
    hours = SelectMultipleField()
    accessibility = SelectMultipleField()
    setting = SelectMultipleField(choices=list(SETTINGS))
    where = SelectMultipleField(choices=list(WHERE))
    barrier = SelectMultipleField(choices=list(BARRIERS))
    accepts = SelectMultipleField(choices=list(ACCEPTED))
    led = SelectMultipleField()
    age = IntegerField(validators=[Optional(), NumberRange(0, OLDEST)])
    turning = BooleanField(false_values=("",))
    """Seventeen, and eighteen soon."""
    confirmed = SelectField(choices=["", *CONFIRMED], default="")
    province = SelectField(choices=["", *PROVINCES], default="")
    region = StringField(validators=[Optional(), Regexp(r"^HR:\d{4,5}$")])
    """Code of a health region."""
    filters = BooleanField(false_values=("",))
    """Show the filters of this answer instead of its list."""
    without = HiddenField(validators=[Optional(), Regexp(rf"^{WITHOUT}$")])
    """A filter to leave out of what stands in the other fields."""
    order = SelectField(choices=["nearest", "best"], default="nearest")
    page = IntegerField(default=1, validators=[Optional(), NumberRange(1, LAST_PAGE)])

    def __init__(self, terms: Vocabularies, **given: object) -> None:
        super().__init__(**given)
        self.groups = terms["top_categories"]
        self.group.choices = ["", *self.groups]
        for name, vocabulary in VOCABULARIES.items():
            self[name].choices = [*ALSO_CHOICES.get(name, ()), *terms[vocabulary]]

    def is_ours(self, names: set[str]) -> bool:
        """Whether these are fields of this form and nothing else was sent."""
        return names <= set(self._fields)

    def typed_too_long(self) -> bool:
        """Whether what is wrong is only that someone typed a lot."""
        return bool(self.errors) and set(self.errors) <= {"words", "place"}

    def question(self, language: str) -> Question:
        """The question this form asks."""
        void = self.place_for.data and self.place_for.data != self.place.data
        codes: dict[str, Any] = {part: self.codes(name) for name, part in CODED.items()}
        return Question(
            words=self.words.data or "",
            place=self.place.data or "",
            place_id="" if void else self.place_id.data or "",
            province="" if self.drops("province") else self.province.data or "",
            region="" if self.drops("region") else self.region.data or "",
            ages=() if self.drops("age") else self.ages(),
            confirmed_within=0 if self.drops("confirmed") else int(self.confirmed.data or 0),
            order=self.order.data or "nearest",
            page=1 if self.without.data else self.page.data or 1,
            language=language,
            **codes,
        )

    def drops(self, name: str) -> bool:
        """Whether a whole filter is to be left out."""
        return self.without.data in ("all", name)

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes asked for in one filter, a group's members among the categories, each once."""
        group = self.groups.get(self.group.data or "") if name == "category" else None
        members = group.more["members"].split(";") if group else []
        asked = dict.fromkeys([*(self[name].data or ()), *members])
        return () if self.drops(name) else tuple(code for code in asked if self.without.data != f"{name}:{code}")

    def ages(self) -> tuple[int, ...]:
        """The ages that must be served."""
        age = self.age.data
        if self.turning.data and age in (None, ADULT - 1):
            return (ADULT - 1, ADULT)
        return () if age is None else (age,)


class KeptForm(FlaskForm):  # type: ignore[misc]
    """The listings someone ticked, for a list to print. Listings that are gone are left out, not refused."""

    class Meta:
        csrf = False

    keep = SelectMultipleField(validate_choice=False, validators=[Length(max=MOST_KEPT)])

    def ids(self) -> list[str]:
        """The listings ticked, each once."""
        return [one for one in dict.fromkeys(self.keep.data or ()) if len(one) <= LONGEST]


class NeedForm(FlaskForm):  # type: ignore[misc]
    """A need that nothing answers: an offer we made, and which kind of help of those in it."""

    class Meta:
        # The signed offer is the token: nothing is counted without one.
        csrf = False

    offer = HiddenField(validators=[InputRequired(), Length(max=4000)])
    category = SelectField(validate_choice=False, validators=[InputRequired(), Length(max=60)])
