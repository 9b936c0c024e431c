"""What was worked out of listings a moment ago, for as long as the registry stays as it is: the only such memory."""

from __future__ import annotations

from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

State = tuple[int, int, str]
"""What anyone may see at a time: the registry's file, its revision, and the day, with which a consent may end."""

MOST = 400
"""Listings; a few kilobytes each, and every worker keeps its own."""


class Recent(Generic[Key, Value]):
    """Values that rest on one state; with the next, or once they are too many, all of them are forgotten.

    Whose page a listing was on, for what question and when, stands nowhere in it. Many threads may ask at once.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: tuple[State | None, dict[Key, Value]] = (None, {})

    def of(self, state: State) -> dict[Key, Value]:
        """What is known of a state, to look in and to add to."""
        of_state, known = self._kept
        if of_state != state or len(known) >= self._most:
            known = {}
            self._kept = (state, known)
        return known
