"""The `portal` command. Each command is a few lines in `portal.commands` that call a use case and say what it did."""

from __future__ import annotations

import click

from portal import lean as lean
from portal.commands import accounts, geography, handover, index, intake, inventing, keeping, record, site
