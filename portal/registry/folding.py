"""Text made comparable: accents, case and apostrophes out of the way. The only place that does it in the registry."""

from __future__ import annotations

import re
import unicodedata

GAPS = re.compile(r"['’`´‐‑‒–—-]")


def folded(text: str) -> str:
    """Accents off, lower case, apostrophes and dashes as gaps: l'abri is found by abri, Montréal by montreal."""
    if text.isascii():
        return GAPS.sub(" ", text.casefold())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return GAPS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c)))


COMMON = frozenset(
    "a an and au aux d de des du en et for in l la le les near of or ou par pour pres s the to un une".split()
)


def quoted(words: str) -> str:
    """A typed question as at most eight quoted beginnings of words, or nothing. Never raises."""
    tokens = [t for t in re.findall(r"\w+", folded(words[:200])) if t not in COMMON]
    return " AND ".join(f'"{singular(token)[:40]}"*' for token in tokens[:8])


def singular(token: str) -> str:
    """A rough cut of the plural: plain search matches beginnings, so a letter less finds both forms."""
    return token[:-1] if len(token) > 4 and token[-1] in "sx" else token
