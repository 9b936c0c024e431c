"""The page of threats is true: each threat once, each proof a test that exists, "not yet" where there is none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "threats.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (T\d+) \| (.+?) \| (S[1-4]) \| (.+?) \| (.+) \|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = {row[1]: row for row in ROW.finditer(PAGE)}


def exists(path: str, name: str) -> bool:
    """Whether a file holds a test of that name."""
    file = CHECKOUT / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_its_row():
    assert list(ROWS) == [found[1] for found in ROW.finditer(PAGE)], "a threat stands twice"
    assert set(ROWS) == {f"T{number}" for number in range(1, 54)}
    assert len(re.findall(r"^\| T\d+ ", PAGE, re.MULTILINE)) == 53, "a row that this test cannot read"


@pytest.mark.parametrize("threat", ROWS)
def test_every_proof_is_a_test_that_exists(threat):
    proofs = PROOF.findall(ROWS[threat][5])

    assert [proof for proof in proofs if not exists(*proof)] == []
    assert proofs or re.match(r"not yet( needed)?[,:]? \w|not yet$", ROWS[threat][5])
    assert ROWS[threat][5].count("::") == len(proofs), "a proof that this test cannot read"


def test_a_proof_that_does_not_exist_would_be_noticed():
    assert exists("tests/rules/test_threats.py", "test_every_threat_has_its_row")
    assert not exists("tests/rules/test_threats.py", "test_nothing_at_all")
    assert not exists("tests/rules/test_missing.py", "test_every_threat_has_its_row")


def test_the_page_has_an_owner_a_date_and_its_parts():
    assert re.search(r"^Owner: \w+", PAGE, re.MULTILINE)
    assert re.search(r"^Last read against the code: 20\d\d-\d\d-\d\d\.$", PAGE, re.MULTILINE)
    for part in ("Who uses this", "What we assume", "What we protect", "What the compromise of each part gives away"):
        assert f"## {part}" in PAGE
    for part in (
        "host",
        "database",
        "backup",
        "index",
        "partner",
        "reviewer",
        "administrator",
        "proxy",
        "package",
        "domain",
    ):
        assert re.search(rf"^\| [^|]*{part}", PAGE, re.MULTILINE), part
