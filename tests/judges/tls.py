"""Stands before a site as an operator's proxy does: TLS on 443, a redirect from 80. For the judges alone.

The certificates are made anew for each run by `openssl` and are worth nothing outside it.
"""

from __future__ import annotations

import http.client
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOP = frozenset("connection keep-alive transfer-encoding te trailer upgrade proxy-connection".split())
"""Headers that are about one connection and not passed on."""


def certificates(folder: Path, host: str) -> Path:
    """An authority and a certificate for one host in `folder`; the authority's own certificate."""
    authority, request = folder / "authority.pem", folder / "request.pem"
    (folder / "names").write_text(f"subjectAltName=DNS:{host}\n", encoding="ascii")
    for words in (
        f"req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=judges -keyout {folder}/authority.key -out {authority}",
        f"req -newkey rsa:2048 -nodes -subj /CN={host} -keyout {folder}/host.key -out {request}",
        f"x509 -req -days 1 -in {request} -CA {authority} -CAkey {folder}/authority.key -CAcreateserial"
        f" -extfile {folder}/names -out {folder}/host.pem",
    ):
        subprocess.run(["openssl", *words.split()], check=True, capture_output=True)
    return authority


class Proxy(BaseHTTPRequestHandler):
    """Passes a request on to the site, and its answer back."""

    protocol_version = "HTTP/1.1"
    behind = 0
    """The port the site listens on."""

    def pass_on(self) -> None:
        """One request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-Host": self.headers.get("Host", "")}
        headers |= {"X-Forwarded-For": self.client_address[0]}
        to = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=60)
        try:
            to.request(self.command, self.path, body, headers)
            self.answer(to.getresponse())
        finally:
            to.close()

    def answer(self, response: http.client.HTTPResponse) -> None:
        """The site's answer, unchanged."""
        body = response.read()
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = pass_on

    def log_message(self, *_about: object) -> None:
        """Nothing is written down."""


class Onward(BaseHTTPRequestHandler):
    """Sends everybody to the same page under TLS."""

    def do_GET(self) -> None:
        self.send_response_only(301)
        self.send_header("Location", f"https://{self.headers.get('Host', '')}{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_POST = do_GET

    def log_message(self, *_about: object) -> None:
        """Nothing is written down."""


def stand_before(port: int, folder: Path, address: str = "127.0.0.1") -> None:
    """Serve TLS on 443 and the redirect on 80 of an address until the process ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "host.pem", folder / "host.key")
    secure = ThreadingHTTPServer((address, 443), type("Before", (Proxy,), {"behind": port}))
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    for server in (secure, ThreadingHTTPServer((address, 80), Onward)):
        threading.Thread(target=server.serve_forever, daemon=True).start()
