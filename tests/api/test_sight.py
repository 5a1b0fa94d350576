"""The policy and the database decide alike who sees what: a hundred thousand pairs of a case and somebody, at random.

Three ways of saying it are held against each other: in words (here), the one policy (`api.security.policy`), and
row-level security. The seed is printed where they differ.
"""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from api.security.policy import EVERYONE, acts_as
from api.security.sessions import Person
from engine.database import Tx
from tests.office import Office, open_office
from workflows import REGISTRY
from workflows.casework.handover import puspaga_audience, uptd_audience
from workflows.facts.case import CaseFacts
from workflows.facts.sight import seen_by
from workflows.office.regions import KELURAHAN
from workflows.office.roles import DINAS, ROLES, agency_group, kelurahan_group

SEED = 20261201
CASES, PEOPLE = 320, 320
THEN = datetime(2026, 12, 1, 2, tzinfo=UTC)
PLACES = tuple(KELURAHAN)[:6]


@dataclass(frozen=True, slots=True)
class Told:
    """A case as one would tell of it. `receiver`: it is a referral to this house; `withheld`: it waits for the
    supervisor, since somebody in it may work here.
    """

    id: UUID
    root: UUID
    place: str
    protected: bool
    sent_to: frozenset[str]
    psychologists: tuple[UUID, ...]
    kept_out: frozenset[UUID]
    receiver: str | None = None
    withheld: bool = False

    @property
    def audience(self) -> frozenset[str]:
        """As the workflow has it."""
        if self.receiver is not None:
            return frozenset({kelurahan_group(self.place), agency_group(self.receiver), DINAS})
        return seen_by(
            CaseFacts(
                kelurahan=self.place,
                taken_at=THEN,
                first_report_at=THEN,
                victims=(),
                protected=self.protected,
                withheld=self.withheld,
                psychologists=self.psychologists,
                uptd_sent_at=THEN if "UPTD" in self.sent_to else None,
                puspaga_sent_at=THEN if "PUSPAGA" in self.sent_to else None,
            )
        )


def in_words(who: Person, case: Told) -> bool:
    """Who sees a case, as the office says it."""
    sent_to = case.sent_to if case.receiver is None else {case.receiver}
    rules = {
        "kader": case.place in who.kelurahan and not case.withheld,
        "coordinator": case.place in who.kelurahan and not case.withheld,
        "psychologist": who.id in case.psychologists,
        "puspaga_officer": "PUSPAGA" in sent_to,
        "uptd_officer": "UPTD" in sent_to or _concerns_head(replace(case, protected=False)),
        "head_of_uptd": "UPTD" in sent_to or _concerns_head(case),
        "supervisor": True,
    }
    return rules.get(who.role, False) and who.id not in case.kept_out


def _concerns_head(case: Told) -> bool:
    """She is asked about what is protected, and about what no house has."""
    return case.receiver is None and (case.protected or case.withheld or case.place == "unknown")


def somebody(chance: random.Random) -> Person:
    role = chance.choice(sorted(EVERYONE))
    places = chance.sample(PLACES, chance.randint(1, 3)) if ROLES[role].scope == "kelurahan" else []
    return Person(UUID(int=chance.getrandbits(128), version=4), role, f"{role}@omah.example", role, tuple(places), "id")


def families(chance: random.Random, people: list[Person]) -> Iterator[Told]:
    """A case, and sometimes a referral of it, which keeps others out than the case does."""
    ids = [one.id for one in people]
    psychologists = [one.id for one in people if one.role == "psychologist"]
    while True:
        case_id = UUID(int=chance.getrandbits(128), version=4)
        sent_to = frozenset(house for house in ("UPTD", "PUSPAGA") if chance.random() < 0.3)
        case = Told(
            case_id,
            case_id,
            chance.choice((*PLACES, "unknown")),
            chance.random() < 0.4,
            sent_to,
            tuple(chance.sample(psychologists, chance.randint(0, min(3, len(psychologists))))),
            frozenset(chance.sample(ids, 20)) if chance.random() < 0.4 else frozenset(),
            withheld=chance.random() < 0.1,
        )
        yield case
        for house in sorted(sent_to):
            child = UUID(int=chance.getrandbits(128), version=4)
            kept_out = frozenset(chance.sample(ids, 20)) if chance.random() < 0.4 else frozenset()
            yield Told(child, case_id, chance.choice(PLACES), False, frozenset(), (), kept_out, house)


@dataclass(frozen=True, slots=True)
class World:
    office: Office
    people: list[Person]
    cases: list[Told]


@pytest.fixture(scope="module")
def world(postgres: str) -> Iterator[World]:
    chance = random.Random(SEED)
    people = [somebody(chance) for _ in range(PEOPLE)]
    told = families(chance, people)
    cases = [next(told) for _ in range(CASES)]
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        for office in open_office(postgres, Path(folder), REGISTRY):
            _store(office, cases)
            yield World(office, people, cases)


def _store(office: Office, cases: list[Told]) -> None:
    """The least of each that row-level security looks at, in bulk, as the owner."""
    with psycopg.connect(office.owner_url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO cases (id, root_id, parent_id, number, workflow, definition, state, facts, audience,
                                  excluded, version, writes, seq, head, opened_at, entered_at, last_at)
               VALUES (%(id)s, %(root)s, nullif(%(root)s, %(id)s), %(id)s, 'omah-peluk', 'x', 'reported', '{}',
                       %(audience)s, %(kept_out)s, 1, 1, 1, sha256(''), now(), now(), now())""",
            [
                {"id": one.id, "root": one.root, "audience": sorted(one.audience), "kept_out": list(one.kept_out)}
                for one in cases
            ],
        )
        cursor.execute(
            """INSERT INTO history (case_id, seq, root_id, at, kind, act, role, to_state, body, prev, hash, mac)
               SELECT id, 1, root_id, now(), 'opened', 'open', 'kader', state, '{}', sha256(''), sha256(''), sha256('')
                 FROM cases"""
        )


def seen(tx: Tx, query: str, *values: Any) -> set[UUID]:
    return {row[0] for row in tx.connection.execute(query, values)}


def pairs(world: World) -> Iterator[tuple[Person, set[UUID], Tx]]:
    """Each of the people with what they see, as words have it, and a transaction of theirs."""
    for who in world.people:
        with world.office.api.database.transaction(acts_as(who)) as tx:
            yield who, {case.id for case in world.cases if in_words(who, case)}, tx


def test_the_workflows_hand_a_referral_to_whom_this_test_thinks(world: World) -> None:
    class Sent:
        facts: Any = type("Facts", (), {"kelurahan": PLACES[0], "house": None, "withheld": False})

    sent: Any = Sent()
    for house, audience in (("UPTD", uptd_audience), ("PUSPAGA", puspaga_audience)):
        child = Told(UUID(int=1), UUID(int=2), PLACES[0], False, frozenset(), (), frozenset(), house)
        assert child.audience == audience(sent)


def test_the_policy_is_what_the_office_says(world: World) -> None:
    for who in world.people:
        actor = acts_as(who)
        for case in world.cases:
            allowed = bool(actor.audience & case.audience) and who.id not in case.kept_out
            assert allowed is in_words(who, case), (SEED, who, case)


def test_the_database_shows_the_cases_that_the_policy_allows(world: World) -> None:
    met = 0
    for who, expected, tx in pairs(world):
        assert seen(tx, "SELECT id FROM cases") == expected, (SEED, who)
        met += len(expected)

    assert PEOPLE * CASES > 100_000
    assert 0.1 < met / (PEOPLE * CASES) < 0.5


def test_history_follows_its_case_and_an_auditor_reads_all_of_it(world: World) -> None:
    everything = {case.id for case in world.cases}
    for who, expected, tx in pairs(world):
        visible = everything if who.role == "auditor" else expected
        assert seen(tx, "SELECT case_id FROM history") == visible, (SEED, who)


def test_a_family_is_read_by_whoever_sees_the_one_asked_for(world: World) -> None:
    everything = [case.id for case in world.cases]
    asked = "SELECT one FROM unnest(%s::uuid[]) AS one WHERE EXISTS (SELECT FROM omah_family(one))"
    for who, expected, tx in pairs(world):
        assert seen(tx, asked, everything) == expected, (SEED, who)
