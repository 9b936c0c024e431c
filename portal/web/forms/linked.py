"""What may stand in the address of a link to a list, and what a browser may say of where it is."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import Regexp

from portal.web.filters import CODED

from .public import SINGLE, SearchForm

HELD = frozenset({*CODED, *SINGLE, "turning", "order", "place_id", "words"})
"""The parameters of a link: codes of filters and of one place; words only where somebody ticked that."""


class LinkForm(SearchForm):
    """A question somebody wants a link to. No token, as it changes nothing."""

    with_words = BooleanField(false_values=("",))
    """Ticked by a person who has read what a link shows."""


class AroundForm(FlaskForm):  # type: ignore[misc]
    """A position that the browser has rounded to a tenth of a degree; anything finer is refused unread."""

    class Meta:
        csrf = False

    latitude = StringField(validators=[Regexp(r"^[4-8]\d\.\d\Z")])
    longitude = StringField(validators=[Regexp(r"^-(1[0-4]\d|[5-9]\d)\.\d\Z")])
    words = StringField()
    """What was typed already: it goes back into the page."""

    def point(self) -> tuple[float, float]:
        """Longitude and latitude."""
        return float(self.longitude.data), float(self.latitude.data)
