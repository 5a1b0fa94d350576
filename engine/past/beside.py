"""A case beside its history: whether each of its columns, and each of its clocks, is what the records left behind.

Not compared, since no record tells them: `writes` (a counter that only guards against races) and, of a clock, how often
it failed. Ciphertext is opened and compared by `engine.secrets.confidences`.

Long because every column of a case and of a clock has its line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.composition import registration
from engine.definition import Workflow
from engine.errors import NotFound
from engine.past.finding import Finding, found
from engine.past.replay import FIRED, Body, Fold, Rung
from engine.past.stored import Case, Clock
from engine.registry import Registry


@dataclass(slots=True)
class Kin:
    """A family, or a case of one. `whole`: all of the family is here, so that one case tells of another."""

    cases: dict[UUID, Case]
    whole: bool
    folds: dict[UUID, Fold | None] = field(default_factory=dict)
    _causes: dict[tuple[str, int], Body] = field(default_factory=dict)
    _births: dict[str, tuple[str, int]] = field(default_factory=dict)

    def remember(self, body: Body) -> None:
        if body["effective_at"] is not None or body["cause"] is not None:
            self._causes[(body["case"], body["seq"])] = body
        for child in body["children"]:
            self._births[child] = (body["case"], body["seq"])

    def birth(self, case: Case) -> tuple[str, int] | None:
        """The record that says that it opened this case."""
        return self._births.get(case.id.hex)

    def moment(self, body: Body) -> str:
        """For when a record was decided: when its deadline was due, or for when the record it follows from was."""
        while body["effective_at"] is None and body["cause"] is not None:
            earlier = self._causes.get((body["cause"][0], body["cause"][1]))
            if earlier is None:
                break
            body = earlier
        at: str = body["effective_at"] or body["at"]
        return at


def workflow_of(registry: Registry, body: Body) -> Workflow | None:
    """The definition by which a record was written, where it is at hand."""
    try:
        compiled = registry.of(body["workflow"], body["definition"])
    except NotFound:
        return None
    return compiled.workflow if compiled.version == body["definition"] else None


def beside(case: Case, folded: Fold, clocks: Iterable[Clock], kin: Kin, registry: Registry) -> Finding | None:
    """The first thing in which a case differs from its history, which itself holds."""
    body, last = folded.body, folded.body["seq"]
    if last != case.seq:
        return found(case.id, case.number, last, "cut_off", last=case.seq, kept=last)
    if body["to"] != case.state:
        return found(case.id, case.number, last, "state_differs", state=case.state, replayed=body["to"])
    if folded.facts != case.facts:
        names = sorted(name for name in {*folded.facts, *case.facts} if folded.facts.get(name) != case.facts.get(name))
        return found(case.id, case.number, last, "facts_differ", names=", ".join(names))
    if folded.first["sealed"] is not None and not case.has_private:
        return found(case.id, case.number, last, "private_missing")
    differing = _differing(_columns(case, folded, kin, registry))
    if differing:
        return found(case.id, case.number, last, "case_differs", names=differing)
    return _clocks(case, folded, clocks)


Judged = dict[str, bool]
"""Which columns agree with what the records say."""


def _differing(judged: Judged) -> str:
    return ", ".join(name for name, agrees in judged.items() if not agrees) if False in judged.values() else ""


def _columns(case: Case, folded: Fold, kin: Kin, registry: Registry) -> Judged:
    body = folded.body
    return {
        "workflow": case.workflow == body["workflow"],
        "definition": case.definition == body["definition"],
        "owner": (case.owner.hex if case.owner is not None else None) == body["owner"],
        "audience": sorted(case.audience) == body["audience"],
        "ended_at": case.ended_at == _moment(body["ended"]),
        "last_at": case.last_at == _moment(body["at"]),
        "pending": _pending_agrees(case.pending, folded),
        "region": _region_agrees(case.region, folded, registry),
        **_beginnings(case, folded, kin),
        **(_family(case, folded, kin) if kin.whole else {}),
    }


def _beginnings(case: Case, folded: Fold, kin: Kin) -> Judged:
    first, entered, body = folded.first, folded.entered, folded.body
    judged = {}
    if case.parent_id is None:
        judged["excluded"] = sorted(one.hex for one in case.excluded) == body.get("excluded", [])
        judged["root_id"] = case.root_id == case.id
        judged["parent_id"] = first["cause"] is None
        judged["number"] = case.number == registration(case.id, _year(first))
    else:
        judged["parent_id"] = first["cause"] is not None and first["cause"][0] == case.parent_id.hex
    if kin.whole or first["cause"] is None:
        judged["opened_at"] = _agrees(case.opened_at, kin.moment(first), first["at"], None)
    if entered is not None and (kin.whole or entered.body["cause"] is None):
        moment = kin.moment(entered.body)
        judged["entered_at"] = _agrees(case.entered_at, moment, entered.body["at"], entered.before)
    return judged


def _family(case: Case, folded: Fold, kin: Kin) -> Judged:
    """What one case tells of another, as far as the other's history holds."""
    if case.parent_id is not None:
        return _child(case, folded, kin, case.parent_id)
    family = kin.folds.values()
    whole = [one for one in family if one is not None]
    if len(whole) < len(kin.cases):
        return {}
    over = [clock["breach"] for one in whole for clock in one.body["clocks"]]
    return {
        "version": case.version == max(one.body["version"] for one in whole),
        "breach_at": case.breach_at == _moment(min(over, default=None)),
    }


def _child(case: Case, folded: Fold, kin: Kin, parent_id: UUID) -> Judged:
    parent, cause = kin.cases.get(parent_id), folded.first["cause"]
    stem, _, count = case.number.rpartition("/")
    judged = {
        "root_id": parent is not None and case.root_id == parent.root_id,
        "excluded": parent is not None and sorted(case.excluded) == sorted(parent.excluded),
        "number": parent is not None and stem == parent.number and count.isdecimal(),
        "breach_at": case.breach_at is None,
    }
    if kin.folds.get(parent_id) is not None and (cause is None or kin.birth(case) != (cause[0], cause[1])):
        judged["parent_id"] = False
    return judged


def _region_agrees(region: str | None, folded: Fold, registry: Registry) -> bool:
    """By the workflow as it is now, if it still is: where a case is listed follows from its facts."""
    try:
        workflow = registry.get(folded.body["workflow"]).workflow
    except NotFound:
        return True
    if workflow.region is None:
        return region is None
    return region == workflow.region(workflow.facts.model_construct(**folded.facts))


def _pending_agrees(pending: dict[str, Any] | None, folded: Fold) -> bool:
    number, proposal = folded.body["pending"], folded.proposal
    if pending is None or number is None or proposal is None:
        return pending is None and number is None
    said = proposal.body
    return (
        pending.keys() == {"number", "transition", "by", "at", "reads"}
        and pending["number"] == number == said["seq"]
        and pending["transition"] == said["act"]
        and (pending["by"] or "").replace("-", "") == (said["actor"] or "")
        and pending["reads"] == said["read"]
        and _agrees(datetime.fromisoformat(pending["at"]), said["at"], said["at"], proposal.before)
    )


def _clocks(case: Case, folded: Fold, clocks: Iterable[Clock]) -> Finding | None:
    """Each clock against the record that armed it, and against the one that met it."""
    said = {(one.clock["name"], one.armed_seq): one for one in (*folded.met, *folded.running.values())}
    root = case.root_id.bytes
    for clock in clocks:
        rung = said.pop((clock.name, clock.armed_seq), None)
        if rung is None:
            return found(case.id, case.number, clock.armed_seq, "clock_added", name=clock.name)
        differing = _clock(root, clock, rung)
        if differing:
            return found(case.id, case.number, clock.armed_seq, "clock_differs", name=clock.name, names=differing)
        if clock.silenced:
            return found(case.id, case.number, clock.armed_seq, "clock_silenced", name=clock.name)
    for name, armed_seq in sorted(said):
        return found(case.id, case.number, armed_seq, "clock_missing", name=name)
    return None


def _clock(root: bytes, clock: Clock, rung: Rung) -> str:
    """The names of the columns that are not as the records say. Compared as tuples, since there is a clock a record."""
    said, met = rung.clock, rung.met_by
    moment = datetime.fromisoformat
    stands = (
        clock.root_id,
        clock.rung,
        clock.level,
        clock.anchor_at,
        clock.due_at,
        clock.breach_at,
        clock.status,
        clock.fired_at is not None,
        clock.course or _NONE,
    )
    told = (
        root,
        said["rung"],
        rung.level if rung.level is not None else clock.level,
        moment(said["anchor"]),
        moment(said["due"]),
        moment(said["breach"]),
        rung.status,
        rung.status == FIRED,
        {name: said[name] for name in said.keys() - _MOMENTS} if len(said) > len(_MOMENTS) else _NONE,
    )
    differing = [] if stands == told else [name for name, a, b in zip(_NAMED, stands, told, strict=True) if a != b]
    if rung.status == FIRED and met is not None and clock.fired_at is not None:
        at = met.body["at"]
        if clock.id != met.body["deadline"]["id"]:
            differing.append("id")
        if not _agrees(clock.fired_at, at, at, met.before):
            differing.append("fired_at")
    return ", ".join(differing)


_NAMED = ("root_id", "rung", "level", "anchor_at", "due_at", "breach_at", "status", "fired_at", "course")
_NONE: dict[str, Any] = {}
_MOMENTS = frozenset({"name", "rung", "anchor", "due", "breach"})


def _agrees(stored: datetime, said: str, at: str, before: str | None) -> bool:
    """Whether a moment is the one that a record tells.

    A record is never before the one before it: where the machine's clock went back, what was stored is the earlier.
    """
    moment = _moment(said)
    return stored == moment or (said == at == before and moment is not None and stored < moment)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _year(body: Body) -> int:
    return datetime.fromisoformat(body["at"]).year
