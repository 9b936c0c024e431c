"""Runs a command on a machine without a network, and counts every packet that was meant for another one.

    python -m tests.attacks.alone .venv/bin/python -m pytest

Needs root; without it the command just runs. It gets a network of its own in which there is nothing but itself:
whatever address it asks for is this machine, so a packet that leaves any program, in C as well as in Python, arrives
here and is counted. Ends with the code of the command, or with 1 when something was meant for elsewhere.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections import Counter

INSIDE = "WAYPOINT_ALONE"
EVERYTHING = 0x0003
"""ETH_P_ALL."""
IPV4, IPV6 = 0x0800, 0x86DD


def main(command: list[str]) -> int:
    """Enter a network of our own, then run the command there; where that cannot be, say so and run it here."""
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("ip")):
        print("no network of its own here (it needs root, unshare and ip): packets are not counted")
        return subprocess.run(command).returncode
    if os.environ.get(INSIDE) != "yes":
        again = ["unshare", "--net", sys.executable, "-m", "tests.attacks.alone", *command]
        return subprocess.run(again, env=os.environ | {INSIDE: "yes"}).returncode
    for words in ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"):
        subprocess.run(["ip", *words.split()], check=True)
    trap = Trap()
    outcome = subprocess.run(command).returncode
    strangers = trap.close()
    print(f"packets for other machines: {strangers.total()} {dict(strangers.most_common(5)) or ''}")
    return outcome or int(strangers.total() > 0)


class Trap:
    """Listens to everything that passes, and counts what is not between this machine and itself."""

    def __init__(self) -> None:
        self.strangers: Counter[str] = Counter()
        self.ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERYTHING))
        self.ear.bind(("lo", 0))
        self.ear.settimeout(0.2)
        self.listening = True
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        """Count until told to stop. Each packet passes twice on this device, on its way out and in."""
        while self.listening:
            try:
                frame, about = self.ear.recvfrom(200)
            except TimeoutError:
                continue
            there = destination(frame)
            if about[2] == socket.PACKET_OUTGOING and there is not None and not there.is_loopback:
                self.strangers[str(there)] += 1

    def close(self) -> Counter[str]:
        """Stop, and say what was heard."""
        self.listening = False
        self.thread.join()
        self.ear.close()
        return self.strangers


def destination(frame: bytes) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Whom a frame is for; None for what is neither IPv4 nor IPv6, and for the machine's own talk about neighbours."""
    (kind,) = struct.unpack_from("!H", frame, 12)
    if kind == IPV4:
        return ipaddress.IPv4Address(frame[30:34])
    if kind == IPV6:
        there = ipaddress.IPv6Address(frame[38:54])
        return None if there.is_multicast else there
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
