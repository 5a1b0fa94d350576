"""Signing in and out. A wrong password and an unknown address look alike, take as long, and cost the same delay."""

from dataclasses import dataclass
from datetime import UTC, datetime

from api.desk import House
from api.errors import TooSoon, WrongCredentials
from api.security import delays, second_factor, sessions
from api.security.sessions import NOBODY, Person

FIND = """
SELECT staff.id, staff.name, staff.email, staff.role, staff.kelurahan, staff.language, credential.hash
FROM staff JOIN credential ON credential.staff_id = staff.id WHERE staff.email = %s AND staff.active
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows. `code`: of the second factor, where she has one."""

    password: str
    code: str | None = None


def sign_in(house: House, email: str, proof: Proof, replacing: str | None, device: str = "") -> tuple[Person, str]:
    """The person and a new token; `replacing` ends. `device` is what she sits at, in few words.

    Raises WrongCredentials, CodeNeeded, WrongCode and TooSoon.
    """
    person = _proved(house, email.strip().lower(), proof)
    with house.engine.database.transaction(NOBODY) as tx:
        return person, sessions.open_for(tx.connection, person.id, replacing, device)


def confirm(house: House, person: Person, proof: Proof, token: str) -> str:
    """Once more, for what asks for a fresh sign-in: a new token, and the old one ends. Raises as `sign_in` does."""
    _proved(house, person.email, proof)
    with house.engine.database.transaction(NOBODY) as tx:
        renewed = sessions.renew(tx.connection, token)
    if renewed is None:
        raise WrongCredentials
    return renewed


def sign_out(house: House, token: str) -> None:
    with house.engine.database.transaction(NOBODY) as tx:
        sessions.close(tx.connection, token)


def _proved(house: House, address: str, proof: Proof) -> Person:
    """The attempt counts before anything is looked at, and is forgotten once everything fits."""
    of = delays.account(house.engine.keys.secret("index"), address)
    with house.engine.database.transaction(NOBODY) as tx:
        wait = delays.claim(tx.connection, of)
        row = tx.connection.execute(FIND, (address,)).fetchone()
    if wait:
        raise TooSoon(wait)

    if not house.hasher.fits(proof.password, row[6] if row else None) or row is None:
        raise WrongCredentials

    with house.engine.database.transaction(NOBODY) as tx:
        second_factor.insist(tx.connection, house.engine.keys, row[0], proof.code, datetime.now(UTC))
        delays.forget(tx.connection, of)
        enrolled = second_factor.is_on(tx.connection, row[0])
    return Person(row[0], row[1], row[2], row[3], tuple(row[4]), row[5], fresh=True, enrolled=enrolled)
