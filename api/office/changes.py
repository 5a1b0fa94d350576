"""The log of changes to the office itself: houses, roster, people, agencies, settings, visits. Nobody rewrites it.

A change is written down in the transaction that makes it, by whoever makes it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

from engine.database import Tx
from engine.definition import Text

Act = Literal["made", "changed", "removed"]

SUBJECTS: Mapping[str, Text] = {
    "house": Text("Rumah Omah Peluk", "House"),
    "duty": Text("Jadwal jaga", "Roster"),
    "absence": Text("Cuti dan izin", "Leave"),
    "staff": Text("Petugas", "Staff"),
    "handover": Text("Serah terima", "Handover"),
    "agency": Text("Lembaga", "Agency"),
    "setting": Text("Pengaturan", "Setting"),
    "regions": Text("Daftar wilayah", "Region list"),
    "visit": Text("Kunjungan psikolog", "Psychologist's visit"),
    "key": Text("Kunci sandi", "Encryption key"),
    "feed": Text("Langganan kalender", "Calendar subscription"),
    "token": Text("Token program", "Program's token"),
    "awareness": Text("Sosialisasi", "Awareness session"),
}
ACTS: Mapping[str, Text] = {
    "made": Text("ditambahkan", "added"),
    "changed": Text("diubah", "changed"),
    "removed": Text("dihapus", "removed"),
}
FIELDS: Mapping[str, Text] = {
    "name": Text("Nama", "Name"),
    "role": Text("Peran", "Role"),
    "email": Text("E-mail", "E-mail"),
    "active": Text("Aktif", "Active"),
    "language": Text("Bahasa", "Language"),
    "password": Text("Kata sandi", "Password"),
    "kelurahan": Text("Kelurahan", "Kelurahan"),
    "address": Text("Alamat", "Address"),
    "phone": Text("Telepon", "Phone"),
    "hours": Text("Jam buka", "Opening hours"),
    "open": Text("Melayani warga", "Serves people"),
    "staff": Text("Siapa", "Who"),
    "on_day": Text("Tanggal", "Date"),
    "opens": Text("Dari jam", "From"),
    "closes": Text("Sampai jam", "Until"),
    "from_on": Text("Dari tanggal", "From"),
    "until_on": Text("Sampai tanggal", "Until"),
    "reached_by": Text("Dihubungi", "Reached"),
    "dinas": Text("Nama dinas", "Name of the city agency"),
    "site": Text("Nama di halaman warga", "Name on the public pages"),
    "tab": Text("Judul tab", "Title of the tab"),
    "exit_to": Text("Tujuan tombol keluar", "Where the way out leads"),
    "place": Text("Tempat", "Place"),
    "starts": Text("Jam", "Time"),
    "topics": Text("Topik", "Topics"),
    "held_by": Text("Penyelenggara", "Held by"),
    "public": Text("Tampil untuk warga", "Shown to the public"),
    "status": Text("Keadaan", "State"),
    "women": Text("Perempuan", "Women"),
    "men": Text("Laki-laki", "Men"),
    "girls": Text("Anak perempuan", "Girls"),
    "boys": Text("Anak laki-laki", "Boys"),
    "notes": Text("Catatan", "Note"),
    "picture": Text("Foto", "Picture"),
    "psychologist": Text("Psikolog", "Psychologist"),
    "minutes": Text("Menit per kasus", "Minutes for each case"),
    "cancelled": Text("Dibatalkan", "Cancelled"),
    "second_factor": Text("Kode dari HP", "Code from the phone"),
    "to": Text("Diserahkan kepada", "Handed over to"),
    "cases": Text("Kasus", "Cases"),
    "since": Text("Berlaku sejak", "In use since"),
    "rewrapped": Text("Kunci dibungkus ulang", "Keys wrapped anew"),
    "scope": Text("Boleh membaca", "May read"),
    "root": Text("Kunci akar diganti", "Root key replaced"),
}
"""What fields are called; one that is not here is shown by its own name."""

KEPT = 200
"""So many are listed at once."""


@dataclass(frozen=True, slots=True)
class Change:
    id: int
    at: datetime
    name: str | None
    role: str
    subject: str
    key: str
    act: Act
    old: Mapping[str, Any]
    new: Mapping[str, Any]


def record(tx: Tx, subject: str, key: object, act: Act, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Only what differs is kept of both sides; where nothing does, there was no change."""
    assert subject in SUBJECTS, f"{subject} is no subject of a change"
    before, after = _plain(old), _plain(new)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names and act == "changed":
        return
    tx.connection.execute(
        "INSERT INTO change_record (actor, role, subject, key, act, old, new)"
        " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb)",
        (tx.actor.id, tx.actor.role, subject, str(key), act, _only(before, names), _only(after, names)),
    )


def listed(tx: Tx, subject: str | None = None) -> list[Change]:
    """The newest first."""
    rows = tx.connection.execute(
        "SELECT c.id, c.at, s.name, c.role, c.subject, c.key, c.act, c.old, c.new FROM change_record c"
        " LEFT JOIN staff s ON s.id = c.actor WHERE %s::text IS NULL OR c.subject = %s ORDER BY c.id DESC LIMIT %s",
        (subject, subject, KEPT),
    )
    return [Change(*row) for row in rows]


def _only(side: Mapping[str, Any], names: list[str]) -> str:
    return json.dumps({name: side[name] for name in names if name in side}, ensure_ascii=False)


def _plain(side: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(one) for name, one in side.items()}


def _value(one: Any) -> Any:
    if isinstance(one, UUID):
        return str(one)
    if isinstance(one, time):
        return f"{one:%H:%M}"
    if isinstance(one, date):
        return one.isoformat()
    return list(one) if isinstance(one, tuple | set | frozenset) else one
