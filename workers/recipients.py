"""Whom a notice reaches: those in its roles who may see the case and are there; who is not is skipped for the next
rung, and where a house has nobody the supervisor is told at once.

An agency that is reached by letter has nobody here, whoever may still have a login of it.
A person is away on the days of a recorded absence. A kader is also off duty on a day for which her house has a roster
without her; whoever a case is assigned to is told all the same, for it waits for her.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.database import Tx
from workflows.office import roles

NEXT_RUNG: Mapping[str, str] = {
    roles.KADER: roles.COORDINATOR,
    roles.UPTD_OFFICER: roles.HEAD_OF_UPTD,
}
"""Who is told in somebody's place; for everybody else it is the supervisor."""

HERE = """
SELECT s.id, s.role, s.kelurahan,
       EXISTS (SELECT FROM absence a WHERE a.staff_id = s.id AND t.day BETWEEN a.from_on AND a.until_on),
       ARRAY(SELECT DISTINCT d.kelurahan FROM duty d WHERE d.staff_id = s.id AND d.on_day = t.day)
  FROM staff s, (SELECT (omah_now() AT TIME ZONE 'Asia/Jakarta')::date AS day) t WHERE s.active ORDER BY s.id"""

BY_LETTER = "SELECT name FROM agency WHERE reached_by = 'letter'"


class NobodyToTell(Exception):
    """Neither anybody in the notice's roles nor a supervisor may see the case. Tried again: somebody may be hired."""


@dataclass(frozen=True, slots=True)
class Person:
    """`away`: absent today. `on_duty`: the groups of the houses on whose roster of today the person stands."""

    id: UUID
    role: str
    audience: frozenset[str]
    away: bool = False
    on_duty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may see a case: the groups in its audience, but not the persons excluded from it."""

    audience: frozenset[str]
    excluded: frozenset[UUID]
    owner: UUID | None = None

    def admits(self, person: Person) -> bool:
        return self.concerns(person) and person.id not in self.excluded

    def concerns(self, person: Person) -> bool:
        """An auditor sees no case and is concerned by every one: by its history, where a step tells auditors."""
        return person.role == roles.AUDITOR or bool(person.audience & self.audience)


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can be reached about one case today. `rostered`: the houses for which there is a roster of today."""

    sight: Sight
    staff: Sequence[Person]
    rostered: frozenset[str]

    def there(self, role: str) -> list[Person]:
        return [one for one in self.staff if one.role == role and self.sight.admits(one) and self._present(one)]

    def has(self, role: str) -> bool:
        """Whether anybody in this role belongs to the case, there or not, in conflict or not."""
        return any(one.role == role and self.sight.concerns(one) for one in self.staff)

    def in_place_of(self, role: str) -> list[Person]:
        """Those on the next rung that has anybody; supervisors at last, also those who are away."""
        while role != roles.SUPERVISOR:
            role = NEXT_RUNG.get(role, roles.SUPERVISOR)
            if found := self.there(role):
                return found
        return [one for one in self.staff if one.role == role and self.sight.admits(one)]

    def watching(self) -> list[Person]:
        """Where every supervisor of the case is kept out of it (R31): those who audit, and see nothing of it."""
        kept_out = self.has(roles.SUPERVISOR)
        return [one for one in self.staff if kept_out and one.role == roles.AUDITOR and self.sight.admits(one)]

    def _present(self, person: Person) -> bool:
        if person.away:
            return False
        if person.role != roles.KADER or person.id == self.sight.owner:
            return True
        rosters = person.audience & self.sight.audience & self.rostered
        return not rosters or bool(rosters & person.on_duty)


def recipients(wanted: Iterable[str], sight: Sight, staff: Sequence[Person], level: int = 0) -> list[Person]:
    """Who is told. `level`: of the escalation; an alarm reaches the next rung for each role that is not there, anything
    else is well told where one of the house knows.

    Raises NobodyToTell.
    """
    reach = Reach(sight, staff, frozenset[str]().union(*(one.on_duty for one in staff if not one.away)))
    asked = set(wanted)
    found = {role: reach.there(role) for role in asked}
    told = {one.id: one for people in found.values() for one in people}
    for role in sorted(role for role in asked if not found[role]):
        for one in _instead(reach, role, found, level):
            told[one.id] = one
    if not told:
        told = {one.id: one for one in reach.in_place_of(roles.SUPERVISOR)}
    if not told:
        told = {one.id: one for one in reach.watching()}
    if not told:
        raise NobodyToTell
    return [one for one in staff if one.id in told]


def _instead(reach: Reach, role: str, found: Mapping[str, Sequence[Person]], level: int) -> list[Person]:
    """Who is told because nobody of a role is there. An agency to which the case never went is not missed."""
    house = role in roles.HOUSE_STAFF
    if not house and not reach.has(role):
        return []
    vacant = role == roles.KADER and not reach.has(role)
    at_once = reach.in_place_of(roles.SUPERVISOR) if vacant else []
    if house and level == 0 and any(found.get(one) for one in roles.HOUSE_STAFF):
        return at_once
    return [*at_once, *reach.in_place_of(role)]


def people_here(tx: Tx) -> list[Person]:
    """Everybody who is active and works in this system, and whether they are there today."""
    by_letter = frozenset(roles.agency_group(name) for (name,) in tx.connection.execute(BY_LETTER))
    found = [
        Person(one, role, roles.audience(role, places, one), away, frozenset(map(roles.kelurahan_group, on_duty)))
        for one, role, places, away, on_duty in tx.connection.execute(HERE).fetchall()
    ]
    return [one for one in found if not one.audience & by_letter]


def sights(tx: Tx, cases: Iterable[UUID]) -> Mapping[UUID, Sight]:
    rows = tx.connection.execute("SELECT id, audience, excluded, owner FROM cases WHERE id = ANY(%s)", (list(cases),))
    return {case: Sight(frozenset(seen), frozenset(excluded), owner) for case, seen, excluded, owner in rows}
