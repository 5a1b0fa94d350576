"""Every table of the database, and what happens when its owner changes, deletes, swaps or cuts off rows of it.

Either the audit catches and names it, by a test that does it to each row; or it is outside, for the reason given here.
A new table has no place here, and fails the first test.
"""

from engine.past.ledgers import LEDGERS
from tests.engine import test_seal
from tests.office import Office

CAUGHT = {
    **dict.fromkeys(test_seal.TABLES, "each column, each row: tests/engine/test_seal.py"),
    **{one.table: "each column, each row, swaps, the newest: tests/engine/test_ledgers.py" for one in LEDGERS},
}
"""Found by `omah verify` and `omah audit`: of a ledger what is older than a minute, once it is sealed."""

OUTSIDE = {
    # what is as it is now: who changed it through the system stands in `change_record`, which is sealed
    "staff": "a role that the owner writes in is not found: that no change_record tells of it, somebody has to see.",
    "house": "its place and hours are as they are now; changes made through the system are sealed in change_record.",
    "duty": "the roster is as it is now; changes made through the system are sealed in change_record.",
    "absence": "leave is as it is now; changes made through the system are sealed in change_record.",
    "agency": "how an agency is reached is as it is now; changes through the system are sealed in change_record.",
    "setting": "settings are as they are now; changes made through the system are sealed in change_record.",
    "visit": "the psychologist's days are as they are now; changes through the system are sealed in change_record.",
    "awareness_session": "no case hangs on it; changes made through the system are sealed in change_record.",
    "api_token": "a token's row is as it is now; making, allowing and ending it is sealed in change_record.",
    "feed": "an address of a calendar is as it is now; making and ending it is sealed in change_record.",
    # what repeats what is caught elsewhere, or is made anew
    "slot": "which case takes an hour stands in that case's record; a slot that is lost is seen by whoever comes.",
    "mail": "a message repeats a notice, which is caught; whether it was sent is the mail server's to say.",
    "erasure_due": "a list that is made anew every night from the cases.",
    "identity_mark": "a mark tells only that two cases are alike; the names it is made of are sealed in the records.",
    "clock": "the demo's clock; no record goes back behind the one before it.",
    "heartbeat": "signs of life of processes, overwritten every few seconds.",
    "idempotency": "answers kept for a repeated request, for a day.",
    "saved_filter": "a person's own filters; nothing is decided by them.",
    # what changes all the time and lets people in: to hold it would take a record of each request
    "session": "changes with every request; whoever writes one in looks at cases under a name, in access_record.",
    "sign_in": "what was opened through a sign-in is sealed in access_record; at what it began is not.",
    "login_delay": "changes with every failed sign-in; without it guessing is faster, and no case changes.",
    "credential": "a password's hash: one that the owner exchanges is not found, and its owner can sign in no more.",
    "second_factor": "its secret is sealed; a row that is deleted asks its person to set it up anew.",
    "recovery_code": "digests that are used up; one that the owner adds is not found.",
    "receipt": "opens a report to whoever filed it; what was filed is a record, and is caught.",
    "export_request": "what was taken away is sealed in access_record; who allowed it is not.",
    # ciphertext bound to its row by a key outside the database: what it says cannot be changed or exchanged unseen
    "clinical_note": "another author or time, or one that is deleted, is not found: whoever audits reads none.",
    "message": "its words are a record of its case, too, which is caught; one deleted before it is taken in is not.",
    "awareness_picture": "one that is deleted is not missed; that it was added is sealed in change_record.",
    "alembic_version": "which migrations ran; a wrong one stops the next start.",
}


def tables(office: Office) -> set[str]:
    rows = office.sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    return {row[0] for row in rows}


def test_every_table_is_caught_or_says_why_it_is_outside(office: Office) -> None:
    there = tables(office)

    assert there - CAUGHT.keys() - OUTSIDE.keys() == set(), "say what happens when the owner changes a row of these"
    assert (CAUGHT.keys() | OUTSIDE.keys()) - there == set(), "these are no tables any more"
    assert CAUGHT.keys() & OUTSIDE.keys() == set()
    assert all(one.endswith(".") for one in OUTSIDE.values())


def test_whatever_the_database_itself_keeps_from_change_is_caught(office: Office) -> None:
    """A table that nobody may change or delete from is one on which somebody relies. Whoever seals reads no notes."""
    rows = office.sql("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_append_only'")

    assert {row[0] for row in rows} - CAUGHT.keys() == {"clinical_note"}
