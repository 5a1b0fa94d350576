"""In what the people of two cases are equal, in words: of whom here, and of whom there; and no name."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from api.cases.views import Json
from api.words import Words
from engine.database import Tx
from engine.definition import Text
from engine.secrets import marks
from engine.secrets.marks import Likeness

MOST = 20
STRENGTH = {"nik": 0, "phone": 1, "name": 2}
"""What says most comes first."""

KINDS: Mapping[str, Text] = {
    "nik": Text("NIK", "identity number"),
    "phone": Text("nomor telepon", "phone number"),
    "name": Text("nama yang terdengar sama", "name that sounds alike"),
}
PEOPLE: Mapping[str, Text] = {
    "victims": Text("korban", "victim"),
    "perpetrators": Text("terlapor", "alleged perpetrator"),
    "reporter": Text("pelapor", "reporter"),
}


def candidates(tx: Tx, case_id: UUID) -> list[Json]:
    """The same by number only, as a form suggests them: what says most first."""
    found: dict[UUID, list[Likeness]] = {}
    for one in marks.alike(tx.connection, case_id):
        found.setdefault(one.case_id, []).append(one)
    rows = tx.connection.execute("SELECT id, number FROM cases WHERE id = ANY(%s)", (list(found),)).fetchall()
    named = sorted(rows, key=lambda row: (min(STRENGTH[each.kind] for each in found[row[0]]), row[1]))
    return [{"value": row[1], "title": _together(equal(found[row[0]]))} for row in named[:MOST]]


def _together(words: list[Words]) -> Words:
    return {tongue: "; ".join(one[tongue] for one in words) for tongue in ("id", "en")}


def equal(likenesses: Iterable[Likeness]) -> list[Words]:
    """What is equal, in words: of whom here, and of whom there."""
    return [_said(one) for one in sorted(likenesses, key=lambda one: (STRENGTH[one.kind], one.person, one.their))]


def _said(one: Likeness) -> Words:
    kind, here, there = KINDS[one.kind], _who(one.person), _who(one.their)
    return {
        "id": f"{kind.id}: {here.id} di sini, {there.id} di sana",
        "en": f"{kind.en}: {here.en} here, {there.en} there",
    }


def _who(person: str) -> Text:
    group, _, number = person.partition("/")
    words = PEOPLE[group]
    return Text(f"{words.id} {number}".strip(), f"{words.en} {number}".strip())
