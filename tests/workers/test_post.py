"""An e-mail leaves at least once under one Message-ID; a server that refuses or is away loses none."""

import time
from pathlib import Path

import pytest

from engine.settings import Settings
from tests.office import Office
from tests.workers.mailbox import Mailbox
from tests.workers.test_effects import DEMO, overdue
from workers import post
from workers.effects import relay
from workers.post import Post, Server

NOWHERE = Server("127.0.0.1", 1, "none")


def to(box: Mailbox) -> Post:
    return Post("surat@omah-peluk.example", Server.at(box.url, private=False), wanted=True)


def unsent(office: Office) -> list[str]:
    return [row[0] for row in office.sql("SELECT recipient FROM mail WHERE sent_at IS NULL ORDER BY recipient")]


def deliver_again(office: Office, post_office: Post) -> int:
    """As after any back-off or lease has run out."""
    office.sql("UPDATE mail SET due_at = clock_timestamp() WHERE sent_at IS NULL")
    return post.deliver(office.worker.database, post_office, time.monotonic() + 10)


def test_an_e_mail_arrives_once_with_its_lasting_id(errands: Office, box: Mailbox) -> None:
    overdue(errands)

    relay(errands.worker, "w1", to(box))
    relay(errands.worker, "w1", to(box))

    assert sorted(box.ids) == sorted(row[0] for row in errands.sql("SELECT message_id FROM mail"))
    assert [str(message["To"]) for message in box.messages] == [
        "kader@omah-peluk.example",
        "coordinator@omah-peluk.example",
    ]
    assert all(message["From"] == "surat@omah-peluk.example" for message in box.messages)
    assert all(message["Auto-Submitted"] == "auto-generated" for message in box.messages)
    assert unsent(errands) == []


def test_the_demo_sends_nothing_and_keeps_what_it_would_have_sent(errands: Office) -> None:
    overdue(errands)

    relay(errands.worker, "w1", DEMO)

    assert unsent(errands) == ["coordinator@omah-peluk.example", "kader@omah-peluk.example"]


def test_an_address_that_the_server_refuses_holds_up_no_other(errands: Office, box: Mailbox) -> None:
    overdue(errands)
    box.refuses = frozenset({"kader@omah-peluk.example"})

    relay(errands.worker, "w1", to(box))

    assert [str(message["To"]) for message in box.messages] == ["coordinator@omah-peluk.example"]
    assert errands.sql("SELECT attempts, problem FROM mail WHERE sent_at IS NULL") == [(1, "SMTPRecipientsRefused")]


def test_an_address_that_is_always_refused_is_given_up(
    errands: Office, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    overdue(errands, hours=6)
    box.refuses = frozenset({"kader@omah-peluk.example"})
    relay(errands.worker, "w1", to(box))

    for _ in range(post.GIVE_UP + 3):
        deliver_again(errands, to(box))

    assert errands.sql("SELECT attempts FROM mail") == [(post.GIVE_UP,)]
    assert "is given up" in caplog.text
    assert "kader@" not in caplog.text


def test_a_mail_server_that_is_away_for_long_loses_nothing(errands: Office, box: Mailbox) -> None:
    overdue(errands)
    away = Post("surat@omah-peluk.example", NOWHERE, wanted=True)
    relay(errands.worker, "w1", away)
    for _ in range(post.GIVE_UP + 3):
        deliver_again(errands, away)

    assert deliver_again(errands, to(box)) == 2

    assert len(box.messages) == 2


def test_a_connection_that_breaks_after_the_message_brings_it_again_under_the_same_id(
    errands: Office, box: Mailbox
) -> None:
    overdue(errands, hours=6)
    box.hangs_up = True
    relay(errands.worker, "w1", to(box))
    assert unsent(errands) == ["kader@omah-peluk.example"]

    box.hangs_up = False
    deliver_again(errands, to(box))

    assert len(box.ids) == 2
    assert len(set(box.ids)) == 1
    assert unsent(errands) == []


def test_nobody_else_sends_what_is_leased(errands: Office, box: Mailbox) -> None:
    overdue(errands, hours=6)
    relay(errands.worker, "w1", DEMO)
    assert post._lease(errands.worker.database) is not None

    sent = post.deliver(errands.worker.database, to(box), time.monotonic() + 10)

    assert sent == 0
    assert box.messages == []


@pytest.mark.parametrize(
    ("url", "private", "expected"),
    [
        ("smtp://127.0.0.1:2525", False, Server("127.0.0.1", 2525, "none")),
        ("smtp://localhost", False, Server("localhost", 25, "none")),
        ("smtp://mail.example", False, Server("mail.example", 587, "start")),
        ("smtp://mail", True, Server("mail", 25, "none")),
        ("smtps://a%40b:c%2Fd@mail.example", False, Server("mail.example", 465, "always", "a@b", "c/d")),
    ],
)
def test_what_leaves_the_machine_is_encrypted_unless_the_network_is_private(
    url: str, private: bool, expected: Server
) -> None:
    assert Server.at(url, private=private) == expected


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example:25", "smtp://", "smtp://mail.example:mail"])
def test_an_address_that_is_no_mail_servers_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(SystemExit, match="SMTP_URL is not understood"):
        Server.at(url, private=False)


@pytest.mark.parametrize(
    ("smtp_url", "demo", "wanted"),
    [(None, False, False), (None, True, True), ("smtp://mail.example", False, True)],
)
def test_e_mails_are_written_where_somebody_reads_them(smtp_url: str | None, demo: bool, wanted: bool) -> None:
    settings = Settings("postgresql:///", None, Path(), Path(), smtp_url=smtp_url, demo=demo)

    assert Post.of(settings).wanted is wanted
