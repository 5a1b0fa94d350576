"""What people take it into their heads to do: mostly something sensible on the case before them, sometimes anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from engine import commands
from engine.commands import Also, Done
from engine.composition import registration
from engine.decision import standing
from engine.definition import SYSTEM, Actor, Snapshot, Transition
from engine.registry import Registry
from engine.runtime import Engine
from tests.office import CAST, REJOMULYO, YOSODADI, person
from tests.simulation.forms import filled_in
from tests.simulation.keeping import years_of
from tests.simulation.temper import Temper
from workflows.office.roles import REPORTER

PLACES = (REJOMULYO, YOSODADI)
PLACED = ("kader", "coordinator")
TALK = ("message-arrived", "write-to-reporter", "heed-message")
YEAR = timedelta(days=366)


def member(role: str, place: str) -> Actor:
    """Houses have staff of their own; every other role is one person for the whole city."""
    return person(f"{role}@{place}" if role in PLACED and place != REJOMULYO else role)


DEPUTY = person(f"supervisor@{YOSODADI}")
"""What takes two supervisors needs two."""
STAFF = (*(person(role) for role in CAST), *(member(role, YOSODADI) for role in PLACED), DEPUTY)


@dataclass(frozen=True, slots=True)
class Wish:
    """One act of one person. `seen` is the version of the page that lies before them, None for somebody who looks not.

    `key`: repeated requests carry it, so that the act is done once.
    """

    actor: Actor
    verb: str
    act: str
    case: UUID | None
    form: Mapping[str, Any]
    number: int = 0
    seen: int | None = None
    key: str | None = None

    def do(self, engine: Engine, also: Also | None) -> Done:
        """The engine's command. Raises as that does."""
        if self.case is None:
            return commands.open_case(engine, self.actor, self.act, self.form, also=also)
        if self.verb == "step":
            return commands.advance(engine, self.actor, self.case, self.act, self.form, seen=self.seen, also=also)
        if self.verb == "reject":
            return commands.reject(engine, self.actor, self.case, self.number, "Belum.", seen=self.seen, also=also)
        decide = commands.approve if self.verb == "approve" else commands.withdraw
        return decide(engine, self.actor, self.case, self.number, seen=self.seen, also=also)

    def __str__(self) -> str:
        elsewhere = " of Yosodadi" if self.actor.role in PLACED else "'s deputy"
        who = f"{self.actor.role}{'' if self.actor.id in CAST.values() else elsewhere}"
        page = "" if self.seen is None else f" on version {self.seen}"
        return f"{who}: {self.verb} {self.act} {str(self.case or '')[:8]}{page}"


@dataclass(slots=True)
class Crowd:
    """The people. `version` tells what stands on a fresh page of a case, `known` which cases there are, and the year of
    each.
    """

    registry: Registry
    chance: Random
    version: Callable[[UUID], int]
    known: Callable[[], Mapping[UUID, int]]
    temper: Temper
    _pages: dict[tuple[UUID, UUID], int] = field(default_factory=dict)

    def report(self, workflow: str, now: datetime) -> Wish:
        """Somebody comes with a new case; now and then it is somebody who may not."""
        declared = self.registry.get(workflow).workflow
        role = self.chance.choice([one for one in declared.opened_by if one in CAST or one == REPORTER])
        place = self.chance.choice(PLACES)
        actor = Actor(None, REPORTER) if role == REPORTER else member(role, place)
        actor = actor if self.chance.random() < 0.97 else self._any()
        form = filled_in(declared.opening, self.chance, now)
        return Wish(actor, "open", workflow, None, form, key=self._key(actor))

    def wish(self, case: Snapshot, root: UUID, now: datetime) -> Wish:
        """What somebody does to a case as they believe it to be."""
        pending = case.pending
        if pending is not None and self.chance.random() < max(0.4, 2 * self.temper.merging):
            return self._on_proposal(case, root)
        transition, sensible = self._transition(case, now)
        name = transition.name if self.chance.random() < 0.995 else "no-such-step"
        actor = sensible or self._somebody(transition.by, case)
        form = self._of_another(transition, filled_in(transition.form, self.chance, now))
        if transition.erases:
            form = {**form, "kept_years": years_of(case.facts.end_reason)}  # told by the office
        return Wish(actor, "step", name, case.id, form, seen=self._seen(actor, root), key=self._key(actor))

    def _of_another(self, transition: Transition, form: dict[str, Any]) -> dict[str, Any]:
        """Where a step changes another case, too: one that there is, and now and then the case itself, or none."""
        known = self.known()
        if transition.joins is None or transition.joins.field not in form or self.chance.random() < 0.05:
            return form
        other = self.chance.choice(sorted(known))
        return {**form, transition.joins.field: registration(other, known[other])}

    def _on_proposal(self, case: Snapshot, root: UUID) -> Wish:
        pending = case.pending
        assert pending is not None
        transition = self.registry.get(case.workflow).workflow.find(pending.transition)
        by = transition.four_eyes.by if transition is not None and transition.four_eyes is not None else ()
        verb = self.chance.choice(("approve", "approve", "approve", "reject", "withdraw"))
        actor = self._somebody(by, case)
        if verb == "withdraw" and self.chance.random() < 0.8:
            actor = self._known(pending.by, case)
        elif self.chance.random() < 0.1:
            # The proposer, under another hat: nobody's second person is oneself.
            actor = Actor(pending.by, actor.role, actor.audience)
        number = pending.number if self.chance.random() < 0.97 else pending.number + 1
        seen = self._seen(actor, root)
        return Wish(actor, verb, pending.transition, case.id, {}, number, seen, self._key(actor))

    def _transition(self, case: Snapshot, now: datetime) -> tuple[Transition, Actor | None]:
        """A step that leaves the case's state, rather one that nothing forbids; or any at all."""
        compiled = self.registry.get(case.workflow)
        every = compiled.workflow.transitions
        leaving = [one for one in every if case.state in one.sources and one.by != (SYSTEM,)]
        if not leaving or self.chance.random() < 0.1:
            return self.chance.choice(every), None
        erasing = [one for one in leaving if one.erases]
        if erasing and case.ended_at is not None and now - case.ended_at > YEAR and self.chance.random() < 0.5:
            return erasing[0], None
        joining = [one for one in leaving if one.joins is not None]
        if joining and self.chance.random() < self.temper.merging:
            return joining[0], None
        if self.chance.random() < self.temper.talking and (talk := [one for one in leaving if one.name in TALK]):
            return self.chance.choice(talk), None
        ending = [one for one in leaving if one.ends]
        if ending and self.temper.ending and self.chance.random() < self.temper.ending:
            return self.chance.choice(ending), None
        for _ in range(3):
            moving = [one for one in leaving if one.target is not None]
            transition = self.chance.choice(moving if moving and self.chance.random() < 0.5 else leaving)
            actor = self._somebody(transition.by, case)
            if not standing(compiled, case, transition, actor, now):
                return transition, actor
        return transition, None

    def _somebody(self, roles: tuple[str, ...], case: Snapshot) -> Actor:
        if REPORTER in roles:
            return Actor(None, REPORTER, case.audience)
        able = [role for role in roles if role in CAST]
        if not able or self.chance.random() < 0.06:
            return self._any()
        role = self.chance.choice(able)
        place = next((group for group in sorted(case.audience) if group.startswith("kelurahan/")), "")
        if role == DEPUTY.role and self.chance.random() < 0.5:
            return DEPUTY
        return member(role, place.removeprefix("kelurahan/") or REJOMULYO)

    def _any(self) -> Actor:
        return member(self.chance.choice(sorted(CAST)), self.chance.choice(PLACES))

    def _known(self, who: UUID | None, case: Snapshot) -> Actor:
        return next((one for one in STAFF if one.id == who), None) or self._somebody((), case)

    def look(self, actor: Actor, root: UUID) -> None:
        """The page that lies before somebody from now on."""
        if actor.id is not None:
            self._pages[actor.id, root] = self.version(root)

    def _seen(self, actor: Actor, root: UUID) -> int | None:
        """No page, a fresh one, or the one that lay there since."""
        draw = self.chance.random()
        if draw < 0.4 or actor.id is None:
            return None
        if draw < 0.8:
            self.look(actor, root)
        return self._pages.get((actor.id, root), self.version(root))

    def _key(self, actor: Actor) -> str | None:
        """Reporters stay nobody: what they send again is told by its words, not by who they are."""
        return f"{self.chance.getrandbits(64):x}" if self.chance.random() < 0.3 and actor.id is not None else None
