"""Texts that run as script where a page shows them as anything but text.

payloads.txt holds one for each way a browser can be led out of text: elements, attributes, addresses, styles,
comments, template languages, encodings, and what parsers mend. Each, if it runs, makes a call that the attack hears.
"""

from __future__ import annotations

from pathlib import Path

CALLS = ("alert(1)", "alert`1`", "confirm(1)", "prompt(1)", "window['al'+'ert'](1)", "top.alert(1)")
"""What a text calls when it runs."""
MARKS = {"\\n": "\n", "\\t": "\t", "\\u2028": "\u2028"}
"""Characters that no line of a file can hold."""


def shapes() -> list[str]:
    """Every line of payloads.txt that is no heading."""
    lines = Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").split("\n")
    return [unmarked(line) for line in lines if line and not line.startswith("# ")]


def unmarked(line: str) -> str:
    """A line with the characters its marks stand for."""
    for mark, character in MARKS.items():
        line = line.replace(mark, character)
    return line


def payloads() -> list[str]:
    """Every shape with two calls, the calls in turn."""
    return [
        shape.replace("CALL", CALLS[(number + more) % len(CALLS)])
        for number, shape in enumerate(shapes())
        for more in (0, 3)
    ]
