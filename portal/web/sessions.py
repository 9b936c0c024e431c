"""Flask's session, kept in our own table. A visitor has none: no cookie is set and no table is read.

The cookie holds a random token and nothing else, the table only its hash. A session keeps its token for forms, and
refuses to keep anything more: what a page has to remember stands in the page.
"""

from __future__ import annotations

import logging
from typing import Any, cast

from flask import Flask, Request, Response, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin

from portal.accounts import sessions
from portal.accounts.people import Person
from portal.accounts.store import SessionRow

from . import context

log = logging.getLogger("portal")

TOKEN_FOR_FORMS = "csrf_token"
"""The one thing a session holds; Flask-WTF's own name for it."""


class Session(dict[str, Any], SessionMixin):
    """Somebody signed in, or nobody."""

    row: SessionRow | None = None
    person: Person | None = None
    token = ""
    """What the cookie is to hold from now on; empty when it stays as it is."""
    over = False
    """Whether a cookie came, or was in use, that is good no more."""
    unnoted = False
    """Whether this request does not count as use: a page that only tells the time left."""

    def belongs_to(self, row: SessionRow, person: Person) -> None:
        """From now on this is somebody's session."""
        self.row, self.person, self.over = row, person, False
        super().__setitem__(TOKEN_FOR_FORMS, row.csrf)

    def is_over(self) -> None:
        """From now on this is nobody's session."""
        self.clear()
        self.row, self.person, self.token, self.over = None, None, "", True

    def __setitem__(self, name: str, value: Any) -> None:
        raise KeyError(f"a session keeps nothing, and so not {name!r}: put it in the page or in the registry")


class OurSessions(SessionInterface):
    """Reads and writes sessions for Flask."""

    def open_session(self, app: Flask, request: Request) -> Session:
        """Whose request this is. Without a cookie nothing is looked up."""
        session = Session()
        if token := request.cookies.get(cookie_name(request)):
            session.over = True
            try:
                found = sessions.resume(token, context.accounts(), now())
            except Exception as error:  # Whatever is wrong with the registry, the pinned lines have to appear.
                session.over = False
                log.error("error=%s view=session", type(error).__name__)
                return session
            if found:
                session.belongs_to(*found)
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie when there is a new token, delete it when it is good no more, note that it was used."""
        ours = cast(Session, session)
        name = cookie_name(request)
        if ours.token:
            response.set_cookie(name, ours.token, secure=request.is_secure, httponly=True, samesite="Lax", path="/")
        elif ours.over and name in request.cookies:
            response.delete_cookie(name, secure=request.is_secure, httponly=True, samesite="Lax", path="/")
        elif ours.row and not ours.unnoted and now() - ours.row.seen >= sessions.NOTED:
            context.note_session(ours.row.hash)


def cookie_name(request: Request) -> str:
    """`__Host-` makes browsers refuse it from a sub-domain or without TLS; on one's own machine there is no TLS."""
    return "__Host-seat" if request.is_secure else "seat"


def now() -> int:
    """The present moment, in whole Unix seconds."""
    return int(context.moment().timestamp())


def current() -> Session:
    """The session of this request."""
    return cast(Session, flask_session._get_current_object())  # type: ignore[attr-defined]


def begin(person: Person) -> None:
    """Sign somebody in under a new token; a session this browser had before is over."""
    accounts, session = context.door().accounts, current()
    if session.row:
        accounts.end_session(session.row.hash)
    session.token, row = sessions.begin(person.id, accounts, now())
    session.belongs_to(row, person)


def renew(proved: bool = False) -> None:
    """The same session under a new token; `proved` when its holder has just shown a code again."""
    session = current()
    if session.row and session.person:
        shown = now() if proved else session.row.proved
        session.token, row = sessions.renew(session.row, context.door().accounts, now(), shown)
        session.belongs_to(row, session.person)


def end() -> None:
    """Sign out."""
    session = current()
    if session.row:
        context.door().accounts.end_session(session.row.hash)
        session.is_over()
