"""The accounts of the staff: made, changed, disabled, each change on record. What is disabled is out at once, in every
browser; so is whoever is given another role.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection

from api.desk import House
from api.office import changes
from api.security import second_factor, sessions
from api.security.passwords import weakness
from api.security.sessions import NOBODY
from engine.definition import Actor, Text
from engine.errors import Invalid, NotFound, Problem
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ADMIN, ROLES

ROW = "SELECT id, email, name, role, kelurahan, active, language FROM staff"


@dataclass(frozen=True, slots=True)
class Account:
    """One of the staff, as an administrator sees them."""

    id: UUID
    email: str
    name: str
    role: str
    kelurahan: tuple[str, ...]
    active: bool
    language: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as asked for. `kelurahan` only where the role is bound to one."""

    email: str
    name: str
    role: str
    kelurahan: tuple[str, ...] = ()
    language: str = "id"


def anybody(house: House) -> bool:
    """Whether there is any account at all."""
    with house.engine.database.transaction(NOBODY) as tx:
        return tx.connection.execute("SELECT FROM staff LIMIT 1").fetchone() is not None


def all_of(house: House) -> list[Account]:
    with house.engine.database.transaction(NOBODY) as tx:
        return [_account(row) for row in tx.connection.execute(f"{ROW} ORDER BY name, id")]


def create(house: House, wanted: Wanted, password: str, as_id: UUID | None = None, *, by: Actor = NOBODY) -> Account:
    """A new account. Raises Invalid, with every problem."""
    wrong = [*_problems(wanted), *_password_problems(password, wanted)]
    if wrong:
        raise Invalid(wrong)
    try:
        return add(house, wanted, house.hasher.keep(password), as_id or uuid4(), by=by)
    except psycopg.errors.UniqueViolation:
        raise Invalid([Problem("/email", "taken", TAKEN)]) from None


def add(house: House, wanted: Wanted, kept: str, as_id: UUID, *, by: Actor = NOBODY) -> Account:
    """Store an account whose password is kept already. Raises psycopg's UniqueViolation."""
    email, name = wanted.email.strip().lower(), wanted.name.strip()
    made = Account(as_id, email, name, wanted.role, wanted.kelurahan, active=True, language=wanted.language)
    with house.engine.database.transaction(by) as tx:
        tx.connection.execute(
            "INSERT INTO staff (id, email, name, role, kelurahan, language) VALUES (%s, %s, %s, %s, %s, %s)",
            (as_id, email, name, wanted.role, list(wanted.kelurahan), wanted.language),
        )
        tx.connection.execute("INSERT INTO credential (staff_id, hash) VALUES (%s, %s)", (as_id, kept))
        changes.record(tx, "staff", as_id, "made", {}, _described(made))
    return made


def change(house: House, staff: UUID, asked: Mapping[str, Any], *, by: Actor = NOBODY) -> Account:
    """Name, role, kelurahan, or whether it is active. Raises NotFound, and Invalid with every problem."""
    with house.engine.database.transaction(by) as tx:
        tx.connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        before = _found(tx.connection, staff)
        after = replace(before, **_placed(asked))
        wrong = _problems(Wanted(after.email, after.name, after.role, after.kelurahan))
        if _leaves_no_admin(tx.connection, before, after):
            wrong.append(Problem("/active", "last_admin", LAST_ADMIN))
        if wrong:
            raise Invalid(wrong)
        tx.connection.execute(
            "UPDATE staff SET name = %s, role = %s, kelurahan = %s, active = %s WHERE id = %s",
            (after.name.strip(), after.role, list(after.kelurahan), after.active, staff),
        )
        changes.record(tx, "staff", staff, "changed", _described(before), _described(after))
        if not after.active or after.role != before.role:
            sessions.close_all(tx.connection, staff)
        return _found(tx.connection, staff)


def set_active(house: House, staff: UUID, active: bool, *, by: Actor = NOBODY) -> Account:
    """Raises NotFound and Invalid."""
    return change(house, staff, {"active": active}, by=by)


def set_password(house: House, staff: UUID, password: str, *, by: Actor = NOBODY) -> None:
    """A new password; whoever is signed in with the old one is out. Raises NotFound and Invalid."""
    with house.engine.database.transaction(NOBODY) as tx:
        account = _found(tx.connection, staff)
    wrong = _password_problems(password, Wanted(account.email, account.name, account.role))
    if wrong:
        raise Invalid(wrong)
    kept = house.hasher.keep(password)
    with house.engine.database.transaction(by) as tx:
        changes.record(tx, "staff", staff, "changed", {}, {"password": "•••"})
        tx.connection.execute(
            "INSERT INTO credential (staff_id, hash) VALUES (%s, %s) ON CONFLICT (staff_id)"
            " DO UPDATE SET hash = excluded.hash, changed_at = clock_timestamp()",
            (staff, kept),
        )
        sessions.close_all(tx.connection, staff)


def reset_second_factor(house: House, staff: UUID, *, by: Actor = NOBODY) -> None:
    """Raises NotFound."""
    with house.engine.database.transaction(by) as tx:
        _found(tx.connection, staff)
        changes.record(tx, "staff", staff, "changed", {}, {"second_factor": False})
        second_factor.switch_off(tx.connection, staff)
        sessions.close_all(tx.connection, staff)


def prefer(house: House, staff: UUID, *, language: str | None = None, shortcuts: bool | None = None) -> None:
    """What somebody sets for herself; `None` stays as it is."""
    with house.engine.database.transaction(NOBODY) as tx:
        tx.connection.execute(
            "UPDATE staff SET language = coalesce(%s, language), shortcuts = coalesce(%s, shortcuts) WHERE id = %s",
            (language, shortcuts, staff),
        )


def likes_shortcuts(connection: Connection, staff: UUID) -> bool:
    return connection.execute("SELECT FROM staff WHERE id = %s AND shortcuts", (staff,)).fetchone() is not None


def names(connection: Connection) -> dict[UUID, str]:
    """What everybody is called: cases and histories name people by it."""
    return dict(connection.execute("SELECT id, name FROM staff").fetchall())


def _described(account: Account) -> dict[str, Any]:
    """What the log of changes keeps of an account."""
    return {name: value for name, value in asdict(account).items() if name != "id"}


def _placed(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whoever is given a role that is bound to no kelurahan has none from then on."""
    role = ROLES.get(asked.get("role", ""))
    return asked if role is None or role.scope == "kelurahan" else {**asked, "kelurahan": ()}


def _leaves_no_admin(connection: Connection, before: Account, after: Account) -> bool:
    """Whether nobody could let anybody in any more."""
    if not (before.active and before.role == ADMIN) or (after.active and after.role == ADMIN):
        return False
    others = "SELECT FROM staff WHERE active AND role = %s AND id <> %s LIMIT 1"
    return connection.execute(others, (ADMIN, before.id)).fetchone() is None


def _found(connection: Connection, staff: UUID) -> Account:
    row = connection.execute(f"{ROW} WHERE id = %s", (staff,)).fetchone()
    if row is None:
        raise NotFound("account")
    return _account(row)


def _account(row: tuple[UUID, str, str, str, list[str], bool, str]) -> Account:
    return Account(row[0], row[1], row[2], row[3], tuple(row[4]), row[5], row[6])


def _problems(wanted: Wanted) -> list[Problem]:
    wrong: list[Problem] = []
    before, at, after = wanted.email.strip().partition("@")
    if not (before and at and after) or any(letter.isspace() for letter in wanted.email.strip()):
        wrong.append(
            Problem("/email", "email", Text("Alamat e-mail ini tidak lengkap.", "This address is incomplete."))
        )
    if not wanted.name.strip():
        wrong.append(Problem("/name", "missing", Text("Nama belum diisi.", "The name is not filled in.")))
    role = ROLES.get(wanted.role)
    if role is None or wanted.role in ("reporter", "system"):
        wrong.append(Problem("/role", "role", Text("Peran ini tidak ada.", "There is no such role.")))
    elif (role.scope == "kelurahan") != bool(wanted.kelurahan) or not set(wanted.kelurahan) <= set(KELURAHAN):
        wrong.append(Problem("/kelurahan", "kelurahan", Text(
            "Kader dan koordinator punya kelurahan dari daftar; peran lain tidak.",
            "A kader and a coordinator have kelurahan of the list; other roles have none.",
        )))  # fmt: skip
    return wrong


def _password_problems(password: str, wanted: Wanted) -> list[Problem]:
    weak = weakness(password, (wanted.email, wanted.name))
    return [Problem("/password", "weak", weak)] if weak is not None else []


LOCK = 0x73746166  # "staf": two administrators do not disable each other at once
LAST_ADMIN = Text(
    "Harus ada paling sedikit satu admin yang aktif.", "There has to be at least one active administrator."
)
TAKEN = Text("Alamat e-mail ini sudah dipakai.", "This address is in use already.")
