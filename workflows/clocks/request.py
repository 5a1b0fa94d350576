"""The clock of a request: 72 calendar hours from when it was made (UU PDP art. 30, 40, 41)."""

from datetime import datetime

from engine.calendar import Elapsed
from engine.definition import Deadline, Rung, Snapshot, Text
from workflows.casework.requesting import PDP_30_40_41
from workflows.facts.request import RequestFacts
from workflows.office.roles import COORDINATOR, KADER, PUSPAGA_OFFICER, SUPERVISOR, UPTD_OFFICER

REQUEST_HOURS = 72
_REMINDER = Text("Semua yang memegang data diingatkan", "Everybody who holds the data is reminded")


def asked(case: Snapshot) -> datetime:
    facts: RequestFacts = case.facts
    return facts.asked_at


REQUEST_CLOCKS = (
    Deadline(
        name="answer-request",
        title=Text("Penuhi atau tolak permintaan dalam 3×24 jam", "Fulfil or refuse the request within 3×24 hours"),
        rule="R26",
        basis=PDP_30_40_41,
        states=("received",),
        anchor=asked,
        since=Text("permintaan", "the request"),
        within=Elapsed(hours=REQUEST_HOURS),
        rungs=(
            Rung(_REMINDER, after=Elapsed(hours=24), tell=(KADER, COORDINATOR, UPTD_OFFICER, PUSPAGA_OFFICER)),
            Rung(_REMINDER, after=Elapsed(hours=48), tell=(KADER, COORDINATOR, UPTD_OFFICER, PUSPAGA_OFFICER)),
            Rung(
                Text("Koordinator dan penyelia diberi tahu", "Coordinator and supervisor are told"),
                level=1,
                percent=100,
                tell=(COORDINATOR, SUPERVISOR),
                every=Elapsed(days=7),
            ),
        ),
        statutory=True,
    ),
)
