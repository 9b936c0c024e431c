"""Who may import whom, and where each library lives. The two tables here are the rule."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
OURS = ("portal", "geo", "search_index")

EVERYTHING = OURS
PLACES = (
    "geo.places",
    "geo.place",
    "geo.place_index",
    "geo.place_tables",
    "geo.provinces",
    "geo.remoteness",
    "geo.names",
    "geo.common_words",
    "geo.misspelt",
)
"""geo.places and what it is made of."""
SHOWN = (
    "portal.web", "portal.accounts.people", "portal.accounts.rights", "portal.finding",
    "portal.registry.model", "portal.registry.disclosure", "portal.registry.vocabulary",
    "portal.registry.hours", "portal.registry.phones", "portal.registry.folding", "geo.place",
)  # fmt: skip
"""What pages are made of: answers, public listings, their words."""

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "geo": (),
    "search_index": (),
    "portal.registry": (),
    "portal.config": (),
    "portal.packaging": (),
    "portal.lean": (),
    "portal.kept": (),
