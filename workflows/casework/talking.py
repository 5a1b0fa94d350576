"""What the reporter and the house write to each other under the receipt: to whom, by whom, and until when (R30).

    the reporter writes ── message-arrived ──▶ it waits ── write-to-reporter, or heed-message ──▶ it does not
                                                 └── nobody does: `clocks.talking` tells, also where the case is over

What they write is private, as every note is; here stands only that somebody wrote and waits for an answer.
"""

from collections.abc import Mapping
from typing import Any

from engine.definition import Refusal, Situation, Text, guard
from workflows.casework.ending import open_referrals
from workflows.facts.case import CaseFacts, Written
from workflows.facts.sight import nobodys
from workflows.forms.talking import MessageFromReporter, MessageToReporter
from workflows.office.roles import PUSPAGA_OFFICER, UPTD_OFFICER

TAKE_IN, WRITE, HEED = "message-arrived", "write-to-reporter", "heed-message"
POLICY = "Kebijakan Omah Peluk (P)"
HOUSE_OF: Mapping[str, str] = {UPTD_OFFICER: "UPTD", PUSPAGA_OFFICER: "PUSPAGA"}


@guard("R30", reads=("holds_receipt", "reporters"), moot=True)
def somebody_holds_a_code(situation: Situation) -> Refusal | None:
    """R30. Only who reported on the public pages comes back to read."""
    facts: CaseFacts = situation.facts
    if facts.holds_receipt or facts.reporters:
        return None
    return Refusal(
        rule="R30",
        code="NO_CODE",
        reason=Text(
            "Pelapor tidak memegang kode tanda terima: tidak ada yang akan membaca pesan ini.",
            "The reporter holds no receipt code: nobody would read this message.",
        ),
        basis=POLICY,
        lifted_by=Text("Hubungi melalui kontak amannya.", "Use the safe contact."),
    )


@guard("R30", reads=("holds_receipt", "reporters"), needs_form=True)
def names_one_reporter(situation: Situation) -> Refusal | None:
    """R30. What is meant for one reporter is read by no other: after a merger it is said for whom it is."""
    form: MessageToReporter = situation.form
    known = reachable(situation.facts)
    if not known or form.report in known:
        return None
    return Refusal(
        rule="R30",
        code="WHICH_REPORTER",
        reason=Text(
            "Di kasus ini tidak ada pelapor dengan kode dari laporan itu.",
            "No reporter of this case holds a code of that report.",
        ),
        basis=POLICY,
        lifted_by=Text("Pilih pelapor dari daftar.", "Choose a reporter of the list."),
    )


@guard("R23", reads=("withheld", "house", "kelurahan"))
def works_on_it_now(situation: Situation) -> Refusal | None:
    """R23. An agency talks with the reporter while the case is with it; the house always does, for it is through the
    house that people are reached."""
    house = HOUSE_OF.get(situation.actor.role)
    if house is None or any(one.facts.receiver == house for one in open_referrals(situation.case)):
        return None
    if house == "UPTD" and nobodys(situation.facts):
        return None
    return Refusal(
        rule="R23",
        code="NOT_WITH_YOU",
        reason=Text("Kasus ini tidak sedang ditangani lembaga Anda.", "This case is not with your agency now."),
        basis=POLICY,
        lifted_by=Text("Rujukan kepada lembaga Anda masih berjalan.", "A referral to your agency is open."),
    )


@guard("R30", reads=("written",), moot=True)
def somebody_wrote(situation: Situation) -> Refusal | None:
    """R30. There is a message that waits."""
    facts: CaseFacts = situation.facts
    if facts.written:
        return None
    return Refusal(
        rule="R30",
        code="NO_MESSAGE",
        reason=Text("Tidak ada pesan pelapor yang menunggu.", "No message of a reporter is waiting."),
        basis=POLICY,
    )


@guard("R30", reads=("written",))
def nobody_waits(situation: Situation) -> Refusal | None:
    """R30. Nothing ends, and nothing is erased, over a message that nobody has answered."""
    facts: CaseFacts = situation.facts
    if not facts.written:
        return None
    return Refusal(
        rule="R30",
        code="MESSAGE_WAITS",
        reason=Text("Ada pesan pelapor yang belum dijawab.", "A message of the reporter is not answered yet."),
        basis=POLICY,
        lifted_by=Text("Balas, atau catat bahwa tidak perlu dijawab.", "Answer it, or record that it needs no answer."),
    )


def reachable(facts: CaseFacts) -> tuple[str | None, ...]:
    """The reports whose reporters can be written to; None is the case's own."""
    return (*((None,) if facts.holds_receipt else ()), *facts.reporters)


def arriving(situation: Situation) -> Mapping[str, Any]:
    """Who has written before still waits since then."""
    form: MessageFromReporter = situation.form
    facts: CaseFacts = situation.facts
    if any(one.report == form.report for one in facts.written):
        return {}
    since = min(form.written_at, situation.now)
    return {"written": (*facts.written, Written(report=form.report, since=since))}


def writing(situation: Situation) -> Mapping[str, Any]:
    form: MessageToReporter = situation.form
    facts: CaseFacts = situation.facts
    return {"written": tuple(one for one in facts.written if one.report != form.report)}


def heeding(_situation: Situation) -> Mapping[str, Any]:
    return {"written": ()}
