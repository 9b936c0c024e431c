"""A need: one question put to the services on the list. It says what somebody needs, never who they are."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

DELIVERIES = ("in_person", "outreach_mobile", "fly_in")
REACHES_KM = (25, 50, 100, 200)
OLDEST = 120


class NotANeed(Exception):
    """The text stands for no need."""


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed: one kind of help, and what else must be true of a service to count."""

    kind: str
    """`category:legal.aid` or `component:shelter`."""
    population: str = ""
    language: str = ""
    age: int | None = None
    after_dark: bool = False
    """Takes people in evenings, nights and weekends."""
    no_status: bool = False
    """Does not ask for a status in Canada."""
    no_self_identification: bool = False
    """Does not ask people to call themselves a victim."""
    delivery: str = ""

    @property
    def features(self) -> tuple[str, ...]:
        """What a service must have to count; see `supply.features`."""
        asked = {
            self.kind: True,
            f"population:{self.population}": bool(self.population),
            f"language:{self.language}": bool(self.language),
            f"delivery:{self.delivery}": bool(self.delivery),
            "after_dark": self.after_dark,
            "no_status": self.no_status,
            "no_self_identification": self.no_self_identification,
        }
        return tuple(name for name, wanted in asked.items() if wanted)

    @property
    def token(self) -> str:
        """The need as a short text for an address: tells nothing to somebody who looks over a shoulder."""
        stated = {field.name: value for field in fields(self) if (value := getattr(self, field.name))}
        packed = json.dumps(stated, sort_keys=True, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def of_token(cls, token: str) -> Need:
        """The need a token stands for. Raises NotANeed."""
        try:
            stated = json.loads(base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4)))
            return cls.of_fields(stated)
        except (ValueError, TypeError, binascii.Error, RecursionError) as error:
            raise NotANeed from error

    @classmethod
    def of_fields(cls, stated: Mapping[str, Any]) -> Need:
        """The need with these fields; each must be of its kind. Raises NotANeed."""
        kinds = {"age": int, "after_dark": bool, "no_status": bool, "no_self_identification": bool}
        if not isinstance(stated, Mapping):
            raise NotANeed
        for name, value in stated.items():
            if name not in cls.__dataclass_fields__ or type(value) is not kinds.get(name, str):
                raise NotANeed
        if "kind" not in stated or not 0 <= stated.get("age", 0) <= OLDEST:
            raise NotANeed
        return cls(**stated)

    def at_night(self) -> Need:
        """The same need after dark."""
        return replace(self, after_dark=True)
