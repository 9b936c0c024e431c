"""A small site with every fault the judges look for. A judge that finds nothing here has judged nothing.

    python -m tests.judges.spoilt 127.0.0.2 80

It holds nothing, and is started by the judges, on a network of their own, and by nobody else.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

import waitress

ROWS = sqlite3.connect(":memory:", check_same_thread=False)
ROWS.executescript("CREATE TABLE listing (id INTEGER, name TEXT); INSERT INTO listing VALUES (1, 'one'), (2, 'two')")
FIRST = "<p><a href='/listing?id=1'>One</a> <a href='/on?to=/'>On</a> <a href='/echo?words=x'>Words</a></p>"


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """Answers without a header that protects anybody."""
    asked = {name: " ".join(values[0].split()) for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    status, headers, text = answer(environ["PATH_INFO"], asked)
    start(status, [("Content-Type", "text/html"), ("Set-Cookie", "seat=1"), *headers])
    return [f"<html><body>{text}</body></html>".encode()]


def answer(path: str, asked: dict[str, str]) -> tuple[str, list[tuple[str, str]], str]:
    """A redirect to anywhere, an echo of anything, and a question that anybody may finish."""
    if path == "/on":
        return "302 Found", [("Location", asked.get("to", "/"))], ""
    if path == "/echo":
        return "200 OK", [], f"<p>{asked.get('words', '')}</p>"
    if path != "/listing":
        return "200 OK", [], FIRST
    try:
        found = ROWS.execute(f"SELECT name FROM listing WHERE id = {asked.get('id', '1')}").fetchall()
    except sqlite3.Error as error:
        return "500 Internal Server Error", [], f"sqlite3.OperationalError: {error}"
    return "200 OK", [], " ".join(str(row[0]) for row in found)


if __name__ == "__main__":
    waitress.serve(application, host=sys.argv[1], port=int(sys.argv[2]), _quiet=True)
