"""Mail says "You have a task" and nothing else, through a real conversation with a server that may say no, or later."""

from __future__ import annotations

import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from portal.mapping.post import TRIES, NotTaken, Post, letter

LINKS = ("https://site.example/en/confirm/abc", "https://site.example/fr/confirm/abc")
WORDS = f"You have a task:\n{LINKS[0]}\n\nVous avez une tâche\u00a0:\n{LINKS[1]}\n"


class Server:
    """Takes mail, or answers as it is told, one answer for each recipient that is named."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.taken: list[bytes] = []
        self.named = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        self.named += 1
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server, _session, envelope):
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def serve():
    """Starts a server with a handler; answers where it listens."""
    started = []

    def start(handler, **options):
        controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        started.append(controller)
        return controller.port

    yield start
    for controller in started:
        controller.stop()


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def post(port, waited=None, **more):
    wait = (waited if waited is not None else []).append
    return Post("127.0.0.1", port, **{"security": "none", "sender": "tasks@site.example"} | more, wait=wait)


def test_a_mail_holds_these_words_and_no_others():
    mail = letter("tasks@site.example", "alice@example.org", *LINKS)

    assert mail["Subject"] == "You have a task / Vous avez une tâche"
    assert mail.get_content() == WORDS
    assert set(mail.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip


def test_a_mail_arrives_as_it_was_written(serve):
    server = Server()

    post(serve(server)).send("alice@example.org", *LINKS)

    arrived = message_from_bytes(server.taken[0], policy=default)
    assert (arrived["To"], arrived["Subject"]) == ("alice@example.org", "You have a task / Vous avez une tâche")
    assert arrived.get_content().replace("\r", "") == WORDS


def test_a_server_that_says_later_is_asked_again_and_takes_it(serve):
    server, waited = Server("451 4.7.1 Greylisted", "451 4.7.1 Greylisted"), []

    post(serve(server), waited).send("alice@example.org", *LINKS)

    assert (len(server.taken), server.named) == (1, 3)
    assert waited == [60, 120]


def test_a_server_that_keeps_saying_later_is_left_for_another_day(serve):
    server = Server(*["450 busy"] * 9)

    with pytest.raises(NotTaken) as refusal:
        post(serve(server)).send("alice@example.org", *LINKS)

    assert (refusal.value.again, server.named) == (True, TRIES)


def test_a_server_that_says_no_is_not_asked_again(serve):
    server = Server("550 no such user")

    with pytest.raises(NotTaken) as refusal:
        post(serve(server)).send("alice@example.org", *LINKS)

    assert (refusal.value.again, server.named, server.taken) == (False, 1, [])


def test_no_server_there_is_a_later_and_no_crash():
    with pytest.raises(NotTaken) as refusal:
        post(free_port()).send("alice@example.org", *LINKS)

    assert refusal.value.again


def test_where_a_closed_line_is_wanted_nothing_is_said_on_an_open_one(serve):
    server = Server()

    with pytest.raises(NotTaken) as refusal:
        post(serve(server), security="starttls").send("alice@example.org", *LINKS)

    assert (refusal.value.again, server.named, server.taken) == (False, 0, [])


def test_whoever_has_to_sign_in_does_and_a_wrong_password_is_a_no(serve):
    def lets_in(_server, _session, _envelope, _mechanism, said):
        return AuthResult(success=said.password == b"right", handled=False)

    server = Server()
    port = serve(server, authenticator=lets_in, auth_require_tls=False)
    post(port, user="site", password="right").send("alice@example.org", *LINKS)
    with pytest.raises(NotTaken) as refusal:
        post(port, user="site", password="wrong").send("alice@example.org", *LINKS)

    assert (len(server.taken), refusal.value.again) == (1, False)
