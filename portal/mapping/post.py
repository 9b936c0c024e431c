"""Mail that says nothing: "You have a task" in both languages, each with its link. The only module that speaks SMTP.

A mailbox may be shared with, or read by, somebody a survivor fled from: no name, no listing, no topic is in a mail.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

SUBJECT = "You have a task / Vous avez une tâche"
BODY = "You have a task:\n{english}\n\nVous avez une tâche\u00a0:\n{french}\n"
"""All there is in a mail. tests/portal/mapping/test_post.py holds it to the letter."""
TRIES = 3
TIMEOUT = 30
TEMPORARY = range(400, 500)


class NotTaken(Exception):
    """The mail was not accepted; `again` says whether another time may do."""

    def __init__(self, again: bool) -> None:
        super().__init__("not taken")
        self.again = again


@dataclass(frozen=True, slots=True)
class Post:
    """How mail leaves: the server, how the line is closed, who signs in, and from whom it comes."""

    host: str
    port: int
    security: str
    """starttls, tls, or none for a server on this machine."""
    sender: str
    user: str = ""
    password: str = ""
    wait: Callable[[float], None] = time.sleep
    pause: float = 60.0
    """Seconds before a second try, and twice as many before a third: servers that grey-list want to be asked again."""

    def send(self, to: str, english: str, french: str) -> None:
        """Send one mail with a link to the page in each language. Raises NotTaken.

        Asks again a few times where the server says "later".
        """
        for number in range(TRIES):
            if number:
                self.wait(self.pause * number)
            try:
                self.converse(letter(self.sender, to, english, french))
                return
            except NotTaken as refusal:
                if not refusal.again:
                    raise
        raise NotTaken(again=True)

    def converse(self, message: EmailMessage) -> None:
        """One conversation. Raises NotTaken."""
        try:
            with self.connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            raise NotTaken(all(code in TEMPORARY for code, _said in refusal.recipients.values())) from None
        except smtplib.SMTPResponseException as refusal:
            raise NotTaken(refusal.smtp_code in TEMPORARY) from None
        except smtplib.SMTPNotSupportedError:
            raise NotTaken(again=False) from None
        except (OSError, smtplib.SMTPException):
            raise NotTaken(again=True) from None

    def connected(self) -> smtplib.SMTP:
        """A line to the server, closed to others where that is set. Nothing is said before it is."""
        # Named after the sender: asking what this machine is called takes a look-up, and tells it.
        domain = domain_of(self.sender)
        if self.security == "tls":
            closed = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, domain, timeout=TIMEOUT, context=closed)
        server = smtplib.SMTP(self.host, self.port, domain, timeout=TIMEOUT)
        if self.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server


def letter(sender: str, to: str, english: str, french: str) -> EmailMessage:
    """The mail, the same for everybody but for its links."""
    message = EmailMessage()
    message["Subject"] = SUBJECT
    message["From"] = sender
    message["To"] = to
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=domain_of(sender))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(BODY.format(english=english, french=french))
    return message


def domain_of(sender: str) -> str:
    """The domain of an address, with or without a name before it."""
    return parseaddr(sender)[1].rpartition("@")[2]
