"""Offers to count a need, signed so that only what we offered is believed. Holds a throttle; keeps no address."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

LASTS = 3600
"""Seconds for which an offer is good."""
A_MINUTE = 60.0
MOST = 30
"""Needs counted in a minute, for the whole site: enough for people, too few to paint a false picture fast."""


class Expired(Exception):
    """The offer was ours, and is too old."""


class NotOurs(Exception):
    """The offer was not made here, or was changed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be counted: a place as far as it is told, and the kinds of help to choose from."""

    province: str
    community: str
    categories: tuple[str, ...]
    """Empty stands for every kind."""

    def allows(self, category: str, known: Iterable[str]) -> bool:
        """Whether this kind of help was offered."""
        return category in (self.categories or known)


def signer(secret: str) -> URLSafeTimedSerializer:
    """Signs with the secret of this site, for this purpose alone."""
    return URLSafeTimedSerializer(secret, salt="unmet-need")


def signed(offer: Offer, secret: str) -> str:
    """An offer as the text of a hidden field."""
    return str(signer(secret).dumps([offer.province, offer.community, *offer.categories]))


def opened(text: str, secret: str) -> Offer:
    """The offer in a text. Raises Expired or NotOurs."""
    try:
        province, community, *categories = signer(secret).loads(text, max_age=LASTS)
    except SignatureExpired as error:
        raise Expired from error
    except BadSignature as error:
        raise NotOurs from error
    return Offer(province, community, tuple(categories))


@dataclass
class Throttle:
    """So many acts a minute for everybody together, and each offer once. Forgets within an offer's life."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    lately: deque[tuple[float, str]] = field(default_factory=deque)
    """When an offer was taken, and which; oldest first."""

    def lets(self, offer: str, now: float) -> bool:
        """Whether this act is counted; `now` is a clock in seconds that only goes forward."""
        with self.lock:
            while self.lately and now - self.lately[0][0] > LASTS:
                self.lately.popleft()
            within = sum(now - moment < A_MINUTE for moment, _one in self.lately)
            if within >= MOST or any(one == offer for _moment, one in self.lately):
                return False
            self.lately.append((now, offer))
            return True
