"""The way out for e-mail: SMTP, or nowhere in the demo, where the inbox page shows what would have been sent.

A message is leased, sent, then stamped. Whoever dies between sending and stamping lets the lease run out, and it is
sent again under the same Message-ID: at least once, and recognisable as the same.
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from urllib.parse import unquote, urlsplit
from uuid import UUID

from engine.database import SYSTEM_ACTOR, Database
from engine.settings import Settings
from workers.network import on_this_machine

TIMEOUT = 10  # seconds, for each answer of the mail server
LEASE = timedelta(seconds=60)
GIVE_UP = 10
NOT_UNDERSTOOD = "SMTP_URL is not understood: write smtp://host:port or smtps://user:password@host:port."
DUE = "SELECT id FROM mail WHERE sent_at IS NULL AND due_at <= clock_timestamp() AND attempts < %s"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """`tls`: from the first byte (smtps), before the first message (smtp), or not at all (a private network)."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = None

    @classmethod
    def at(cls, url: str, *, private: bool) -> "Server":
        """From `smtp://user:password@host:port` or `smtps://…`. Raises SystemExit with one sentence."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise SystemExit(NOT_UNDERSTOOD) from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SystemExit(NOT_UNDERSTOOD)
        tls = "always" if parts.scheme == "smtps" else "none" if private or on_this_machine(parts.hostname) else "start"
        port = port or (465 if tls == "always" else 25 if tls == "none" else 587)
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        return cls(parts.hostname, port, tls, user, password)


@dataclass(frozen=True, slots=True)
class Post:
    """`server` None: nothing is sent. `wanted`: whether e-mails are written at all, sent or only shown."""

    sender: str
    server: Server | None
    wanted: bool

    @classmethod
    def of(cls, settings: Settings) -> "Post":
        server = Server.at(settings.smtp_url, private=settings.private_network) if settings.smtp_url else None
        return cls(settings.sender, server, wanted=server is not None or settings.demo)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2].strip(" >")


@dataclass(frozen=True, slots=True)
class Mail:
    id: UUID
    message_id: str
    recipient: str
    subject: str
    body: str


def deliver(database: Database, post: Post, until: float) -> int:
    """Send what is owed until nothing is, or until that moment of time.monotonic(); how many the server took."""
    sent = 0
    if post.server is None or not _anything_due(database):
        return sent
    try:
        with _open(post.server) as server:
            while time.monotonic() < until and (mail := _lease(database)) is not None:
                sent += _send(database, server, post, mail)
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("The mail server cannot be used: %s", _reason(problem))
    return sent


def _anything_due(database: Database) -> bool:
    with database.transaction(SYSTEM_ACTOR) as tx:
        return tx.connection.execute(f"{DUE} LIMIT 1", (GIVE_UP,)).fetchone() is not None


def _lease(database: Database) -> Mail | None:
    """The next one, taken for a minute: nobody else sends it meanwhile, and it comes back if we die over it."""
    with database.transaction(SYSTEM_ACTOR) as tx:
        row = tx.connection.execute(
            f"""UPDATE mail SET due_at = clock_timestamp() + %s, attempts = attempts + 1
                 WHERE id = ({DUE} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING id, message_id, recipient, subject, body""",  # noqa: S608  # a constant
            (LEASE, GIVE_UP),
        ).fetchone()
    return Mail(*row) if row is not None else None


def _send(database: Database, server: smtplib.SMTP, post: Post, mail: Mail) -> bool:
    """Whether the server took it. Raises smtplib.SMTPServerDisconnected or OSError when it is gone."""
    try:
        server.send_message(_message(post, mail))
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as refused:
        _back_off(database, mail, _reason(refused))
        return False

    _stamp(database, mail)
    return True


def _message(post: Post, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = post.sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _stamp(database: Database, mail: Mail) -> None:
    with database.transaction(SYSTEM_ACTOR) as tx:
        tx.connection.execute("UPDATE mail SET sent_at = clock_timestamp(), problem = NULL WHERE id = %s", (mail.id,))


def _back_off(database: Database, mail: Mail, reason: str) -> None:
    with database.transaction(SYSTEM_ACTOR) as tx:
        row = tx.connection.execute(
            """UPDATE mail SET problem = %s,
                      due_at = clock_timestamp() + least(interval '6 hours', interval '30 seconds' * (2 ^ attempts))
                WHERE id = %s RETURNING attempts""",
            (reason, mail.id),
        ).fetchone()
    if row is not None and row[0] >= GIVE_UP:
        log.error("E-mail %s is given up: %s", mail.id, reason)


@contextmanager
def _open(server: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.tls == "always":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with connection:
        if server.tls == "start":
            connection.starttls(context=context)
        if server.user and server.password:
            connection.login(server.user, server.password)
        yield connection


def _reason(problem: Exception) -> str:
    """The kind of problem and the server's code, never its words: they repeat the address."""
    code = getattr(problem, "smtp_code", None)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__
