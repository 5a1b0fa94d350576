"""What is owed is told once to each person whom it concerns, and to nobody else, in words that give nothing away."""

from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from engine import outbox
from tests.engine.errand import ERRAND_FORM
from tests.office import CAST, REJOMULYO, YOSODADI, Office
from workers import effects, words
from workers.effects import relay
from workers.post import Post

DEMO = Post("surat@omah-peluk.example", server=None, wanted=True)
SILENT = Post("surat@omah-peluk.example", server=None, wanted=False)


def overdue(office: Office, hours: int = 11) -> UUID:
    """An errand whose kader is reminded after 5 hours, whose coordinator is told after 10, the supervisor after 20."""
    office.at("2026-12-01 09:00")
    case = office.open("errand", "kader", **ERRAND_FORM)
    office.later(hours=hours)
    office.sweep()
    return case


def notices(office: Office) -> list[tuple[str, str, int]]:
    rows = office.sql(
        "SELECT role, topic, level FROM notice JOIN staff ON staff.id = staff_id ORDER BY outbox_id, role, staff.id"
    )
    return [tuple(row) for row in rows]


def unpaid(office: Office) -> int:
    return int(office.sql("SELECT count(*) FROM outbox WHERE paid_at IS NULL")[0][0])


def test_each_rung_tells_its_roles_once(errands: Office) -> None:
    overdue(errands)

    assert relay(errands.worker, "w1", DEMO) == 2
    assert relay(errands.worker, "w1", DEMO) == 0

    assert notices(errands) == [("kader", "reminder", 0), ("coordinator", "escalation", 1)]
    assert unpaid(errands) == 0


def test_nobody_is_told_of_a_case_that_is_not_theirs_to_see(errands: Office) -> None:
    errands.sql("UPDATE staff SET kelurahan = %s WHERE role = 'kader'", [YOSODADI])
    overdue(errands)

    relay(errands.worker, "w1", DEMO)

    assert notices(errands) == [("coordinator", "reminder", 0), ("supervisor", "reminder", 0),
                                ("coordinator", "escalation", 1)]  # fmt: skip


@pytest.mark.parametrize("gone", ["active = false", "kelurahan = '{}'", "role = 'admin'"])
def test_where_nobody_is_on_duty_the_supervisor_is_told(errands: Office, gone: str) -> None:
    errands.sql(f"UPDATE staff SET {gone} WHERE role = 'coordinator'")
    overdue(errands)

    relay(errands.worker, "w1", DEMO)

    assert notices(errands) == [("kader", "reminder", 0), ("supervisor", "escalation", 1)]


def test_whoever_is_excluded_from_a_case_is_not_told(errands: Office) -> None:
    case = overdue(errands)
    errands.sql("UPDATE cases SET excluded = %s WHERE id = %s", [CAST["coordinator"]], case)

    relay(errands.worker, "w1", DEMO)

    assert notices(errands) == [("kader", "reminder", 0), ("supervisor", "escalation", 1)]


def test_everybody_in_the_role_gets_a_notice_and_an_e_mail_of_their_own(errands: Office) -> None:
    errands.sql(
        "INSERT INTO staff (email, name, role, kelurahan) VALUES ('kader2@omah-peluk.example', 'Dua', 'kader', %s)",
        [REJOMULYO],
    )
    overdue(errands, hours=6)

    relay(errands.worker, "w1", DEMO)

    assert notices(errands) == [("kader", "reminder", 0), ("kader", "reminder", 0)]
    mails = errands.sql("SELECT recipient, message_id FROM mail ORDER BY recipient")
    assert [recipient for recipient, _ in mails] == ["kader2@omah-peluk.example", "kader@omah-peluk.example"]
    assert len({message_id for _, message_id in mails}) == 2
    assert all(message_id.endswith("@omah-peluk.example>") for _, message_id in mails)


def test_an_escalation_is_urgent_and_a_reminder_is_not(errands: Office) -> None:
    overdue(errands)

    relay(errands.worker, "w1", DEMO)

    subjects = dict(errands.sql("SELECT recipient, subject FROM mail"))
    assert subjects == {
        "kader@omah-peluk.example": words.CALM.subject,
        "coordinator@omah-peluk.example": words.URGENT.subject,
    }


def test_an_e_mail_names_neither_matter_nor_place_nor_person(errands: Office) -> None:
    case = overdue(errands)
    number = errands.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]

    relay(errands.worker, "w1", DEMO)

    telling = {number, str(case), "kasus", "case", "errand", "korban", "kekerasan", "peluk", "puspaga", "uptd", "ppa"}
    telling |= {"rejomulyo", "metro", "siti", "nama", "kader", "http", "terlambat", "overdue", "rujukan", "anak"}
    for subject, body in errands.sql("SELECT subject, body FROM mail"):
        assert [word for word in telling if word.lower() in f"{subject}\n{body}".lower()] == []


def test_without_a_mail_server_outside_the_demo_no_e_mail_piles_up(errands: Office) -> None:
    overdue(errands)

    relay(errands.worker, "w1", SILENT)

    assert len(notices(errands)) == 2
    assert errands.sql("SELECT count(*) FROM mail") == [(0,)]


def test_a_line_that_nobody_can_be_told_of_waits_for_somebody_to_be_hired(errands: Office) -> None:
    errands.sql("UPDATE staff SET active = false")
    overdue(errands, hours=6)

    relay(errands.worker, "w1", DEMO)
    assert notices(errands) == []
    assert unpaid(errands) == 1
    errands.sql("UPDATE staff SET active = true")
    errands.sql("UPDATE outbox SET retry_at = NULL")
    relay(errands.worker, "w1", DEMO)

    assert notices(errands) == [("kader", "reminder", 0)]


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"roles": ["kader"]}, id="not understood"),
        pytest.param({"roles": ["kader"], "topic": "reminder", "level": -1}, id="refused by the database"),
    ],
)
def test_a_line_that_cannot_be_paid_holds_up_no_other_and_in_the_end_a_person_is_told(
    errands: Office, payload: dict[str, object]
) -> None:
    overdue(errands)
    spoiled = errands.sql("SELECT min(id) FROM outbox")[0][0]
    errands.sql("UPDATE outbox SET payload = %s WHERE id = %s", Jsonb(payload), spoiled)

    relay(errands.worker, "w1", DEMO)
    assert notices(errands) == [("coordinator", "escalation", 1)]
    for _ in range(outbox.GIVE_UP):
        errands.sql("UPDATE outbox SET retry_at = NULL")
        relay(errands.worker, "w1", DEMO)

    assert errands.sql("SELECT dead FROM outbox WHERE id = %s", spoiled) == [(True,)]
    assert notices(errands) == [("supervisor", effects.UNDELIVERED, 1), ("coordinator", "escalation", 1)]


def test_a_line_that_was_paid_by_a_worker_that_died_is_paid_again_without_a_second_notice(errands: Office) -> None:
    overdue(errands)
    relay(errands.worker, "w1", DEMO)

    errands.sql("UPDATE outbox SET paid_at = NULL")
    relay(errands.worker, "w2", DEMO)

    assert notices(errands) == [("kader", "reminder", 0), ("coordinator", "escalation", 1)]
    assert errands.sql("SELECT count(*) FROM mail") == [(2,)]
    assert unpaid(errands) == 0
