"""Opens a file that somebody uploads, in a process of its own with bounds, as a table. Changes nothing anywhere.

The child holds no database, writes no file, and is killed when it takes too long or too much memory: whatever the
file does to a parser, the site goes on. The file itself is gone with it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from threading import Lock

from .loose import csv_table, json_table, text_in
from .reading import Unreadable
from .table import Table, as_values, from_values, nothing_in_it, said, unreadable
from .workbooks import damaged, packed_table

LARGEST_UPLOAD = 5_000_000
"""Bytes. Ten times a list of all services of a province."""
SECONDS = 10
"""Of a processor."""
PATIENCE_SECONDS = 30
"""By the clock: on a busy machine a file waits through no fault of its own."""
MEMORY = 512 * 1024 * 1024
"""Bytes of address space."""
LARGEST_ANSWER = 40_000_000
"""Characters of what the child says; what packs more text than this into its bytes is no list of services."""
_one_at_a_time = Lock()

PACKED, OLD_OFFICE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0"
"""What an archive begins with, one with nothing in it included; and what spreadsheets saved before XLSX."""


def opened(raw: bytes) -> Table:
    """The table in a file, whatever its name says it is. Raises Unreadable."""
    if len(raw) > LARGEST_UPLOAD:
        raise Unreadable("the file is over 5 MB; split it", "le fichier dépasse 5 Mo; le diviser")
    # One at a time: each may take all the memory it is allowed.
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS):
        raise busy()
    try:
        answer = asked(raw)
    finally:
        _one_at_a_time.release()
    values = json.loads(answer) if answer else None
    if values is None:
        raise too_much()
    if "fault" in values:
        raise unreadable(values["fault"])
    return from_values(values)


def asked(raw: bytes) -> bytes:
    """What the child makes of a file; nothing when it was stopped."""
    command = [sys.executable, "-P", "-c", "from portal.exchange.intake import child; child()"]
    # Where the code lies, and nothing of the site's own environment: its secret is none of the child's business.
    own = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENPYXL_LXML": "False"}
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=PATIENCE_SECONDS, env=own, check=False)
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def busy() -> Unreadable:
    """The fault of a file that came while others were being read."""
    return Unreadable(
        "other files are being read at this moment; send it again in a minute",
        "d'autres fichiers sont en cours de lecture; l'envoyer de nouveau dans une minute",
    )


def too_much() -> Unreadable:
    """The fault of a file that was stopped."""
    return Unreadable(
        "the file takes too long or too much memory to read; keep one sheet with the rows, or split it",
        "le fichier demande trop de temps ou de mémoire; garder une seule feuille avec les lignes, ou le diviser",
    )


def child() -> None:
    """Read a file from standard input in bounds, and say what is in it."""
    bound()
    raw = sys.stdin.buffer.read(LARGEST_UPLOAD + 1)
    try:
        answer = json.dumps(as_values(table_in(raw)))
        if len(answer) > LARGEST_ANSWER:
            raise too_much()
    except Unreadable as fault:
        answer = json.dumps({"fault": said(fault)})
    except (MemoryError, RecursionError):
        answer = json.dumps({"fault": said(too_much())})
    sys.stdout.write(answer)


def bound() -> None:
    """Let this process take so much time and memory and no more, and write no file."""
    # openpyxl would load numpy where it is installed, for kinds of numbers that no file holds.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def table_in(raw: bytes) -> Table:
    """The table in a file, by what it begins with. Raises Unreadable."""
    if raw.startswith(PACKED):
        return packed_table(raw)
    if raw.startswith(OLD_OFFICE):
        raise damaged()
    if not raw.strip():
        raise nothing_in_it()
    text = text_in(raw, "file")
    return json_table(text) if text.lstrip()[:1] in ("{", "[") else csv_table(text)
