"""The registers outside: what has to be entered there about every case, and which cases still lack it (R29)."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition import Text
from workflows.office.roles import HEAD_OF_UPTD, SUPERVISOR, UPTD_OFFICER


@dataclass(frozen=True, slots=True)
class Register:
    """Cases of `workflow` that are over belong in it, but for those that ended for one of `unless`. `fact` says when a
    case was entered; `by` are those who enter it.
    """

    name: str
    title: Text
    workflow: str
    fact: str
    unless: tuple[str, ...]
    by: tuple[str, ...]


SIMFONI = Register(
    name="simfoni",
    title=Text("Belum dicatat di SIMFONI PPA", "Not yet in SIMFONI PPA"),
    workflow="omah-peluk",
    fact="simfoni_on",
    unless=("not_a_report", "merged"),
    by=(UPTD_OFFICER, HEAD_OF_UPTD, SUPERVISOR),
)
"""R29: the national recording system (Permen PPPA 2/2022)."""

REGISTERS: Mapping[str, Register] = {SIMFONI.name: SIMFONI}
