"""Keeps the translations: gathers the texts, merges them into the .po files, compiles .mo. Nothing else does.

Runs in the build environment too (portal/building.py), where only Babel and setuptools are installed: gathering
texts, which also needs Jinja2, is done by hand with `python -m portal.packaging` after a text changes.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parent / "web"
TRANSLATIONS = WEB / "translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def po_files(folder: Path = TRANSLATIONS) -> list[Path]:
    """Every .po file; none in an installed package, which carries only what was compiled."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def stale_files(folder: Path = TRANSLATIONS) -> list[Path]:
    """The .po files whose compiled form is missing or older."""
    return [po for po in po_files(folder) if not is_fresh(po, po.with_suffix(".mo"))]


def is_fresh(po: Path, mo: Path) -> bool:
    """Whether the compiled form is there and no older than its source."""
    return mo.is_file() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


def compile_translations(folder: Path = TRANSLATIONS) -> None:
    """Compile every .po whose .mo is missing or older, written aside and renamed."""
    for po in stale_files(folder):
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
        aside = po.with_suffix(".mo.new")
        with aside.open("wb") as target:
            write_mo(target, catalog)
        aside.replace(po.with_suffix(".mo"))


def gathered() -> Catalog:
    """Every text of the pages as they are now."""
    catalog = Catalog(
        project="Waypoint",
        version="1",
        charset="utf-8",
        header_comment="# Texts of the pages.",
        last_translator="Waypoint",
        language_team="Waypoint",
        msgid_bugs_address="see SECURITY.md",
    )
    options = {"jinja2": {"silent": "false"}}
    for filename, line, message, comments, context in extract_from_dir(
        WEB, METHODS, {pattern: options.get(method, {}) for pattern, method in METHODS}, comment_tags=("Note:",)
    ):
        catalog.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return catalog


def update_translations() -> None:
    """Write messages.pot and merge new texts into each .po; a text that moved keeps its translation."""
    template = gathered()
    with (TRANSLATIONS / "messages.pot").open("wb") as file:
        write_po(file, template, width=110, include_lineno=False, sort_by_file=True)
    for po in po_files():
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with po.open("wb") as file:
            write_po(file, catalog, width=110, include_lineno=False, sort_by_file=True)


if __name__ == "__main__":
    update_translations()
    compile_translations()
