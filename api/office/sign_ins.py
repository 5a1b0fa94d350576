"""Who of the staff signed in, when and at what: to say through which sign-in something was opened (R27)."""

from collections.abc import Mapping
from typing import Any

from api.office.register import moment_words
from engine.database import Tx
from engine.definition import Text
from engine.errors import Invalid, Problem

MOST = 200
"""The latest of them are offered."""

LATEST = """
SELECT i.mark, s.name, i.at, i.device FROM sign_in i JOIN staff s ON s.id = i.staff_id ORDER BY i.at DESC LIMIT %s"""
NAMED = "SELECT i.mark, s.name, i.at, i.device FROM sign_in i JOIN staff s ON s.id = i.staff_id WHERE i.mark = ANY(%s)"
WHOSE = "SELECT staff_id FROM sign_in WHERE mark = %s"


def latest(tx: Tx) -> Mapping[str, Text]:
    """Each by its mark, in words."""
    return {row[0]: _words(*row[1:]) for row in tx.connection.execute(LATEST, (MOST,))}


def named(tx: Tx, marks: list[str]) -> Mapping[str, Text]:
    return {row[0]: _words(*row[1:]) for row in tx.connection.execute(NAMED, (marks,))}


def of_her(tx: Tx, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """A form that names a sign-in names its person, too. Raises Invalid for none that was, or another's."""
    if form["session"] is None:
        return form
    row = tx.connection.execute(WHOSE, (form["session"],)).fetchone()
    if row is None:
        raise Invalid([Problem("/session", "unknown", UNKNOWN)])
    if form["looker"] not in (None, row[0]):
        raise Invalid([Problem("/session", "another", ANOTHERS)])
    return {**form, "looker": row[0]}


def _words(name: str, at: Any, device: str) -> Text:
    when = moment_words(at)
    return Text(*(" · ".join(part for part in (name, one, device) if part) for one in (when.id, when.en)))


UNKNOWN = Text("Tidak ada yang masuk seperti ini.", "There was no such sign-in.")
ANOTHERS = Text("Ini bukan petugas yang dipertanyakan.", "This is not the person whose access is in question.")
