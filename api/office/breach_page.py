"""A breach of data on its page: how it stands, the words of its notice, and what was opened of each case (R27)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from api.cases.views import Lens
from api.definitions.catalog import catalog
from api.desk import Desk
from api.office import breaches, concerned
from api.office.breaches import Opening
from api.office.register import Json, day_words, item, joined, moment_words
from api.security import looks
from engine import reading
from engine.database import Tx
from engine.definition import Text
from engine.reading import View
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed
from workflows.breach import BREACH
from workflows.facts.vocabulary import BREACH_CAUSE, CONTACT_HOW, PUBLIC_TOLD

SHOWN = 2_000
NEXT = {one.name: one.title for one in BREACH.transitions}


def summary(
    lens: Lens, view: View, openings: Sequence[Opening], steps: Sequence[Json], devices: Mapping[str, Text]
) -> Json:
    facts, state = view.snapshot.facts, view.member.compiled.workflow.state(view.snapshot.state)
    (clock,) = reading.clock_views(view.member, view.snapshot, view.now) or (None,)
    left = [one for one in facts.concerned if one not in facts.cases_told]
    whole = breaches.fingerprint(openings) == facts.list_fingerprint
    pending = view.snapshot.pending
    return item(
        view.snapshot.id,
        view.member.number,
        (WHAT, BREACH_CAUSE[facts.cause]),
        (Text("Diketahui", "Detected"), moment_words(facts.detected_at)),
        (Text("Beri tahu paling lambat", "Give notice by"), moment_words(clock.due_at) if clock is not None else None),
        (Text("Petugas yang dipertanyakan", "Whose access"), lens.people.get(facts.looker)),
        (Text("Lewat perangkat", "Through the device"), devices.get(facts.session, facts.session)),
        (Text("Masa", "Period"), _period(facts)),
        (Text("Isian yang terbuka", "Fields opened"), facts.fields_opened if facts.list_fingerprint else None),
        (Text("Belum diberi tahu", "Not told yet"), joined(left)),
        (Text("Tidak dapat diberi tahu dengan aman", "Cannot be told safely"), joined(facts.untold)),
        (Text("Lembaga pengawas diberi tahu", "Authority told"),
         day_words(facts.authority_told_on) if facts.authority_told_on else None),
        (Text("Masyarakat umum", "The public"), PUBLIC_TOLD.get(facts.public_told or "")),
        (Text("Menunggu orang kedua", "Waits for a second person"),
         NEXT[pending.transition] if pending is not None else None),
        (Text("Sidik jari daftar", "Fingerprint of the list"), facts.list_fingerprint),
        chips=[state.title, *([ALTERED] if facts.list_fingerprint and not whole else [])],
        actions=steps,
    )  # fmt: skip


def _period(facts: Any) -> Text | None:
    if facts.looked_from is None:
        return None
    since, until = moment_words(facts.looked_from), moment_words(facts.looked_until)
    return Text(f"{since.id} – {until.id}", f"{since.en} – {until.en}")


def notice(desk: Desk, tx: Tx, view: View, openings: Sequence[Opening], lens: Lens) -> Json:
    """What the law asks to be told (PDP art. 46): which data, when and how, what is done about it."""
    facts = view.snapshot.facts
    try:
        private = sealing.read_case(tx.connection, desk.engine.keys, view.snapshot.id)
    except KeyDestroyed:
        private = {}
    fields = dict.fromkeys(_field(lens, one) for one in openings if one.secret)
    period, cause = _period(facts), BREACH_CAUSE[facts.cause]
    how = " ".join(part for part in (f"{cause.id}.", str(private.get("story", ""))) if part)
    return item(
        "notice",
        Text("Teks pemberitahuan", "Text of the notice"),
        (Text("Data yang terbuka", "Data that were opened"), joined(list(fields), "; ") or Text("–", "–")),
        (Text("Kapan", "When"), period or moment_words(facts.detected_at)),
        (Text("Bagaimana", "How"), how),
        (Text("Penanganan dan pemulihan", "Handling and recovery"), str(private.get("handling", "")) or None),
        (Text("Disampaikan", "To be told"), SAFELY),
    )


def cases(
    lens: Lens, openings: Sequence[Opening], facts: Any, contacts: Mapping[UUID, str], devices: Mapping[str, Text]
) -> Iterator[Json]:
    """For each case its fields, when and by whom."""
    ordered = sorted(openings[:SHOWN], key=lambda one: (one.number, one.at))
    for number, lines in groupby(ordered, key=lambda one: one.number):
        rows = list(lines)
        chips = [UNTOLD] if number in facts.untold else [TOLD] if number in facts.cases_told else (
            [TO_TELL] if number in facts.concerned else [])  # fmt: skip
        chips += [CAREFUL] if number in facts.careful else []
        contact = CONTACT_HOW.get(contacts.get(rows[0].case) or "") if rows[0].case is not None else None
        yield item(
            f"case-{number or 'unknown'}",
            number or Text("Berkas tanpa daftar kasus", "A file without a list of cases"),
            (Text("Orang yang terkena", "Persons concerned"), concerned.people(rows)),
            (Text("Kontak aman", "Safe contact"), contact),
            *((_field(lens, one), _when(lens, one, devices)) for one in rows),
            chips=chips,
            data={"openings": [{"field": one.field, "what": one.what, "at": one.at.isoformat(),
                                "actor": str(one.actor), "session": one.session, "secret": one.secret}
                               for one in rows]},
        )  # fmt: skip


def _field(lens: Lens, one: Opening) -> Text:
    """The field by the name that its workflow gives it; else what was looked at."""
    known = catalog(lens.registry, one.workflow).get(one.field) if one.workflow else None
    if known is not None:
        return Text(known.title["id"], known.title["en"])
    what = looks.WHAT.get(one.what) or GLASS
    return Text(*(f"{what[tongue]}{f' ({one.field})' if one.field else ''}" for tongue in ("id", "en")))


def _when(lens: Lens, one: Opening, devices: Mapping[str, Text]) -> Text:
    at, through = moment_words(one.at), devices.get(one.session or "")
    name = lens.people.get(one.actor, "?")
    return Text(
        f"{at.id} · {name}" if through is None else f"{at.id} ({through.id})",
        f"{at.en} · {name}" if through is None else f"{at.en} ({through.en})",
    )


WHAT = Text("Yang terjadi", "What happened")
SAFELY = Text(
    "dalam 3×24 jam sejak diketahui: kepada tiap orang lewat kontak amannya, tanpa menyebut perkara; kepada lembaga"
    " pengawas; dan kepada masyarakat bila layanan terganggu atau dampaknya luas",
    "within 3×24 hours of its detection: to each person through her safe contact, without naming the matter; to the"
    " authority; and to the public where a service is disturbed or much is at stake",
)
UNTOLD = Text("Tidak dapat diberi tahu dengan aman", "Cannot be told safely")
CAREFUL = Text("Jangan datangi, surati atau telepon", "No visit, letter or call")
TOLD = Text("Sudah diberi tahu", "Told")
TO_TELL = Text("Harus diberi tahu", "To be told")
ALTERED = Text("Daftar tidak cocok dengan sidik jarinya", "The list does not match its fingerprint")
GLASS = {"id": "Membuka identitas dalam keadaan darurat", "en": "Opened identities in an emergency"}
