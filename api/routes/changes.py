"""What was changed in the office, by whom, and from what to what, for who audits."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from api.desk import Desk
from api.office import changes
from api.office import registers as office
from api.office.awareness import HOLDERS, STATUS, TOPICS
from api.office.changes import ACTS, FIELDS, SUBJECTS, Change
from api.office.houses import hours_words
from api.office.register import Json, choose, day_words, item, joined, moment_words, register
from api.routes.people import LANGUAGES
from api.security.policy import AUDITORS
from api.words import Words
from engine.definition import Text
from workflows.forms.form import Form, asks
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES

Here = NamedDependency[SkipValidation[Desk]]


class WhichChanges(Form):
    subject: str = asks("Tentang", "About", "select", default="")


@get(office.CHANGES.href, policy=AUDITORS, sync_to_thread=True)
def list_changes(desk: Here, subject: FromQuery[str | None] = None) -> Json:
    """The newest first. Nobody rewrites them."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = changes.listed(tx, subject or None)
        names = {str(who): name for who, name in tx.connection.execute("SELECT id, name FROM staff").fetchall()}
    return register(
        office.CHANGES.title,
        [_change(one, names) for one in found],
        lead=Text(f"{changes.KEPT} yang terbaru. Tidak dapat diubah atau dihapus.",
                  f"The newest {changes.KEPT}. They cannot be changed or removed."),
        empty=Text("Belum ada perubahan.", "Nothing was changed yet."),
        choose=choose(WhichChanges, {"subject": subject}, subject=SUBJECTS),
    )  # fmt: skip


def _change(one: Change, names: dict[str, str]) -> Json:
    what, how = SUBJECTS.get(one.subject, Text(one.subject, one.subject)), ACTS[one.act]
    about = names.get(one.key) or (KELURAHAN[one.key].name if one.key in KELURAHAN else None)
    by = Text(one.name, one.name) if one.name else INSTALLATION
    return item(
        one.id,
        Text(f"{what.id} {how.id}", f"{what.en} {how.en}"),
        (Text("Kapan", "When"), moment_words(one.at)),
        (Text("Oleh", "By"), by),
        (Text("Tentang", "About"), about),
        *((FIELDS.get(name, Text(name, name)), _moved(one, name, names)) for name in _fields(one)),
        data={"subject": one.subject, "key": one.key, "act": one.act, "old": one.old, "new": one.new},
    )


def _fields(one: Change) -> list[str]:
    """In the order in which they are told everywhere; the database keeps them in none."""
    known = list(FIELDS)
    return sorted({**one.old, **one.new}, key=lambda name: known.index(name) if name in FIELDS else len(known))


def _moved(one: Change, name: str, names: dict[str, str]) -> Words:
    """As it was kept: what is recorded is never called otherwise."""
    sides = [_side(name, side[name], names) for side in (one.old, one.new) if name in side]
    return {"id": " → ".join(side.id for side in sides), "en": " → ".join(side.en for side in sides)}


INSTALLATION = Text("Pemasangan", "The installation")
ELSE: Mapping[str, Text] = {
    **{name: role.title for name, role in ROLES.items()},
    "system": Text("Lewat sistem ini", "In this system"),
    "letter": Text("Dengan surat", "By letter"),
    **TOPICS,
    **HOLDERS,
    **STATUS,
}
NOTHING = Text("–", "–")
DAY, MINUTE = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"(\d\d:\d\d)(:00)?")


def _side(name: str, value: Any, names: dict[str, str]) -> Text:
    if name == "hours":
        return hours_words(value) or NOTHING
    return LANGUAGES.get(value, NOTHING) if name == "language" else _plain(value, names)


def _plain(value: Any, names: dict[str, str]) -> Text:
    if isinstance(value, list):
        return joined([_plain(one, names) for one in value]) or NOTHING
    if isinstance(value, dict):
        return joined([_plain(one, names) for one in value.values()], " ") or NOTHING
    if isinstance(value, bool):
        return Text("Ya", "Yes") if value else Text("Tidak", "No")
    return _told(str(value), names) if value not in (None, "") else NOTHING


def _told(value: str, names: dict[str, str]) -> Text:
    """A day, an hour, a moment, or what the code stands for."""
    if DAY.fullmatch(value):
        return day_words(date.fromisoformat(value))
    if (hour := MINUTE.fullmatch(value)) is not None:
        return Text(hour[1].replace(":", "."), hour[1])
    if DAY.match(value) and "T" in value:
        return moment_words(datetime.fromisoformat(value))
    place = KELURAHAN.get(value)
    known = names.get(value) or (place.name if place else None)
    return Text(known, known) if known else ELSE.get(value, Text(value, value))


HANDLERS = (list_changes,)
