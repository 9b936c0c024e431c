"""Reads a page as a test needs it: its elements in order, with their attributes and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col hr img input link meta source wbr".split())


@dataclass
class Element:
    """One element: its name, its attributes and all the text inside."""

    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


class Page(HTMLParser):
    """A page as a list of elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[Element] = []
        self.visible: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.all.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open[-1].tag == tag, f"</{tag}> closes nothing"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)
        if not any(element.tag in ("script", "style") for element in self._open):
            self.visible.append(data)

    def find(self, *tags: str) -> list[Element]:
        return [element for element in self.all if element.tag in tags]

    @property
    def text(self) -> str:
        """Everything a person can read, one space between words."""
        return " ".join(" ".join(self.visible).split())

    def filled(self) -> dict[str, str | list[str]]:
        """What the forms of the page would send if nothing were touched, buttons left out; boxes to tick as a list."""
        sent: dict[str, str | list[str]] = {}
        select = ""
        for one in self.all:
            if one.tag == "select":
                select = one["name"]
            elif one.tag == "option" and ("selected" in one.attributes or select not in sent):
                sent[select] = one["value"]
            elif one["type"] == "checkbox":
                ticked = sent.setdefault(one["name"], [])
                if "checked" in one.attributes and isinstance(ticked, list):
                    ticked.append(one["value"])
            elif one.tag in ("input", "textarea") and one["name"]:
                sent[one["name"]] = one["value"] or one.text
        return sent
