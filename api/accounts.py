"""The accounts of the staff: made, changed, disabled. What is disabled is out at once, in every browser."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection

from api import sessions
from api.desk import House
from api.passwords import weakness
from api.sessions import NOBODY
from engine.definition import Text
from engine.errors import Invalid, NotFound, Problem
from workflows.regions import KELURAHAN
from workflows.roles import ROLES

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


def create(house: House, wanted: Wanted, password: str, as_id: UUID | None = None) -> Account:
    """A new account. Raises Invalid, with every problem."""
    wrong = [*_problems(wanted), *_password_problems(password, wanted)]
    if wrong:
        raise Invalid(wrong)
    try:
        return add(house, wanted, house.hasher.keep(password), as_id or uuid4())
    except psycopg.errors.UniqueViolation:
        raise Invalid([Problem("/email", "taken", TAKEN)]) from None


def add(house: House, wanted: Wanted, kept: str, as_id: UUID) -> Account:
    """Store an account whose password is kept already. Raises psycopg's UniqueViolation."""
    email, name = wanted.email.strip().lower(), wanted.name.strip()
    with house.engine.database.transaction(NOBODY) as tx:
        tx.connection.execute(
            "INSERT INTO staff (id, email, name, role, kelurahan, language) VALUES (%s, %s, %s, %s, %s, %s)",
            (as_id, email, name, wanted.role, list(wanted.kelurahan), wanted.language),
        )
        tx.connection.execute("INSERT INTO credential (staff_id, hash) VALUES (%s, %s)", (as_id, kept))
    return Account(as_id, email, name, wanted.role, wanted.kelurahan, active=True, language=wanted.language)


def set_active(house: House, staff: UUID, active: bool) -> Account:
    """Raises NotFound."""
    with house.engine.database.transaction(NOBODY) as tx:
        tx.connection.execute("UPDATE staff SET active = %s WHERE id = %s", (active, staff))
        if not active:
            sessions.close_all(tx.connection, staff)
        return _found(tx.connection, staff)


def set_password(house: House, staff: UUID, password: str) -> None:
    """A new password; whoever is signed in with the old one is out. Raises NotFound and Invalid."""
    with house.engine.database.transaction(NOBODY) as tx:
        account = _found(tx.connection, staff)
    wrong = _password_problems(password, Wanted(account.email, account.name, account.role))
    if wrong:
        raise Invalid(wrong)
    kept = house.hasher.keep(password)
    with house.engine.database.transaction(NOBODY) as tx:
        tx.connection.execute(
            "INSERT INTO credential (staff_id, hash) VALUES (%s, %s) ON CONFLICT (staff_id)"
            " DO UPDATE SET hash = excluded.hash, changed_at = clock_timestamp()",
            (staff, kept),
        )
        sessions.close_all(tx.connection, staff)


def set_language(house: House, staff: UUID, language: str) -> None:
    with house.engine.database.transaction(NOBODY) as tx:
        tx.connection.execute("UPDATE staff SET language = %s WHERE id = %s", (language, staff))


def names(connection: Connection) -> dict[UUID, str]:
    """What everybody is called: cases and histories name people by it."""
    return dict(connection.execute("SELECT id, name FROM staff").fetchall())


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
        wrong.append(Problem("/email", "email", Text("Alamat surel ini tidak lengkap.", "This address is incomplete.")))
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


TAKEN = Text("Alamat surel ini sudah dipakai.", "This address is in use already.")
