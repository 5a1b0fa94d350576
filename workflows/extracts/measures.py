"""What the supervisor's figures measure: how long the house takes, how far what it sends on comes, and which clocks
count as unmet when they stop."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition import Text
from workflows.facts.states import AT_PUSPAGA, AT_UPTD, CONSULTED, REFERRED, RESOLVED


@dataclass(frozen=True, slots=True)
class Measure:
    """A time in the life of a case: from its opening, or from when it first enters the state `since`, to the first of
    the acts or entered states after it."""

    name: str
    title: Text
    since: str | None = None
    acts: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


MEASURES: tuple[Measure, ...] = (
    Measure(
        "acknowledge",
        Text("Laporan sampai dibuka", "Report until acknowledged"),
        acts=("acknowledge", "consult"),
        states=(CONSULTED, *REFERRED),
    ),
    Measure("consult", Text("Laporan sampai konsultasi", "Report until consulted"), acts=("consult",)),
    Measure(
        "decide",
        Text("Konsultasi sampai keputusan", "Consultation until decided"),
        since=CONSULTED,
        states=(RESOLVED, AT_PUSPAGA, AT_UPTD),
    ),
)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far the cases of a workflow come through its states, told apart by a closed fact."""

    workflow: str
    by: str


FUNNELS: tuple[Funnel, ...] = (Funnel("referral", by="receiver"),)

UNMET: Mapping[str, str] = {"police": "no_complaint"}
"""Clocks that a fact stops without meeting them: figures count these as unmet (R03)."""
