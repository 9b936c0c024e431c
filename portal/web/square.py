"""The square picture that a phone or an authenticator reads, drawn as one SVG path. The only user of segno."""

from __future__ import annotations

from dataclasses import dataclass

import segno

BORDER = 4
"""Empty modules around, as readers expect."""


@dataclass(frozen=True, slots=True)
class Square:
    """A picture of `size` by `size` modules; `path` fills the dark ones."""

    size: int
    path: str


def square(text: str) -> Square:
    """The picture of a text."""
    rows = segno.make(text, error="m", micro=False).matrix
    dark = (f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit)
    return Square(len(rows) + 2 * BORDER, "".join(dark))
