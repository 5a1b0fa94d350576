"""A calendar changes under running cases: a new version, and every clock that counts by it counted anew, on record.

The new version is in force once it is stored. Each case is then counted under the same lock as a firing, before
anything else happens to it, by whoever comes first: this command, a sweep, or a person's step. What was climbed stays
climbed; what is then due in the past is climbed by the next sweep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from engine import almanac, amendment, clocks, database, family, writing
from engine.clocks import Armed
from engine.composition import SYSTEM_ACTOR, Act, compose
from engine.database import Tx
from engine.definition import Actor, Refusal, Text
from engine.errors import Invalid, NotFound, Problem, Refused, Stale
from engine.family import Family, Member
from engine.runtime import Engine
from engine.secrets.sealing import CaseSealer
from engine.setback import READY, put_aside_stale
from engine.step import Step

KEEPERS = ("supervisor", "admin")
"""Who keeps the calendars."""

CHANGED = "calendar-changed"
TITLES: Mapping[str, Text] = {CHANGED: Text("Kalender berubah: tenggat dihitung ulang", "Calendar changed: recounted")}
"""What this act is called in a history."""

BATCH = 500

# Found by their index first and locked then: left to itself, the planner would look through every case there is.
_CLAIM = f"""
    WITH late AS MATERIALIZED (
        SELECT d.root_id FROM deadline d WHERE {READY} AND d.calendar < (SELECT max(edition) FROM calendar)
         ORDER BY d.calendar LIMIT {{limit}})
    SELECT r.id FROM cases r WHERE r.id IN (SELECT root_id FROM late) FOR UPDATE OF r SKIP LOCKED"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class Changed:
    """A new version of a calendar. `cases` is how many were given other due times at once; what somebody else was
    busy with at that moment follows with the next sweep.
    """

    name: str
    version: int
    edition: int
    cases: int


def change(
    engine: Engine, actor: Actor, proposed: Mapping[str, Any], reason: str, *, seen: int | None = None
) -> Changed:
    """Put a calendar in force, in the form that `Calendar.canonical` gives, under the name that it has.

    `seen` is the version that the person changed. Raises Refused (another role), NotFound (no calendar of this name),
    Stale (somebody was faster), Invalid (every problem); then nothing changed.
    """
    if actor.role not in KEEPERS:
        raise Refused("change-calendar", "calendar", [NOT_YOUR_ROLE], [])
    if not reason.strip():
        raise Invalid([Problem("/reason", "missing", Text("Belum diisi.", "This is not filled in."))])

    with engine.database.transaction(actor) as tx:
        standing = almanac.hold(tx.connection)
        kept = almanac.versions(tx.connection, str(proposed.get("name", "")))
        if not kept:
            raise NotFound("calendar")
        if seen is not None and seen != kept[-1].version:
            raise Stale(seen, kept[-1].version, [])
        current = kept[-1].calendar
        today = database.now(tx.connection).astimezone(ZoneInfo(current.zone)).date()
        calendar = amendment.read(proposed, current, today)
        standing = almanac.record(tx.connection, standing, calendar, actor, reason.strip())

    version, _ = standing.calendars[calendar.name]
    return Changed(calendar.name, version, standing.edition, _recount_all(engine))


def _recount_all(engine: Engine) -> int:
    cases = 0
    while (done := recount(engine)).families:
        cases += done.cases
    return cases


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many families were looked at, and how many of their cases got other due times."""

    families: int
    cases: int


def recount(engine: Engine, *, limit: int = BATCH) -> Recounted:
    """Count at most `limit` families by the calendars in force, in one transaction. 0 families: none is left."""
    roots: list[UUID] = []
    try:
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            rows = tx.connection.execute(_CLAIM.format(limit=int(limit))).fetchall()
            roots = list(dict.fromkeys(row[0] for row in rows))
            return _recount(engine, tx, roots)
    except psycopg.OperationalError:
        raise
    except Exception:  # noqa: BLE001  # one bad case must not hold up the others: each alone, the bad one put aside
        done = [_recount_alone(engine, root) for root in roots]
        return Recounted(len(roots), sum(done))


def _recount_alone(engine: Engine, root_id: UUID) -> int:
    try:
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            locked = tx.connection.execute(family.LOCK + " SKIP LOCKED", (root_id,)).fetchone()
            return _recount(engine, tx, [root_id] if locked else []).cases
    except psycopg.OperationalError:
        raise
    except Exception as failed:  # noqa: BLE001  # whatever is wrong with this case, the others must go on
        put_aside_stale(engine, root_id, type(failed).__name__)
        return 0


def _recount(engine: Engine, tx: Tx, roots: Sequence[UUID]) -> Recounted:
    steps: list[Step] = []
    families = family.read_roots(tx.connection, engine.registry, roots) if roots else []
    for kin in families:
        made = catch_up(engine, tx, kin)
        steps += [made] if made is not None else []
    if steps:
        writing.write(tx.connection, steps)
    return Recounted(len(families), sum(len(one.entries) for one in steps))


def catch_up(engine: Engine, tx: Tx, kin: Family) -> Step | None:
    """What the calendars in force change in a family whose root is locked; None where it is no due time.

    Clocks whose moments stay as they are only learn by which edition they count.
    """
    acts: list[Act] = []
    settled: list[tuple[int, int | None]] = []
    for member in kin.members.values():
        altered = dict[int, Armed | None]()
        for clock, anew in _stale(kin, member):
            assert clock.id is not None, "a clock that was read is stored"
            if anew.same_moments(clock):
                settled.append((clock.id, anew.calendar))
            else:
                altered[clock.id] = replace(anew, id=None, armed_seq=member.snapshot.seq + 1)
        if altered:
            acts.append(_act(kin, member, altered))
    if settled:
        _settle(tx, settled)
    if not acts:
        return None
    return compose(kin, acts, kin.now, engine.keys.secret("mac"), CaseSealer(engine.keys, kin.root_id))


def _stale(kin: Family, member: Member) -> list[tuple[Armed, Armed]]:
    """The clocks of a case that were counted by another edition, each with how it counts now."""
    workflow = member.compiled.workflow
    found = [clock for clock in member.clocks if clocks.stale(workflow, clock) and clock.id not in member.resting]
    if not found:
        return []
    case = kin.snapshot(member.snapshot.id)
    return [(clock, clocks.recounted(workflow, case, clock)) for clock in found]


def _settle(tx: Tx, settled: Sequence[tuple[int, int | None]]) -> None:
    tx.connection.execute(
        """UPDATE deadline d SET calendar = n.calendar
             FROM unnest(%s::bigint[], %s::int[]) AS n(id, calendar) WHERE d.id = n.id AND d.status = 'armed'""",
        ([one for one, _ in settled], [edition for _, edition in settled]),
    )


def _act(kin: Family, member: Member, altered: Mapping[int, Armed | None]) -> Act:
    calendar = member.compiled.workflow.calendar
    return Act(
        after=kin.snapshot(member.snapshot.id),
        kind="changed",
        act=CHANGED,
        actor=SYSTEM_ACTOR,
        before=member.snapshot.state,
        form={"calendar": calendar.name, "edition": calendar.edition},
        altered=altered,
    )


NOT_YOUR_ROLE = Refusal(
    "ROLE",
    "NOT_YOUR_ROLE",
    Text(f"Kalender diubah oleh: {', '.join(KEEPERS)}.", f"Calendars are changed by: {', '.join(KEEPERS)}."),
    "peran / roles",
    Text("Minta orang dengan peran itu.", "Ask a person in that role."),
)
