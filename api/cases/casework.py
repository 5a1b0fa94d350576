"""One case, as somebody looks at it or acts on it: read, written down as looked at, and put into words.

The routes are thin because this is here; what a case *is* stays the engine's business.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Response

from api.cases import barred, colleagues, likeness, links, others, proposals, slots, views
from api.cases.views import Beside, Json, Lens
from api.desk import Desk
from api.errors import Blocked, NotFresh, Outdated
from api.office import agencies, breaches, keeping
from api.replay import Answer, Request, once
from api.security import accounts, looks, reasons, unmasking
from api.talk import handing
from api.talk import sight as conversing
from api.words import role_words
from engine import calendars, commands, pausing, reading
from engine.commands import Done
from engine.database import Tx
from engine.definition import Text, Workflow
from engine.errors import NotFound, Refused, Stale
from engine.reading import View
from engine.registry import Registry
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed
from engine.versions import crossing

MINIMAL = "return=minimal"

Also = Callable[[Tx, Done], None]
Command = Callable[[Also], Done]


def look(desk: Desk, case_id: UUID) -> Json:
    """The page of a case, on record before it is shown. Raises NotFound and Unrecorded."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return page(desk, tx, case_id)


def page(desk: Desk, tx: Tx, case_id: UUID) -> Json:
    """The same, inside a transaction that is open: after a step it shows what the step has made."""
    view = find(desk, tx, case_id)
    looks.at_case(tx, case_id)
    lens = replace(lens_of(desk, tx, view.now), alike=likeness.candidates(tx, case_id))
    waiting, shown = proposals.shown(desk, lens, tx, view), unmasking.sight_of(tx, view, desk.actor)
    kept = keeping.of_case(tx, view)
    talk = conversing.on_page(tx, view, desk.actor)
    named = tuple(links.links(tx, view.member.compiled.workflow, view.snapshot.facts))
    beside = Beside(_private(desk, tx, view), _visited(tx, case_id), waiting, shown, kept, named, talk)
    return views.detail(lens, view, beside)


def find(desk: Desk, tx: Tx, case_id: UUID) -> View:
    """Raises NotFound for a case that is not there, or not this person's to see."""
    view = reading.case(tx, desk.engine.registry, case_id)
    if view is None:
        raise NotFound
    return view


def lens_of(desk: Desk, tx: Tx, now: Any) -> Lens:
    staff = colleagues.active(tx.connection)
    free = slots.open_ones(tx.connection, desk.actor)
    return Lens(desk.engine.registry, desk.actor, accounts.names(tx.connection), now, staff, free)


def act(
    desk: Desk, case_id: UUID, key: str | None, line: str, body: Any, command: Command, *, brief: bool = False
) -> Response[Any]:
    """Do what was asked, once for a key, and answer with the page as it is then, or with where a proposal waits.

    `brief`: with the new version alone, for whoever looks at no page (`Prefer: return=minimal`, RFC 7240).
    """

    def answer(tx: Tx, done: Done) -> Answer:
        if done.proposal is not None:
            where = f"/api/cases/{case_id}/proposals/{done.proposal}"
            return Answer(202, {"proposal": {"number": done.proposal}}, {"location": where, **etag(done.version)})
        if brief:
            looks.at_case(tx, case_id, last=key is None)  # else the answer is kept after it
            told = {"id": str(case_id), "version": done.version}
            return Answer(200, {"case": told}, {"preference-applied": MINIMAL, **etag(done.version)})
        return Answer(200, {"case": _left(desk, tx, case_id)}, etag(done.version))

    def run(keep: Callable[[Tx, Answer], None]) -> Answer:
        made: list[Answer] = []

        def also(tx: Tx, done: Done) -> None:
            made.append(answer(tx, done))
            keep(tx, made[-1])

        try:
            command(also)
        except (Stale, Refused) as error:
            raise _explained(desk, error, case_id) from None
        return made[-1]

    return once(desk.engine.database, Request(desk.actor, key, line, body), run)


def advance(desk: Desk, case_id: UUID, step: str, form: Json, seen: int | None, also: Also) -> Done:
    """Take a step. Whomever its form names is looked up when the step is made: before, there may be other reasons."""

    def with_people_of_here(tx: Tx, done: Done) -> None:
        _insist_on_freshness(desk, tx, case_id, step)
        colleagues.insist(desk.engine.registry, tx, case_id, step, form)
        others.insist(desk.engine.registry, tx, case_id, step, form)
        barred.insist(desk.engine.registry, desk.engine.keys, tx, case_id, step, form)
        slots.insist(desk.engine.registry, tx, step, case_id)
        keeping.insist(tx, step, case_id)
        handing.keep(tx, desk.engine.keys, case_id, step, form)
        breaches.keep(tx, desk.engine.registry, case_id, step, told)
        also(tx, done)

    told = slots.told(desk.engine, desk.actor, case_id, step, agencies.told(desk.engine, desk.actor, step, form))
    told = breaches.told(desk.engine, desk.actor, case_id, step, keeping.told(desk, case_id, step, told))
    return commands.advance(desk.engine, desk.actor, case_id, step, told, seen=seen, also=with_people_of_here)


def approve(desk: Desk, case_id: UUID, number: int, seen: int | None, also: Also) -> Done:
    """The second person's yes: she has shown again who she is where the first person had to."""

    def with_freshness(tx: Tx, done: Done) -> None:
        row = tx.connection.execute(APPROVED, (case_id,)).fetchone()
        step = row[0] if row is not None else ""
        _insist_on_freshness(desk, tx, case_id, step)
        slots.insist(desk.engine.registry, tx, step, case_id)
        keeping.insist(tx, step, case_id)
        also(tx, done)

    done = commands.approve(desk.engine, desk.actor, case_id, number, seen=seen, also=with_freshness)
    keeping.erase_what_is_owed(desk.engine)
    return done


APPROVED = "SELECT act FROM history WHERE case_id = %s AND kind = 'approved' ORDER BY seq DESC LIMIT 1"


def _insist_on_freshness(desk: Desk, tx: Tx, case_id: UUID, step: str) -> None:
    """Raises NotFresh: nothing of the step is kept then."""
    if desk.somebody.fresh:
        return
    view = reading.case(tx, desk.engine.registry, case_id)
    taken = view.member.compiled.workflow.find(step) if view is not None else None
    if taken is None or taken.fresh:
        raise NotFresh


def open_new(desk: Desk, key: str | None, workflow: str, form: Json, command: Command) -> Response[Any]:
    """Open a case, once for a key."""

    def run(keep: Callable[[Tx, Answer], None]) -> Answer:
        made: list[Answer] = []

        def also(tx: Tx, done: Done) -> None:
            barred.insist(desk.engine.registry, desk.engine.keys, tx, done.case_id, "open", form)
            where = {"location": f"/api/cases/{done.case_id}", **etag(done.version)}
            made.append(Answer(201, {"case": _left(desk, tx, done.case_id)}, where))
            keep(tx, made[-1])

        command(also)
        return made[-1]

    return once(desk.engine.database, Request(desk.actor, key, f"open {workflow}", form), run)


def proposal(desk: Desk, case_id: UUID, number: int) -> Json:
    """A proposal that waits. Raises NotFound, also for one that was decided."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = find(desk, tx, case_id)
        waiting = proposals.shown(desk, lens_of(desk, tx, view.now), tx, view)
    if waiting is None or waiting["number"] != number:
        raise NotFound("proposal")
    return waiting


def reveal(desk: Desk, case_id: UUID, field: str, reason: str) -> Any:
    """A private field in clear, on record with its reason. Raises NotFound where it is not this person's to open."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = find(desk, tx, case_id)
        held = _private(desk, tx, view)
        if field not in held or not unmasking.sight_of(tx, view, desk.actor).reveal:
            raise NotFound("field")
        sealed = reasons.seal(desk.engine.keys, view.family.root_id, reason)
        looks.record(tx, "reveal", case_id, [field], sealed)
        return held[field]


def who_looked(desk: Desk, case_id: UUID) -> list[Json]:
    """Newest first. Reasons are opened for whoever may see the case."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = find(desk, tx, case_id)
        return [
            {
                "at": one.at,
                "actor": {"name": one.name, "role": role_words(one.role)},
                "what": {"name": one.what, "title": looks.WHAT[one.what]},
                "fields": list(one.fields),
                "reason": reasons.read(desk.engine.keys, view.family.root_id, one.reason),
            }
            for one in looks.of_case(tx, case_id)
        ]


def etag(version: int) -> dict[str, str]:
    return {"etag": f'"v{version}"'}


def _left(desk: Desk, tx: Tx, case_id: UUID) -> Json | None:
    """The page after a step; None where the step has handed the case to others."""
    try:
        return page(desk, tx, case_id)
    except NotFound:
        return None


def _private(desk: Desk, tx: Tx, view: View) -> Mapping[str, Any]:
    try:
        return sealing.read_case(tx.connection, desk.engine.keys, view.snapshot.id)
    except KeyDestroyed:
        return {}


def _visited(tx: Tx, case_id: UUID) -> frozenset[str]:
    rows = tx.connection.execute("SELECT DISTINCT to_state FROM history WHERE case_id = %s", (case_id,))
    return frozenset(row[0] for row in rows)


def _explained(desk: Desk, error: Stale | Refused, case_id: UUID) -> Outdated | Blocked:
    """Who changed what, and what is possible: people by their names, acts by their titles."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = find(desk, tx, case_id)
        acts = titles(desk.engine.registry, view)
        if isinstance(error, Stale):
            return Outdated(error, accounts.names(tx.connection), acts)
        return Blocked(error, acts)


def titles(registry: Registry, view: View) -> dict[str, Text]:
    """What every act in a family is called."""
    names = {one.compiled.workflow.name for one in view.family.members.values()}
    told = {act: words for name in sorted(names) for act, words in acts_of(registry.get(name).workflow).items()}
    pinned = (one.compiled.workflow for one in view.family.members.values())
    return told | {act: words for workflow in pinned for act, words in acts_of(workflow).items()}


def acts_of(workflow: Workflow) -> dict[str, Text]:
    """What the acts of a workflow are called: its steps, its opening, clocks that ring and what is done to them."""
    return {
        **pausing.TITLES,
        **calendars.TITLES,
        **crossing.TITLES,
        "open": OPENED,
        **{deadline.name: deadline.title for deadline in workflow.deadlines},
        **{transition.name: transition.title for transition in workflow.transitions},
    }


OPENED = Text("Kasus dibuka", "Case opened")
