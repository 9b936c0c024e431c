"""Organizations that two reviewers have looked at, for tests of what that opens."""

from __future__ import annotations

from portal.registry.store import Store


def vetted(store: Store, *organizations: str, since: str = "2026-01-01", until: str = "2126-01-01") -> None:
    """Two reviewers found that these meet the criteria."""
    with store.together():
        for organization in organizations:
            store.record_finding(organization, since, until, ("bob", "denise"))
