"""No test may speak to another machine: every connection that Python code tries to open is looked at first.

Only ports that a test itself has opened on this machine are let through. What is refused is counted as well, so that
code which swallows the refusal is still found out. C code goes past this; tests/attacks/alone.py sees that too.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest


class Outbound(AssertionError):
    """Something tried to reach another machine, or a port of this one that no test has opened."""


@dataclass
class Guard:
    """Which ports tests have opened, and what was refused."""

    opened: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def admit(self, family: int, address: Any) -> None:
        """Raise Outbound unless a socket of this family may reach this address."""
        if family not in (socket.AF_INET, socket.AF_INET6):
            return
        host, port = address[0], address[1]
        if not (is_here(host) and port in self.opened):
            self.refused.append(f"{host}:{port}")
            raise Outbound(f"a test tried to reach {host} on port {port}")

    def look_up(self, host: Any) -> None:
        """Raise Outbound for any name but this machine's own: it is asked of a name server. A number is not."""
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in OWN_NAMES and not is_number(name):
            self.refused.append(str(name))
            raise Outbound(f"a test tried to look up {name}")


OWN_NAMES = ("localhost", "")
"""What this machine is called."""


def is_here(host: str) -> bool:
    """Whether a host is this machine, by its name or number."""
    return host in OWN_NAMES or (is_number(host) and ipaddress.ip_address(host).is_loopback)


def is_number(host: str) -> bool:
    """Whether a host is given by its number."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


GUARD = Guard()
"""The one guard of a test run."""


def guarded(guard: Guard, original: Callable[..., Any], where: int) -> Callable[..., Any]:
    """A method of sockets that asks the guard first; the address is its argument number `where` from the end."""

    def asked(self: socket.socket, *given: Any) -> Any:
        guard.admit(self.family, given[where])
        return original(self, *given)

    return asked


def bound(guard: Guard, original: Callable[..., Any]) -> Callable[..., Any]:
    """`bind`, which remembers the port that was opened."""

    def opening(self: socket.socket, address: Any) -> None:
        original(self, address)
        if self.family in (socket.AF_INET, socket.AF_INET6):
            guard.opened.add(self.getsockname()[1])

    return opening


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[Guard]:
    """Stands before every socket of this run."""
    names = socket.getaddrinfo

    def asked(host: Any, *given: Any, **more: Any) -> Any:
        GUARD.look_up(host)
        return names(host, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, method, guarded(GUARD, getattr(socket.socket, method), -1))
        patch.setattr(socket.socket, "bind", bound(GUARD, socket.socket.bind))
        patch.setattr(socket, "getaddrinfo", asked)
        yield GUARD
