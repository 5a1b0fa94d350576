"""The register of breaches of data, for those who work on them: what was opened, who has to be told, and in what words.

The page is a register like any other; steps go to the engine, and who may take them stands in the workflow.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, SkipValidation

from api.cases import casework, views
from api.cases.views import Lens
from api.definitions.catalog import catalog
from api.desk import Desk
from api.office import breaches
from api.office import registers as office
from api.office.breaches import Opening
from api.office.register import Json, action, asking, day_words, item, joined, link, moment_words, register
from api.security import looks
from api.security.policy import AUDITORS
from engine import commands, reading
from engine.database import Tx
from engine.definition import Text
from engine.errors import NotFound
from engine.reading import View
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed
from workflows.breach import BREACH
from workflows.facts.vocabulary import BREACH_CAUSE, CONTACT_HOW
from workflows.forms.breaching import Detection
from workflows.forms.steps import Reason

Here = NamedDependency[SkipValidation[Desk]]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False, max_length=200)]
Body = JSONBody[dict[str, Any]]

ALL = "SELECT id, number, state, opened_at, facts ->> 'cause' FROM cases WHERE workflow = %s ORDER BY opened_at DESC"
CONTACT = "SELECT id, facts ->> 'contact_how' FROM cases WHERE id = ANY(%s)"
SHOWN = 2_000


@get(office.BREACHES.href, policy=AUDITORS, sync_to_thread=True)
def list_breaches(desk: Here) -> Json:
    with desk.engine.database.transaction(desk.actor) as tx:
        rows = tx.connection.execute(ALL, (BREACH.name,)).fetchall()
    return register(
        office.BREACHES.title,
        [
            item(
                case,
                number,
                (WHAT, BREACH_CAUSE[cause]),
                (Text("Dicatat", "Recorded"), moment_words(at)),
                chips=[BREACH.state(state).title],
                links=[link(Text("Buka", "Open"), f"/app/office/breaches/{case}")],
            )
            for case, number, state, at, cause in rows
        ],
        lead=Text(
            "Yang terkena dan lembaga pengawas diberi tahu dalam 3×24 jam sejak diketahui (UU PDP Pasal 46).",
            "Those concerned and the authority are told within 3×24 hours of its detection (PDP art. 46).",
        ),
        empty=Text("Belum ada kebocoran yang tercatat.", "No breach is on record."),
        forms={"open": asking(Detection)},
        actions=[
            action(Text("Catat kebocoran", "Record a breach"), "POST", office.BREACHES.href, form="open", main=True)
        ],
    )


@post(office.BREACHES.href, policy=AUDITORS, sync_to_thread=True)
def open_breach(desk: Here, data: Body, key: Key = None) -> Response[Any]:
    return casework.open_new(
        desk,
        key,
        BREACH.name,
        data,
        lambda also: commands.open_case(desk.engine, desk.actor, BREACH.name, data, also=also),
    )


@get(f"{office.BREACHES.href}/{{breach:uuid}}", policy=AUDITORS, sync_to_thread=True)
def read_breach(desk: Here, breach: FromPath[UUID]) -> Json:
    """A look, on record before it is shown: what happened is told in words."""
    with desk.engine.database.transaction(desk.actor) as tx:
        view = _find(desk, tx, breach)
        looks.record(tx, "view", breach, ["story", "handling"])
        lens = casework.lens_of(desk, tx, view.now)
        openings = breaches.kept(tx, breach, view.snapshot.facts.list_fingerprint)
        steps, asked = _steps(lens, view)
        contacts: dict[UUID, str] = dict(tx.connection.execute(CONTACT, ([one.case for one in openings],)).fetchall())
        return register(
            office.BREACHES.title,
            [
                _summary(lens, view, openings, steps),
                _notice(desk, tx, view, openings, lens),
                *_cases(lens, openings, view.snapshot.facts, contacts),
            ],
            lead=LISTED,
            empty=Text("Belum dinilai.", "Not assessed yet."),
            forms=asked,
            links=[link(Text("Semua kebocoran", "All breaches"), "/app/office/breaches")],
        )


@post(f"{office.BREACHES.href}/{{breach:uuid}}/proposals/{{number:int}}/{{verdict:str}}", policy=AUDITORS,
      sync_to_thread=True)  # fmt: skip
def decide(
    desk: Here, breach: FromPath[UUID], number: FromPath[int], verdict: FromPath[str], data: Body, key: Key = None
) -> Response[Any]:
    """The second person's word on keeping silent."""
    _insist(desk, breach)
    reason = str(data.get("reason", ""))[:2_000]
    verbs: dict[str, casework.Command] = {
        "approve": lambda also: casework.approve(desk, breach, number, None, also),
        "reject": lambda also: commands.reject(desk.engine, desk.actor, breach, number, reason, also=also),
        "withdraw": lambda also: commands.withdraw(desk.engine, desk.actor, breach, number, also=also),
    }
    if verdict not in verbs:
        raise NotFound("verdict")
    return casework.act(desk, breach, key, f"{breach} {verdict} {number}", data, verbs[verdict])


@post(f"{office.BREACHES.href}/{{breach:uuid}}/{{name:str}}", policy=AUDITORS, sync_to_thread=True)
def advance(desk: Here, breach: FromPath[UUID], name: FromPath[str], data: Body, key: Key = None) -> Response[Any]:
    """A step of the workflow. 202 where it waits for a second person."""
    _insist(desk, breach)
    return casework.act(
        desk, breach, key, f"{breach} {name}", data, lambda also: casework.advance(desk, breach, name, data, None, also)
    )


def _insist(desk: Desk, breach: UUID) -> None:
    """Raises NotFound for what is no breach in sight."""
    with desk.engine.database.transaction(desk.actor) as tx:
        _find(desk, tx, breach)


def _find(desk: Desk, tx: Tx, breach: UUID) -> View:
    view = casework.find(desk, tx, breach)
    if view.snapshot.workflow != BREACH.name:
        raise NotFound("breach")
    return view


def _steps(lens: Lens, view: View) -> tuple[list[Json], dict[str, Any]]:
    """What may be done now, and the forms for it."""
    offered: list[Json] = []
    asked: dict[str, Any] = {}
    facts, breach = view.snapshot.facts, view.snapshot.id
    for one in reading.steps(view.member.compiled, view.snapshot, lens.actor, lens.now):
        form = views.step(lens, one, view.member, ())["schema"]
        if form is not None:
            asked[one.transition.name] = _numbered(form, [n for n in facts.concerned if n not in facts.cases_told])
        if one.allowed:
            offered.append(
                action(one.transition.title, "POST", f"{office.BREACHES.href}/{breach}/{one.transition.name}",
                       form=one.transition.name if form is not None else None, confirm=SURE, main=not offered)
            )  # fmt: skip
    pending = view.snapshot.pending
    if pending is not None:
        path = f"{office.BREACHES.href}/{breach}/proposals/{pending.number}"
        asked["reject"] = asking(Reason)
        own = pending.by == lens.actor.id
        offered += [action(WITHDRAW, "POST", f"{path}/withdraw", confirm=SURE_WITHDRAW)] if own else [
            action(APPROVE, "POST", f"{path}/approve", confirm=SURE_APPROVE, main=True),
            action(REJECT, "POST", f"{path}/reject", form="reject"),
        ]  # fmt: skip
    return offered, asked


def _numbered(form: Mapping[str, Any], numbers: Sequence[str]) -> Mapping[str, Any]:
    """The number of a case is chosen among those whose persons are still to be told."""
    if "number" not in form["properties"]:
        return form
    field = {name: value for name, value in form["properties"]["number"].items() if name != "pattern"}
    labels = {one: {"id": one, "en": one} for one in numbers}
    chosen = {**field, "enum": list(numbers), "x-ui": {**field["x-ui"], "widget": "select", "labels": labels}}
    return {**form, "properties": {**form["properties"], "number": chosen}}


def _summary(lens: Lens, view: View, openings: Sequence[Opening], steps: Sequence[Json]) -> Json:
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
        (Text("Masa", "Period"), _period(facts)),
        (Text("Isian yang terbuka", "Fields opened"), facts.fields_opened if facts.list_fingerprint else None),
        (Text("Belum diberi tahu", "Not told yet"), joined(left)),
        (Text("Lembaga pengawas diberi tahu", "Authority told"),
         day_words(facts.authority_told_on) if facts.authority_told_on else None),
        (Text("Menunggu orang kedua", "Waits for a second person"), KEEP_SILENT if pending is not None else None),
        (Text("Sidik jari daftar", "Fingerprint of the list"), facts.list_fingerprint),
        chips=[state.title, *([ALTERED] if facts.list_fingerprint and not whole else [])],
        actions=steps,
    )  # fmt: skip


def _period(facts: Any) -> Text | None:
    if facts.looked_from is None:
        return None
    since, until = moment_words(facts.looked_from), moment_words(facts.looked_until)
    return Text(f"{since.id} – {until.id}", f"{since.en} – {until.en}")


def _notice(desk: Desk, tx: Tx, view: View, openings: Sequence[Opening], lens: Lens) -> Json:
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


def _cases(lens: Lens, openings: Sequence[Opening], facts: Any, contacts: Mapping[UUID, str]) -> Iterator[Json]:
    """For each case its fields, when and by whom."""
    ordered = sorted(openings[:SHOWN], key=lambda one: (one.number, one.at))
    for number, lines in groupby(ordered, key=lambda one: one.number):
        rows = list(lines)
        chips = [TOLD] if number in facts.cases_told else [TO_TELL] if number in facts.concerned else []
        contact = CONTACT_HOW.get(contacts.get(rows[0].case) or "") if rows[0].case is not None else None
        yield item(
            f"case-{number or 'unknown'}",
            number or Text("Berkas tanpa daftar kasus", "A file without a list of cases"),
            (Text("Kontak aman", "Safe contact"), contact),
            *((_field(lens, one), _when(lens, one)) for one in rows),
            chips=chips,
            data={"openings": [{"field": one.field, "what": one.what, "at": one.at.isoformat(),
                                "actor": str(one.actor), "secret": one.secret} for one in rows]},
        )  # fmt: skip


def _field(lens: Lens, one: Opening) -> Text:
    """The field by the name that its workflow gives it; else what was looked at."""
    known = catalog(lens.registry, one.workflow).get(one.field) if one.workflow else None
    if known is not None:
        return Text(known.title["id"], known.title["en"])
    what = looks.WHAT.get(one.what) or GLASS
    return Text(*(f"{what[tongue]}{f' ({one.field})' if one.field else ''}" for tongue in ("id", "en")))


def _when(lens: Lens, one: Opening) -> Text:
    at, name = moment_words(one.at), lens.people.get(one.actor, "?")
    return Text(f"{at.id} · {name}", f"{at.en} · {name}")


WHAT = Text("Yang terjadi", "What happened")
LISTED = Text(
    "Daftar dihitung dari catatan akses. Jangan menyebut perkara dalam surat atau pesan; cetak halaman ini bila perlu.",
    "The list is computed from the access records. Name no matter in letters or messages; print this page if need be.",
)
SAFELY = Text(
    "lewat kontak aman tiap orang, tanpa menyebut perkara; dan kepada lembaga pengawas",
    "through each person's safe contact, without naming the matter; and to the authority",
)
TOLD = Text("Sudah diberi tahu", "Told")
TO_TELL = Text("Harus diberi tahu", "To be told")
ALTERED = Text("Daftar tidak cocok dengan sidik jarinya", "The list does not match its fingerprint")
KEEP_SILENT = Text("Tutup tanpa pemberitahuan", "Close without notice")
APPROVE, REJECT = Text("Setujui", "Approve"), Text("Tolak", "Reject")
WITHDRAW = Text("Tarik usulan", "Withdraw the proposal")
SURE = Text("Langkah ini tercatat dan tidak dapat ditarik.", "This step goes on record and cannot be taken back.")
SURE_APPROVE = Text("Setujui usulan ini?", "Approve this proposal?")
SURE_WITHDRAW = Text("Tarik usulan ini?", "Withdraw this proposal?")
GLASS = {"id": "Membuka identitas dalam keadaan darurat", "en": "Opened identities in an emergency"}

HANDLERS = (list_breaches, open_breach, read_breach, decide, advance)
