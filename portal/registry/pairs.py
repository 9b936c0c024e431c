"""Listings that look like one and are two, as somebody said. The only module with that SQL."""

from __future__ import annotations

from .store import Store

Ids = tuple[str, str]


def in_order(first: str, second: str) -> Ids:
    """A pair under its one spelling."""
    return (first, second) if first < second else (second, first)


def told_apart(store: Store) -> set[Ids]:
    """Every pair that was told apart, the lower id first."""
    return {(row[0], row[1]) for row in store.db.execute("SELECT first, second FROM told_apart")}


def lately(store: Store, limit: int) -> list[Ids]:
    """The pairs told apart last, the latest first."""
    query = "SELECT first, second FROM told_apart ORDER BY day DESC, first, second LIMIT ?"
    return [(row[0], row[1]) for row in store.db.execute(query, [limit])]


def tell_apart(store: Store, pair: Ids, by: str, day: str) -> bool:
    """They are two; False when that was said before. Stands inside `together`."""
    query = "INSERT INTO told_apart (first, second, by, day) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    return store.db.execute(query, [*pair, by, day]).rowcount == 1


def forget(store: Store, pair: Ids) -> bool:
    """Nobody said so; False when nobody had. Stands inside `together`."""
    return store.db.execute("DELETE FROM told_apart WHERE first = ? AND second = ?", [*pair]).rowcount == 1
