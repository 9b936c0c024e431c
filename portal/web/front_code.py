"""The code on a printed sheet that leads a phone back to the site: to its front page, whatever the sheet is about.

Whoever finds the sheet, or the phone that read it, learns that this site was opened and nothing more. So the code may
never hold a listing, a question or a language.
"""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup

SCALE = 3
"""Pixels a module is wide: about 2 cm on paper for a short address."""


@lru_cache(maxsize=16)
def front_code(front: str) -> Markup:
    """The address of the front page as a drawing that stands inside the page, without styles or outside files."""
    code = segno.make(front, error="m", micro=False)
    return Markup(code.svg_inline(scale=SCALE, border=2, omitsize=False, svgclass=None, lineclass=None))
