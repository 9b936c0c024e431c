"""No statement is made of what somebody typed: values are bound, and what is formatted in is a name of ours.

The table says what may stand in braces inside SQL. A new line in it is a question in review: where does it come from?
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
STATEMENT = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE (TABLE|VIEW|INDEX|TRIGGER)|WHERE|ON CONFLICT)\b"
)

OURS = {
    "table": "a table of ours, out of a list that stands in the code",
    "marks": "as many question marks as there are values to bind",
    "order": "columns to order by, out of ORDER_OF",
    "columns": "the columns of a table in the schema",
    "owner": "the column of the listing that a row of the schema belongs to",
    "where": "the condition of a question, which stands in the method that asks it",
    "gone": "what a listing has to be that was given back, just above the statement",
    "name": "a trigger in the schema",
    "when": "when a trigger of the schema acts",
    "query": "a statement above it, complete",
    "names": "the columns of a row, which are keys in the code",
    "', '.join(key)": "the same, those of the key",
    "'UPDATE SET ' + changes if changes else 'NOTHING'": "the same, those that are updated",
}
"""What may be formatted into a statement, and why that is ours. A constant, in capitals, always may."""


def formatted(path: Path) -> Iterator[str]:
    """Every expression that is formatted into a statement of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        fixed, parts = pieces(node)
        if STATEMENT.search(fixed):
            yield from map(ast.unparse, parts)


def pieces(node: ast.AST) -> tuple[str, list[ast.expr]]:
    """The fixed text of a formatted string, and the expressions formatted into it."""
    if isinstance(node, ast.JoinedStr):
        fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        return fixed, [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        return str(node.left.value), [node]
    return "", []


def strange(path: Path) -> set[str]:
    """What is formatted into statements of a module and is neither a constant nor in the table."""
    return {one for one in formatted(path) if not one.isupper() and one not in OURS}


def test_nothing_is_formatted_into_sql_but_names_of_ours():
    found = {str(path.relative_to(CHECKOUT)): strange(path) for path in (CHECKOUT / "portal").rglob("*.py")}

    assert {name: expressions for name, expressions in found.items() if expressions} == {}


def test_what_is_formatted_into_sql_is_seen(tmp_path):
    spoilt = tmp_path / "spoilt.py"
    spoilt.write_text('def f(db, typed):\n    db.execute(f"SELECT 1 WHERE name = {typed}")\n', encoding="utf-8")

    assert strange(spoilt) == {"typed"}
