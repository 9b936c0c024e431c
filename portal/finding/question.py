"""What is asked: one value made of words, a place and filters. Never stored, never logged."""

from __future__ import annotations

from dataclasses import dataclass

PAGE = 20
"""Answers of the nearest block on one page."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a person put it. Every part may be empty."""

    words: str = ""
    place: str = ""
    """The place as typed; may also stand inside `words`."""
    place_id: str = ""
    """The place as chosen from a list of several; wins over `place`."""
    categories: tuple[str, ...] = ()
    """Any of these category codes will do."""
    province: str = ""
    """Two letters; keeps what serves or stands in that province."""
    order: str = "nearest"
    """'nearest' or 'best'; without a place, always best."""
    page: int = 1
    language: str = "en"
