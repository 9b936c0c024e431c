"""Nothing that a visitor sends is written anywhere: the real server, a set of requests, then every byte it left."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

VISITOR = "127.0.0.77"
"""Where the requests come from: any address of the loopback network will do, and this one is nobody else's."""
MARKS = {
    "words": "qzwordsmark",
    "place": "qzplacemark",
    "browser": "qzbrowsermark",
    "address": VISITOR,
    "forwarded": "203.0.113.77",
    "cookie": "qzcookiemark",
    "referrer": "qzreferrermark",
    "path": "qzpathmark",
    "query": "qzquerymark",
    "position": "48.7",
    "fault": "qzfaultmark",
}
HEADERS = {
    "User-Agent": MARKS["browser"],
    "X-Forwarded-For": MARKS["forwarded"],
    "Forwarded": f"for={MARKS['forwarded']}",
    "Cookie": f"session={MARKS['cookie']}",
    "Referer": f"https://elsewhere.example/{MARKS['referrer']}",
}
# The real command, with one view that breaks and puts the question into its error.
SERVE = """
import sys
from portal.web.views import linked
def broken(question):
    raise ValueError(question)
linked.listed = broken
from portal.cli import main
main(["run", "--port", sys.argv[1]])
"""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LONG = "a" * 600_000


def requests() -> Iterator[tuple[str, str, dict[str, str], int]]:
    """Method, address, form, and the status that must come back."""
    asked = {"words": MARKS["words"], "place": MARKS["place"]}
    yield "POST", "/en/search", asked, 200
    yield "POST", "/fr/search", asked | {"words": f"{MARKS['words']} {'x' * 300}"}, 422
    yield "POST", "/en/search", asked | {"sort": MARKS["query"]}, 400
    yield "POST", "/en/search", asked | {"words": MARKS["words"] + LONG}, 413
    yield "GET", f"/en/search?words={MARKS['query']}", {}, 302
    yield "POST", "/en/link", asked | {"with_words": "yes"}, 200
    yield "GET", f"/en/list?words={MARKS['fault']}", {}, 500
    yield "GET", f"/en/list?other={MARKS['query']}", {}, 400
    yield "POST", "/en/around", {"latitude": "48.7", "longitude": "-89.2", "words": MARKS["words"]}, 200
    yield "POST", "/en/around", {"latitude": "48.712", "longitude": "-89.2"}, 422
    yield "POST", "/en/shortlist", {"keep": MARKS["query"]}, 200
    yield "POST", "/en/needed", {"offer": MARKS["query"], "category": "food"}, 400
    yield "POST", "/en/map-data", asked, 400
    yield "GET", f"/en/service/{MARKS['path']}", {}, 404
    yield "GET", f"/{MARKS['path']}/..%2f..%2fetc/passwd", {}, 404
    yield "POST", "/en/account/sign-in", {"email": f"{MARKS['words']}@example.org", "password": MARKS["query"]}, 400
    yield "PUT", f"/en/search?{MARKS['query']}", asked, 405


@pytest.fixture
def left(state: Path, tmp_path: Path) -> Path:
    """A folder with everything that a server left behind that answered each request and then stopped."""
    shutil.copytree(state, tmp_path / "state")
    for name in ("tmp", "home", "work", "memory"):
        (tmp_path / name).mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"PORTAL_STATE_DIR": str(tmp_path / "state"), "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home")}
    own["PORTAL_RUNTIME_DIR"] = str(tmp_path / "memory")
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port)],
            env=os.environ | own | {"PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=tmp_path / "work",
            stdout=out,
            stderr=err,
        )
        try:
            for method, address, form, status in requests():
                assert answered(port, method, address, form) == status, (method, address[:60])
        finally:
            server.terminate()
            server.wait(20)
    return tmp_path


def answered(port: int, method: str, address: str, form: dict[str, str]) -> int:
    """The status of one request, sent from the visitor's address; waits for a server that is still starting."""
    for _ in range(150):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(VISITOR, 0))
        try:
            line.request(method, address, urlencode(form) or None, HEADERS | FORM)
            return line.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.2)
        finally:
            line.close()
    raise AssertionError("the server did not start")


def holding(folder: Path, mark: str) -> list[str]:
    """The files below a folder that hold a mark, as sent or as two bytes a letter."""
    wanted = (mark.encode(), mark.encode("utf-16-le"))
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(one in path.read_bytes().lower() for one in wanted)]


def test_a_server_leaves_nothing_of_what_it_was_asked(left):
    marks = {name: mark for name, mark in MARKS.items() if name != "position"}

    assert {name: found for name, mark in marks.items() if (found := holding(left, mark))} == {}
    written = (left / "out").read_text() + (left / "err").read_text()
    assert "48.7" not in written and "latitude" not in written


def test_a_fault_is_logged_by_its_class_alone(left):
    said = (left / "err").read_text()

    assert re.search(r"error=ValueError view=linked.open_list id=\w{8}", said)
    assert "Traceback" not in said and "Question" not in said


def test_a_server_leaves_no_file_outside_its_state(left):
    for name in ("tmp", "home", "work"):
        assert [path for path in (left / name).rglob("*") if path.is_file()] == [], name


def test_a_trace_would_be_noticed(tmp_path):
    (tmp_path / "log").write_bytes(b"GET /?words=QZWORDSMARK")

    assert holding(tmp_path, MARKS["words"]) == ["log"]
