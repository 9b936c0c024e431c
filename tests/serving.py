"""Serves an app on a free port of this machine, as `portal run` does, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import waitress.server
from flask import Flask


@contextmanager
def served(app: Flask, threads: int = 4) -> Iterator[str]:
    """The address where the app answers."""
    server = waitress.server.create_server(app, host="127.0.0.1", port=0, threads=threads)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
