"""What a map asks: the question of the list it stands beside, and the part of the country in view."""

from __future__ import annotations

from wtforms import FloatField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.finding.clusters import View

from .public import SearchForm

CLOSEST = 18
"""The zoom beyond which nothing is drawn any closer."""
LONGEST = 12_000
"""Characters of the listings a page of the list already shows: a few hundred identifiers."""


def degrees(most: float) -> FloatField:
    """A required number of degrees, east or west, north or south."""
    return FloatField(validators=[InputRequired(), NumberRange(-most, most)])


class ViewForm(SearchForm):
    """A question, and the edges and zoom of a map. No token, as it changes nothing."""

    west = degrees(180)
    east = degrees(180)
    # Web Mercator ends here.
    south = degrees(85.06)
    north = degrees(85.06)
    zoom = IntegerField(validators=[InputRequired(), NumberRange(0, CLOSEST)])
    drawn = StringField(validators=[Length(max=LONGEST)])
    """Identifiers of the listings the page draws itself, with spaces between: they are left out of the answer."""

    def is_a_view(self) -> bool:
        """Whether the edges stand the right way round."""
        return bool(self.west.data < self.east.data and self.south.data < self.north.data)

    def view(self) -> View:
        """The part of the country asked for."""
        return View(self.west.data, self.south.data, self.east.data, self.north.data, self.zoom.data)

    def drawn_ids(self) -> list[str]:
        """The listings that need not be sent again."""
        return (self.drawn.data or "").split()
