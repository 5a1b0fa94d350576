"""Signing in and out. A wrong password and an unknown address look alike, take as long, and cost the same delay."""

from api import delays, sessions
from api.desk import House
from api.errors import TooSoon, WrongCredentials
from api.sessions import NOBODY, Person

FIND = """
SELECT staff.id, staff.name, staff.email, staff.role, staff.kelurahan, staff.language, credential.hash
FROM staff JOIN credential ON credential.staff_id = staff.id WHERE staff.email = %s AND staff.active
"""


def sign_in(house: House, email: str, password: str, replacing: str | None) -> tuple[Person, str]:
    """The person and a new token; `replacing` ends. Raises WrongCredentials and TooSoon."""
    address = email.strip().lower()
    of = delays.account(house.engine.keys.secret("index"), address)
    with house.engine.database.transaction(NOBODY) as tx:
        wait = delays.claim(tx.connection, of)
        row = tx.connection.execute(FIND, (address,)).fetchone()
    if wait:
        raise TooSoon(wait)

    if not house.hasher.fits(password, row[6] if row else None) or row is None:
        raise WrongCredentials

    person = Person(row[0], row[1], row[2], row[3], tuple(row[4]), row[5])
    with house.engine.database.transaction(NOBODY) as tx:
        delays.forget(tx.connection, of)
        return person, sessions.open_for(tx.connection, person.id, replacing)


def sign_out(house: House, token: str) -> None:
    with house.engine.database.transaction(NOBODY) as tx:
        sessions.close(tx.connection, token)
