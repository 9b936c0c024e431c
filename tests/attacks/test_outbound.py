"""Outbound connections: does the site tell anyone else what happens on it?

Whoever runs a host that the site calls, for a font, a tile or a check of anything, learns that somebody is here.
No test of the whole suite may reach another machine: in Python a guard stands before every socket (tests/outbound.py),
and where there is root, the programs run on a machine without a network that counts every packet (alone.py).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys

import pytest

from tests.conftest import DATA
from tests.outbound import Outbound

CAN_BE_ALONE = os.geteuid() == 0 and shutil.which("unshare") and shutil.which("ip")
ALONE = [sys.executable, "-m", "tests.attacks.alone", sys.executable, "-c"]
TRIES = {
    "connect": lambda: socket.socket().connect(("192.0.2.1", 443)),
    "connect_ex": lambda: socket.socket().connect_ex(("192.0.2.1", 443)),
    "sendto": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
    "getaddrinfo": lambda: socket.getaddrinfo("evil.example", 443),
    "create_connection": lambda: socket.create_connection(("evil.example", 443)),
    "a port nobody opened": lambda: socket.create_connection(("127.0.0.1", 9)),
}
"""Every way out that a test could take."""


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("way", TRIES)
def test_a_way_out_is_refused_and_counted(no_way_out, way):
    before = len(no_way_out.refused)

    with pytest.raises(Outbound):
        TRIES[way]()

    assert len(no_way_out.refused) == before + 1
    del no_way_out.refused[before:]


def test_a_port_that_a_test_opened_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_nothing_has_tried_to_leave_so_far(no_way_out, scoreboard, request):
    ran = len(request.session.items)
    refused = no_way_out.refused

    scoreboard(
        "outbound connections (in Python)", f"{ran} tests", "0 tried", f"{len(refused)} tried", not refused, refused
    )


@pytest.mark.skipif(not CAN_BE_ALONE, reason="needs root, unshare and ip to have a network of its own")
@pytest.mark.parametrize(
    "program, heard",
    [
        ("print('here')", False),
        ("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", True),
        ("import socket; socket.socket().connect_ex(('192.0.2.1', 443))", True),
    ],
    ids=["nothing", "a packet", "a connection"],
)
def test_every_packet_is_heard_whoever_sends_it(program, heard):
    outcome = subprocess.run([*ALONE, program], capture_output=True, text=True, cwd=DATA.parent, timeout=60)

    assert outcome.returncode == int(heard)
    assert ("192.0.2.1" in outcome.stdout) == heard
    assert ("packets for other machines: 0" in outcome.stdout) != heard
