"""Keys drawn from the site's secret, one per purpose. The only place that seals what must be read again.

A copy of the database without the secret opens no authenticator and guesses no recovery code. When the secret is
replaced, what was sealed can never be opened again: everyone then needs a new second factor.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """What this site seals, marks and draws with."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._box = Fernet(base64.urlsafe_b64encode(self._key("seal")))

    def _key(self, purpose: str) -> bytes:
        """32 bytes for one purpose; keys of different purposes say nothing about each other (RFC 5869)."""
        return HKDF(SHA256(), length=32, salt=None, info=f"portal accounts {purpose}".encode()).derive(self._secret)

    def sealed(self, text: str) -> str:
        """The text, encrypted and authenticated."""
        return self._box.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """The text that was sealed; empty when another secret sealed it."""
        try:
            return self._box.decrypt(sealed).decode()
        except InvalidToken:
            return ""

    def drawn(self, purpose: str, text: str) -> bytes:
        """32 bytes that only this site can draw from a text, the same each time."""
        return hmac.digest(self._key(purpose), text.encode(), hashlib.sha256)

    def mark(self, purpose: str, text: str) -> str:
        """What is stored in the place of a short secret, so that the database alone does not tell it."""
        return self.drawn(purpose, text).hex()
