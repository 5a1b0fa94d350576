"""Cases in which the same people may be: what is equal, to whoever may see both cases; and no name.

Candidates, not findings: two people may have one name. What is one case, or a new incident of the same two, people say.
"""

from collections.abc import Iterable
from uuid import UUID

from api.cases import casework, lists
from api.cases.likeness import STRENGTH, equal
from api.cases.views import Json
from api.desk import Desk
from api.words import text
from engine.definition import Text
from engine.reading import Filters
from engine.secrets import marks
from engine.secrets.marks import Likeness

MOST = 20


def similar(desk: Desk, case_id: UUID) -> Json:
    """The cases in sight that have somebody in common with this one, what says most first. Raises NotFound."""
    with desk.engine.database.transaction(desk.actor) as tx:
        casework.find(desk, tx, case_id)
        by_case: dict[UUID, list[Likeness]] = {}
        for one in marks.alike(tx.connection, case_id):
            by_case.setdefault(one.case_id, []).append(one)
        found = sorted(by_case, key=lambda one: min(STRENGTH[each.kind] for each in by_case[one]))[:MOST]
        shown = lists.page_in(desk, tx, Filters(roots=tuple(found)), None, MOST)["items"] if found else []
    known = {one["id"]: one for one in shown}
    return {
        "title": text(TITLE),
        "note": text(NOTE),
        "items": [
            {"case": known[one], "equal": equal(by_case[one]), "same_pair": same_pair(by_case[one])}
            for one in found
            if one in known
        ],
    }


def same_pair(likenesses: Iterable[Likeness]) -> bool:
    """Whether a victim and an alleged perpetrator of here are a victim and one of there: repetition (R07)."""
    same = {(_group(one.person), _group(one.their)) for one in likenesses}
    return {("victims", "victims"), ("perpetrators", "perpetrators")} <= same


def _group(person: str) -> str:
    return person.partition("/")[0]


TITLE = Text("Mungkin orang yang sama", "Perhaps the same people")
NOTE = Text(
    "Hanya kesamaan yang ditunjukkan. Periksa sebelum mengaitkan atau menggabungkan.",
    "Only equality is shown. Check before you link or merge.",
)
