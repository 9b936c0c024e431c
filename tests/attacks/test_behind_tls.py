"""Behind TLS: does the site know that it is asked securely, and believe nobody else who says so?

The attacker sits in the same network. Where the site does not know of the TLS in front of it, it tells no browser to
insist on it, and gives out a cookie that also travels in the clear; where it believes anybody, it can be lied to.
Asked of a real server: what stands between the network and the app takes headers away on its own account.
"""

from __future__ import annotations

import pytest

from .running import Running

SECURELY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Host": "localhost"}


@pytest.mark.parametrize("proxies, believed", [("1", True), ("0", False)])
def test_a_server_believes_the_proxies_it_was_told_of_and_no_others(worlds, proxies, believed):
    world = worlds(f"proxies-{proxies}").opens()
    server = Running(world, headers=SECURELY, proxies=proxies)
    try:
        server.wait()
        answer = server.ask("GET", "/en/")
    finally:
        server.stop()

    assert (b"Strict-Transport-Security: max-age=63072000" in answer) is believed
