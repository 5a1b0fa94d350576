"""What is due for erasure, for supervisors (R28)."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from api.desk import Desk
from api.office import keeping
from api.office import registers as office
from api.office.keeping import Line
from api.office.register import Json, item, link, moment_words, register
from api.security.policy import SUPERVISORS
from engine.definition import Text
from workflows.facts.vocabulary import ENDED_FOR

Here = NamedDependency[SkipValidation[Desk]]


@get(office.RETENTION.href, policy=SUPERVISORS, sync_to_thread=True)
def list_due(desk: Here) -> Json:
    """Made by the workers; nothing on it is erased but by two persons."""
    with desk.engine.database.transaction(desk.actor) as tx:
        due, held = keeping.due(tx), keeping.held(tx)
    return register(
        office.RETENTION.title,
        [*(_line(one, DUE_SINCE) for one in due), *(_line(one, HELD_SINCE, HELD) for one in held)],
        lead=Text(
            "Masa simpannya berakhir. Tidak ada yang terhapus sendiri: usulkan di halaman kasusnya, orang lain"
            " menyetujui.",
            "Their time of keeping is over. Nothing is erased by itself: propose it on the page of the case, and"
            " somebody else approves.",
        ),
        empty=Text("Tidak ada yang jatuh tempo.", "Nothing is due."),
    )


def _line(one: Line, since: Text, *chips: Text) -> Json:
    ended = ENDED_FOR.get(one.end_reason or "")
    return item(
        one.id,
        one.number,
        (since, moment_words(one.since)),
        (Text("Berakhir", "Ended"), moment_words(one.ended_at) if one.ended_at is not None else None),
        (Text("Karena", "Because"), ended),
        chips=chips,
        links=[link(Text("Buka kasus", "Open the case"), f"/app/cases/{one.id}")],
    )


DUE_SINCE = Text("Jatuh tempo", "Due since")
HELD_SINCE = Text("Ditahan sejak", "Held since")
HELD = Text("Ditahan", "Legal hold")

HANDLERS = (list_due,)
