"""The one policy: who may use which route, as whom they act there, and how much of a case they are shown.

A handler names its policy in `policy=`; without one it answers nobody. What a person may *see* is the audience of
the case, judged by the database as well; what is decided here is how much of it.
"""

from dataclasses import dataclass
from typing import Literal

from api.security.sessions import NOBODY, Person
from api.security.tokens import Scope
from engine.definition import SYSTEM, Actor, Snapshot
from workflows import BESIDE
from workflows.office import roles

CASEWORK = frozenset(role.name for role in roles.ROLES.values() if role.scope != "none")
AUDIT = frozenset({roles.SUPERVISOR, roles.AUDITOR})
REGISTERS = frozenset({roles.SUPERVISOR, roles.UPTD_OFFICER, roles.HEAD_OF_UPTD})
"""Who carries cases into SIMFONI PPA (R29)."""
EVERYONE = frozenset(roles.ROLES) - {roles.REPORTER, SYSTEM}


@dataclass(frozen=True, slots=True)
class Policy:
    """Who gets in. `roles` None: anybody, signed in or not.

    `form` is what an unsafe request carries: JSON, or the form of a page without script (public pages only).
    `watched` False: a poll, which neither prolongs the session nor counts as a look. `fresh`: only for whoever has just
    shown again who she is. `owing`: also for whoever has no second factor yet where everybody needs one.
    `scope`: programs that hold a token of it may read here, too.
    """

    roles: frozenset[str] | None
    form: Literal["json", "page"] = "json"
    watched: bool = True
    fresh: bool = False
    owing: bool = False
    scope: Scope | None = None


PUBLIC = Policy(None)
PAGE = Policy(None, form="page")
METRICS = Policy(None, scope="metrics")
STAFF = Policy(EVERYONE)
PRESENT = Policy(EVERYONE, owing=True)
"""Who is here, and how one leaves."""
CASES = Policy(CASEWORK)
POLL = Policy(CASEWORK, watched=False)
HISTORY = Policy(CASEWORK | AUDIT)
AUDITORS = Policy(AUDIT)
SUPERVISORS = Policy(frozenset({roles.SUPERVISOR}))
STATISTICS = Policy(frozenset({roles.SUPERVISOR}), scope="statistics")
LISTERS = Policy(frozenset({roles.SUPERVISOR}), fresh=True)
EXPORTERS = Policy(REGISTERS, fresh=True)
EXTRACTORS = Policy(AUDIT, fresh=True)
"""Who takes what away: a list of cases, the register's tables, the history."""
EVENT_LOG = Policy(frozenset(), scope="event-log")
"""For programs alone: people post, and say why they take it."""
ASKERS = Policy(REGISTERS | AUDIT)
TAKERS = Policy(REGISTERS | AUDIT, fresh=True)
SECOND_PERSONS = Policy(frozenset({roles.SUPERVISOR, roles.HEAD_OF_UPTD}), fresh=True)
OWN_DOOR = Policy(EVERYONE, fresh=True, owing=True)
"""How one comes in oneself."""
POLICY_MAKERS = Policy(frozenset({roles.SUPERVISOR, roles.HEAD_OF_UPTD}))
"""Who reads what the office sets by itself, and decides as the second person."""
CALENDARS = Policy(frozenset({roles.SUPERVISOR, roles.ADMIN}))
ADMIN = Policy(frozenset({roles.ADMIN}))
TOKEN_KEEPERS = Policy(frozenset({roles.ADMIN, roles.SUPERVISOR}))
TOKEN_MAKERS = Policy(frozenset({roles.ADMIN}), fresh=True)
TOKEN_ALLOWERS = Policy(frozenset({roles.SUPERVISOR}), fresh=True)
"""Programs' tokens: who makes them, and who answers for those that count cases."""
KEEPERS = Policy(frozenset({roles.COORDINATOR, roles.SUPERVISOR}))
"""Who keeps the houses: a coordinator her own, a supervisor all."""
PSYCHOLOGISTS = Policy(frozenset({roles.PSYCHOLOGIST}))
PLANNERS = Policy(frozenset({roles.PSYCHOLOGIST, roles.COORDINATOR, roles.SUPERVISOR}))
"""Who plans and cancels the psychologist's visits."""
SESSIONS = Policy(frozenset({*roles.HOUSE_STAFF, roles.FORUM_ANAK, roles.SUPERVISOR}))
"""Who plans and records awareness sessions."""
VISITED = Policy(frozenset({roles.PSYCHOLOGIST, *roles.HOUSE_STAFF, roles.SUPERVISOR}))
"""Who has to know when she comes, and for whom."""


def acts_as(person: Person | None) -> Actor:
    """The actor that a person is for the engine."""
    if person is None:
        return NOBODY
    return Actor(person.id, person.role, roles.audience(person.role, person.kelurahan, person.id), person.session)


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of a case somebody is shown: its facts, and whether private fields may be opened with a reason."""

    facts: bool
    reveal: bool


def sight(actor: Actor, case: Snapshot) -> Sight:
    """Identity is opened by those to whom the role gives it for this workflow: a receiver in what was sent to her, not
    in where it came from."""
    handed_on = any(child.ended_at is None and child.workflow not in BESIDE for child in case.children)
    seen = shows_facts(actor, handed_on=handed_on)
    return Sight(facts=seen, reveal=seen and case.workflow in roles.ROLES[actor.role].reveals)


def shows_facts(actor: Actor, *, handed_on: bool) -> bool:
    """Volunteers see their cases whole until these are handed on, and then only how they stand."""
    scope = roles.ROLES[actor.role].scope
    return scope != "none" and not (scope == "kelurahan" and handed_on)
