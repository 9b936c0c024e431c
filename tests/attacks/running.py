"""The site in a process of its own, as an operator runs it: what no test client can show."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from tests.conftest import DATA

from .world import World

NONE: Mapping[str, str] = MappingProxyType({})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Running:
    """`portal run` in a process of its own, which can write only below one folder, and everything it says."""

    def __init__(
        self, world: World, address: str = "127.0.0.1", headers: Mapping[str, str] = NONE, **settings: str
    ) -> None:
        """`address` is where the visitor asks from, `settings` are further `PORTAL_` variables."""
        self.folder, self.address, self.headers = world.folder, address, {**FORM, **headers}
        for name in ("home", "tmp", "said"):
            (self.folder / name).mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        own = {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp"), "PYTHONPATH": str(DATA.parent)}
        told = {f"PORTAL_{name.upper()}": value for name, value in settings.items()}
        environment = os.environ | world.environment | own | told
        program = "from portal.cli import main; main()"
        with (self.folder / "said" / "output").open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, "run", "--port", str(self.port)],
                env=environment, cwd=self.folder / "home", stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> bytes:
        """One request from the visitor's address; the answer as bytes, headers first."""
        to = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        try:
            to.request(method, path, urlencode(form) if form else None, self.headers)
            response = to.getresponse()
            return str(response.headers).encode() + response.read()
        finally:
            to.close()

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(300):
            try:
                self.ask("GET", "/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "said" / "output").read_text())

    def stop(self) -> None:
        """As an operator stops it; twice does no harm."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
