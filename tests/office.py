"""The one small world of the tests: a real database of its own, a clock that stands still, a cast, and a few verbs."""

import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from engine import commands, family, reading, sweep
from engine.calendar import WIB
from engine.commands import Done
from engine.database import SYSTEM_ACTOR, Database
from engine.definition import Actor, Text
from engine.errors import Refused
from engine.migrate import ROLES, migrate
from engine.reading import ClockView, Written
from engine.registry import Registry
from engine.runtime import Engine, publish_definitions
from engine.secrets.keys import KeyStore
from workflows.office.roles import audience

PASSWORDS = dict.fromkeys(ROLES, "only-for-this-test-run")
TEMPLATE = "omah_template"
REJOMULYO, YOSODADI = "18.72.05.1001", "18.72.04.1001"

# The cast. Every person works in Rejomulyo where a kelurahan matters.
CAST: Mapping[str, UUID] = {
    name: uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.omah-peluk.example")
    for name in (
        "kader",
        "coordinator",
        "psychologist",
        "puspaga_officer",
        "uptd_officer",
        "head_of_uptd",
        "supervisor",
        "auditor",
        "admin",
        "forum_anak",
    )
}


def person(role: str, kelurahan: str = REJOMULYO) -> Actor:
    """A member of the cast, by role; `kader@18.72.04.1001` is the kader of another kelurahan."""
    name, _, elsewhere = role.partition("@")
    place = elsewhere or kelurahan
    who = CAST[name] if not elsewhere else uuid.uuid5(CAST[name], elsewhere)
    return Actor(who, name, audience(name, (place,), who))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an act: done, or refused by these codes, with what was possible instead."""

    done: Done | None = None
    refused: Refused | None = None

    @property
    def refused_by(self) -> set[str]:
        return {one.code for one in self.refused.refusals} if self.refused is not None else set()

    @property
    def proposal(self) -> int | None:
        return self.done.proposal if self.done is not None else None


@dataclass(slots=True)
class Office:
    """One test's world. `owner_url` is for looking behind the curtain; the engines use the roles of production."""

    owner_url: str
    keys: KeyStore
    registry: Registry
    api: Engine
    worker: Engine
    door: Engine
    urls: Mapping[str, str]
    databases: list[Database] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        return self.api

    def at(self, moment: str) -> datetime:
        """Put the clock to a moment in WIB, where it stands still."""
        there = datetime.fromisoformat(moment)
        there = there if there.tzinfo is not None else there.replace(tzinfo=WIB)
        self.sql("UPDATE clock SET stopped_at = %s", there)
        return there

    def later(self, **by: float) -> datetime:
        """Let time pass: `later(hours=24)`."""
        self.sql("UPDATE clock SET stopped_at = coalesce(stopped_at, clock_timestamp()) + %s", timedelta(**by))
        moment: datetime = self.sql("SELECT omah_now()")[0][0]
        return moment.astimezone(WIB)

    def open(self, workflow: str, by: str | Actor = "kader", /, **form: Any) -> UUID:
        return commands.open_case(self.api, self.actor(by), workflow, form).case_id

    def fire(self, case: UUID, act: str, /, by: str | Actor = "kader", seen: int | None = None, **form: Any) -> Answer:
        """Take a step as a member of the cast; a refusal is an answer, not an error."""
        try:
            return Answer(commands.advance(self.api, self.actor(by), case, act, form, seen=seen))
        except Refused as refused:
            return Answer(refused=refused)

    def approve(self, case: UUID, by: str | Actor = "supervisor", number: int | None = None) -> Answer:
        try:
            chosen = number if number is not None else self.pending(case)
            return Answer(commands.approve(self.api, self.actor(by), case, chosen))
        except Refused as refused:
            return Answer(refused=refused)

    def pending(self, case: UUID) -> int:
        found = self.sql("SELECT (pending ->> 'number')::int FROM cases WHERE id = %s", case)
        assert found[0][0] is not None, "no proposal waits"
        return int(found[0][0])

    def sweep(self) -> int:
        """Workers go round until nothing is due; how many rungs were climbed."""
        climbed = 0
        while fired := sweep.fire_due(self.worker):
            climbed += fired
        return climbed

    def actor(self, who: str | Actor) -> Actor:
        return who if isinstance(who, Actor) else person(who)

    def state_of(self, case: UUID) -> str:
        return str(self.sql("SELECT state FROM cases WHERE id = %s", case)[0][0])

    def facts_of(self, case: UUID) -> dict[str, Any]:
        facts: dict[str, Any] = self.sql("SELECT facts FROM cases WHERE id = %s", case)[0][0]
        return facts

    def version_of(self, case: UUID) -> int:
        return int(self.sql("SELECT version FROM cases WHERE id = %s", case)[0][0])

    def children_of(self, case: UUID) -> list[UUID]:
        rows = self.sql("SELECT id FROM cases WHERE parent_id = %s ORDER BY opened_at, number", case)
        return [row[0] for row in rows]

    def history(self, case: UUID) -> list[Written]:
        with self.api.database.transaction(SYSTEM_ACTOR) as tx:
            return reading.history(tx, case)

    def acts(self, case: UUID) -> list[str]:
        return [one.columns["act"] for one in self.history(case)]

    def clocks(self, case: UUID) -> dict[str, ClockView]:
        with self.api.database.transaction(SYSTEM_ACTOR) as tx:
            kin = family.read(tx.connection, self.registry, case)
        assert kin is not None
        return {view.name: view for view in reading.clock_views(kin.members[case], kin.snapshot(case), kin.now)}

    def told(self, case: UUID) -> list[tuple[str, int, frozenset[str]]]:
        """What the outbox owes for a case: (topic, level, roles), oldest first."""
        rows = self.sql("SELECT topic, payload FROM outbox WHERE case_id = %s ORDER BY id", case)
        return [(row[1]["topic"], row[1]["level"], frozenset(row[1]["roles"])) for row in rows]

    def sql(self, query: str, *values: Any) -> list[Any]:
        """As the owner, behind the curtain."""
        with psycopg.connect(self.owner_url, autocommit=True, options="-c timezone=UTC") as connection:
            cursor = connection.execute(query, values)
            return list(cursor.fetchall()) if cursor.description is not None else []

    def close(self) -> None:
        for database in self.databases:
            database.close()


def as_role(owner_url: str, role: str, database: str | None = None) -> str:
    url = make_url(owner_url).set(username=role, password=PASSWORDS.get(role))
    if database is not None:
        url = url.set(database=database)
    return url.render_as_string(hide_password=False)


def in_database(owner_url: str, name: str) -> str:
    return make_url(owner_url).set(database=name).render_as_string(hide_password=False)


def make_template(owner_url: str) -> None:
    """The migrated database of which every test gets a copy, in demo mode so that the clock may be moved."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    migrate(in_database(owner_url, TEMPLATE), PASSWORDS, demo=True)


def open_office(owner_url: str, folder: Path, registry: Registry) -> Iterator[Office]:
    """A database of its own, dropped afterwards."""
    name = f"office_{os.getpid()}_{uuid.uuid4().hex[:12]}"  # ids may be drawn from a seed, the same in two processes
    with psycopg.connect(owner_url, autocommit=True) as connection:
        # Not through the log, from where the next checkpoint would have to write it: half the time to make and drop it.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    urls = {role: as_role(owner_url, role, name) for role in ROLES}
    databases = {role: Database(url, size=12) for role, url in urls.items()}
    keys = KeyStore.create(folder / "keys")
    engines = {role: Engine(database, keys, registry) for role, database in databases.items()}
    office = Office(
        in_database(owner_url, name),
        keys,
        registry,
        engines["omah_api"],
        engines["omah_worker"],
        engines["omah_door"],
        urls,
        list(databases.values()),
    )
    publish_definitions(office.api)
    try:
        yield office
    finally:
        office.close()
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def words(text: str) -> Text:
    return Text(text, text)
