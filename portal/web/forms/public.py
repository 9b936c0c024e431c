"""The one form visitors fill in. It has no token because it changes nothing, and no cookie to steal."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, NumberRange, Optional

from portal.finding.question import Question
from portal.registry.model import PROVINCES
from portal.registry.vocabulary import Vocabularies

LONGEST = 200
LAST_PAGE = 5000


class SearchForm(FlaskForm):  # type: ignore[misc]
    """A question: what, and near where; the rest comes from buttons and filters."""

    class Meta:
        csrf = False

    words = StringField(validators=[Length(max=LONGEST)])
    place = StringField(validators=[Length(max=LONGEST)])
    place_id = HiddenField(validators=[Length(max=100)])
    place_for = HiddenField(validators=[Length(max=LONGEST)])
    """The text `place` held when `place_id` was chosen. When the person has typed another, the choice is void."""
    category = SelectMultipleField()
    group = SelectField(default="")
    """One button of the first page or of browse: stands for several categories."""
    province = SelectField(choices=["", *PROVINCES], default="")
    order = SelectField(choices=["nearest", "best"], default="nearest")
    page = IntegerField(default=1, validators=[Optional(), NumberRange(1, LAST_PAGE)])

    def __init__(self, terms: Vocabularies, **given: object) -> None:
        super().__init__(**given)
        self.groups = terms["top_categories"]
        self.category.choices = list(terms["categories"])
        self.group.choices = ["", *self.groups]

    def is_ours(self, names: set[str]) -> bool:
        """Whether these are fields of this form and nothing else was sent."""
        return names <= set(self._fields)

    def typed_too_long(self) -> bool:
        """Whether what is wrong is only that someone typed a lot."""
        return bool(self.errors) and set(self.errors) <= {"words", "place"}

    def question(self, language: str) -> Question:
        """The question this form asks."""
        void = self.place_for.data and self.place_for.data != self.place.data
        return Question(
            words=self.words.data or "",
            place=self.place.data or "",
            place_id="" if void else self.place_id.data or "",
            categories=self.codes(),
            province=self.province.data or "",
            order=self.order.data or "nearest",
            page=self.page.data or 1,
            language=language,
        )

    def codes(self) -> tuple[str, ...]:
        """The categories asked for, a group's members among them, each once."""
        group = self.groups.get(self.group.data or "")
        members = group.more["members"].split(";") if group else []
        return tuple(dict.fromkeys([*(self.category.data or ()), *members]))
