"""A second factor at the door: codes that change every half minute (TOTP, RFC 6238), and codes on paper for the day the
phone is gone. Each is taken once.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Connection

from api.errors import CodeNeeded, WrongCode
from engine.secrets.keys import CaseKey, KeyStore

ISSUER = "Ruang Kerja"
"""What the app on the phone calls it: neutral, for others look at phones too."""

STEP = 30
"""Seconds."""

PAPER = 10
"""So many codes on paper."""

PLACE = "second_factor"

FIND = "SELECT secret, last_step FROM second_factor WHERE staff_id = %s FOR UPDATE"
BEGIN = """
INSERT INTO second_factor (staff_id, pending) VALUES (%s, %s)
ON CONFLICT (staff_id) DO UPDATE SET pending = excluded.pending
"""
PENDING = "SELECT pending FROM second_factor WHERE staff_id = %s AND pending IS NOT NULL FOR UPDATE"
SWITCH_ON = "UPDATE second_factor SET secret = pending, pending = NULL, last_step = %s WHERE staff_id = %s"
SWITCH_OFF = "DELETE FROM second_factor WHERE staff_id = %s"
USED = "UPDATE second_factor SET last_step = %s WHERE staff_id = %s"
USE_PAPER = (
    "UPDATE recovery_code SET used_at = clock_timestamp() WHERE staff_id = %s AND digest = %s AND used_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the person puts into the app on her phone: as letters, or as an address that opens the app."""

    secret: str
    address: str


def insist(connection: Connection, keys: KeyStore, staff: UUID, code: str | None, now: datetime) -> None:
    """Whoever has a second factor shows it. Raises CodeNeeded and WrongCode."""
    row = connection.execute(FIND, (staff,)).fetchone()
    if row is None or row[0] is None:
        return
    if not code:
        raise CodeNeeded
    step = _step(_opened(keys, staff, row[0]), code, now)
    if step is not None and step > row[1]:
        connection.execute(USED, (step, staff))
    elif connection.execute(USE_PAPER, (staff, _digest(keys, code))).rowcount != 1:
        raise WrongCode


def begin(connection: Connection, keys: KeyStore, staff: UUID, email: str) -> Begun:
    """A secret that counts once a code of it was shown; until then the old one does, if there is one."""
    secret = pyotp.random_base32()
    sealed = _key(keys, staff).seal_json({"secret": secret}, place=PLACE)
    connection.execute(BEGIN, (staff, sealed))
    return Begun(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def switch_on(connection: Connection, keys: KeyStore, staff: UUID, code: str, now: datetime) -> list[str]:
    """From now on the door asks for it. The codes on paper, told this once. Raises WrongCode."""
    row = connection.execute(PENDING, (staff,)).fetchone()
    step = _step(_opened(keys, staff, row[0]), code, now) if row is not None else None
    if step is None:
        raise WrongCode
    connection.execute(SWITCH_ON, (step, staff))
    connection.execute("DELETE FROM recovery_code WHERE staff_id = %s", (staff,))
    paper = [f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(2)}" for _ in range(PAPER)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO recovery_code (staff_id, digest) VALUES (%s, %s)",
            [(staff, _digest(keys, one)) for one in paper],
        )
    return paper


def switch_off(connection: Connection, staff: UUID) -> None:
    connection.execute("DELETE FROM recovery_code WHERE staff_id = %s", (staff,))
    connection.execute(SWITCH_OFF, (staff,))


def is_on(connection: Connection, staff: UUID) -> bool:
    row = connection.execute("SELECT secret IS NOT NULL FROM second_factor WHERE staff_id = %s", (staff,)).fetchone()
    return row is not None and bool(row[0])


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is: the present one, the one before or after (RFC 6238, 5.2)."""
    totp, typed = pyotp.TOTP(secret, interval=STEP), code.replace(" ", "")
    present = int(now.timestamp()) // STEP
    near = (present, present - 1, present + 1)
    return next((one for one in near if hmac.compare_digest(totp.generate_otp(one).encode(), typed.encode())), None)


def _opened(keys: KeyStore, staff: UUID, sealed: bytes) -> str:
    return str(_key(keys, staff).open_json(bytes(sealed), place=PLACE)["secret"])


def _key(keys: KeyStore, staff: UUID) -> CaseKey:
    return CaseKey(staff, AESGCM(hmac.digest(keys.secret("index"), b"omah/second factor/1", hashlib.sha256)))


def _digest(keys: KeyStore, code: str) -> bytes:
    """Codes on paper are random enough that a keyed digest keeps them."""
    plain = code.strip().lower().replace(" ", "").encode()
    return hmac.digest(keys.secret("pepper"), b"omah/paper code/1\n" + plain, hashlib.sha256)
