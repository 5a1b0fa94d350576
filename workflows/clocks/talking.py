"""The clock of a reporter who wrote: somebody answers, or says that no answer is needed (R30).

It runs also where the case is over: whoever still writes then must not be forgotten.
"""

from datetime import datetime

from engine.calendar import Elapsed, WorkingDays
from engine.definition import ByFact, Deadline, Rung, Snapshot, Text
from workflows.facts.case import CaseFacts
from workflows.facts.states import ALL
from workflows.office.roles import COORDINATOR, KADER, PUSPAGA_OFFICER, SUPERVISOR, UPTD_OFFICER

ANSWER = "answer-reporter"


def written(case: Snapshot) -> datetime | None:
    facts: CaseFacts = case.facts
    return min((one.since for one in facts.written), default=None)


ANSWER_REPORTER = Deadline(
    name=ANSWER,
    title=Text("Jawab pesan pelapor", "Answer the reporter's message"),
    rule="R30",
    basis="Kebijakan Omah Peluk (P)",
    states=ALL,
    anchor=written,
    since=Text("pesan", "the message"),
    within=ByFact("protected", {"True": Elapsed(hours=6)}, WorkingDays(1)),
    rungs=(
        Rung(
            Text("Yang menangani diingatkan", "Those who work on it are reminded"),
            percent=50,
            tell=(KADER, UPTD_OFFICER, PUSPAGA_OFFICER),
        ),
        Rung(
            Text("Eskalasi 1: koordinator", "Escalation 1: coordinator"),
            level=1,
            percent=100,
            tell=(COORDINATOR, UPTD_OFFICER, PUSPAGA_OFFICER),
        ),
        Rung(
            Text("Eskalasi 2: Dinas", "Escalation 2: Dinas"),
            level=2,
            percent=200,
            tell=(SUPERVISOR,),
            every=Elapsed(days=7),
        ),
    ),
    after_end=True,
)
