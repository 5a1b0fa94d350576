"""The letter with which a referral goes to an agency, or to another region (R14, R24, R32): what its receiver needs.

Whoever it is about is named only where the legal basis still carries it, as far as was chosen when it was sent; a
consent that was withdrawn carries nobody.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from api.cases import views
from api.office.register import day_words, moment_words
from api.papers.press import Press
from api.papers.sheet import Line, Part, Said, Sheet, Signature, lines_of, present
from engine import reading
from engine.calendar import WIB
from engine.definition import Text
from workflows.casework.legal_basis import fitting_bases
from workflows.casework.requesting import withdrawn
from workflows.extracts.papers import HANDOVER, LETTER
from workflows.facts.case import CaseFacts
from workflows.facts.referral import Carried, ReferralFacts
from workflows.facts.vocabulary import AGE_BAND, HANDOVER_REGION, HOUSE
from workflows.referral import RECEIVER

APART = ("victims", "consent_by", "consent_scope", "message")
"""What stands in a part of its own."""
ASKED = Text("Yang dimohon", "What is asked")

ANSWER = Text(
    "Mohon rujukan ini diterima, atau dikembalikan dengan alasan.",
    "Please accept this referral, or return it with a reason.",
)
ANSWER_BY_PHONE = Text(f"{ANSWER.id} Kami menelepon untuk memastikannya.", f"{ANSWER.en} We shall call to make sure.")


def referral(press: Press) -> Sheet:
    facts: ReferralFacts = press.facts
    agency = press.agency(facts.receiver)
    to: list[Said] = [HOUSE[facts.receiver], *([agency.address, agency.phone] if agency else [])]
    asked = ANSWER if facts.delivery is None else ANSWER_BY_PHONE
    due = [(Text("Jawaban paling lambat", "Answer by"), moment_words(one.due_at)) for one in _clocks(press)]
    parts = [_between(press, press.letterhead, to), Part(ASKED, due, _asked(press, asked))]
    somebody = press.desk.somebody
    by_hand = somebody.role in RECEIVER  # who only prints what came in did not send it
    return _sheet(press, LETTER.title, press.letterhead, parts, sender="" if by_hand else somebody.name)


def handover(press: Press) -> Sheet:
    """R32. From UPTD to its like in the region that the case belongs to."""
    facts: ReferralFacts = press.facts
    region = HANDOVER_REGION[facts.handover_region] if facts.handover_region is not None else Text("–", "–")
    there = Text(f"UPTD PPA {region.id}", f"UPTD PPA {region.en}")
    own = press.agency(facts.receiver)
    head = [HOUSE[facts.receiver].id, *([own.address, own.phone] if own else []), press.office.get("dinas")]
    asked = Text(
        "Mohon kasus ini diterima, dan tanggal penerimaan serta petugasnya diberitahukan. Sampai itu kami tetap"
        " menanganinya.",
        "Please take this case, and tell us the date and the officer. Until then we keep working on it.",
    )
    parts = [_between(press, head, [there]), Part(ASKED, (), _asked(press, asked))]
    return _sheet(press, HANDOVER.title, [one for one in head if one], parts, sender=press.desk.somebody.name)


def _sheet(press: Press, title: Said, head: list[str], parts: list[Part], *, sender: str) -> Sheet:
    warned = [Part(said, text=[what], warns=True) for said, what in views.warnings(press.view)]
    parts = [*warned, *parts, _basis(press), *_people(press), *_shared(press), *_dates(press)]
    return Sheet(
        title,
        press.number,
        head,
        parts,
        (
            Signature(Text("Pengirim", "Sender"), sender),
            Signature(Text("Penerima: nama, tanggal, tanda tangan", "Receiver: name, date, signature")),
        ),
        names=frozenset(press.secret),
    )


def _between(press: Press, sender: list[str], receiver: Iterable[Said]) -> Part:
    facts: ReferralFacts = press.facts
    kader = press.lens.people.get(facts.kader) if facts.kader is not None else None
    phone = press.house.phone if press.house is not None else ""
    return Part(
        lines=present(
            [
                (Text("Kepada", "To"), _row(receiver)),
                (Text("Dari", "From"), sender[0] if sender else ""),
                (Text("Tanggal", "Date"), day_words(facts.sent_at.astimezone(WIB).date())),
                (Text("Dihubungi melalui", "Reached through"), " · ".join(one for one in (kader, phone) if one)),
                _fact(press, "risk"),
                _fact(press, "child_perpetrator"),
                _fact(press, "note"),
            ]
        )
    )


def _asked(press: Press, asked: Text) -> list[Said]:
    message = press.secret.get("message") if carries_all(press) else None
    return [asked, *([message] if message else [])]


def _clocks(press: Press) -> list[reading.ClockView]:
    if press.view.snapshot.state != press.view.member.compiled.workflow.initial:
        return []
    return reading.clock_views(press.view.member, press.view.snapshot, press.now)[:1]


def _basis(press: Press) -> Part:
    facts: ReferralFacts = press.facts
    gone = withdrawn(facts, _case(press))
    given = {} if gone else {name: press.secret.get(name) for name in ("consent_by", "consent_scope")}
    on = day_words(facts.consent_on) if facts.consent_on is not None else None
    lines = [
        _fact(press, "legal_basis"),
        (press.words["consent_by"].title, given.get("consent_by")),
        _fact(press, "consent_relation"),
        (press.words["consent_on"].title, on),
        (press.words["consent_scope"].title, given.get("consent_scope")),
    ]
    return Part(Text("Dasar hukum", "Legal basis"), present(lines), [WITHDRAWN] if gone else [], warns=gone)


WITHDRAWN = Text("Persetujuan sudah ditarik: tidak seorang pun disebut.", "The consent was withdrawn: nobody is named.")


def _people(press: Press) -> Iterator[Part]:
    """Each victim that the referral carries: what is closed, and who it is where that may be told."""
    facts: ReferralFacts = press.facts
    entries = press.words["victims"].within
    named = press.secret.get("victims", ())
    for place, victim in enumerate(facts.victims):
        own = named[place] if place < len(named) and carries(press, victim) else {}
        closed = {name: getattr(victim, name) for name in ("sex", "accommodation", "forms", "sexual_forms")}
        band: Line = (Text("Kelompok umur", "Age group"), AGE_BAND[victim.age_band])
        lines = [*lines_of(entries, own), band, *lines_of(entries, closed)]
        yield Part(Text(f"Korban nomor {victim.number}", f"Victim number {victim.number}"), lines)


def carries(press: Press, victim: Carried) -> bool:
    """R24. Whether the legal basis, as it stands now, carries the identity of this person."""
    facts, case = press.facts, _case(press)
    person = next((one for one in case.victims if one.number == victim.number), None)
    if person is None or withdrawn(facts, case):
        return False
    return facts.legal_basis in fitting_bases(case, person, facts.receiver)


def carries_all(press: Press) -> bool:
    """Free text may be about anybody whom the referral carries."""
    return all(carries(press, one) for one in press.facts.victims)


def _shared(press: Press) -> Iterator[Part]:
    told = {name: value for name, value in press.secret.items() if name not in APART}
    if told and carries_all(press):
        yield Part(Text("Keterangan yang disertakan", "What goes along"), lines_of(press.words, told))


def _dates(press: Press) -> Iterator[Part]:
    """Police and shelter, as far as they are known."""
    case, facts = _case(press), press.facts
    days = (
        (Text("Dilaporkan ke polisi", "Reported to the police"), case.police_reported_on),
        (Text("Perlindungan polisi sejak", "Police protection since"), case.protection_from),
        (Text("Di rumah aman sejak", "In shelter since"), facts.sheltered_from),
    )
    known = [(title, moment_words(at) if isinstance(at, datetime) else day_words(at)) for title, at in days if at]
    if known:
        yield Part(Text("Polisi dan perlindungan", "Police and protection"), known)


def _case(press: Press) -> CaseFacts:
    facts: CaseFacts = press.view.family.root.snapshot.facts
    return facts


def _fact(press: Press, name: str) -> tuple[Said, Said | None]:
    value = getattr(press.facts, name)
    entry = press.words[name]
    return entry.title, entry.label(value) if value is not None else None


def _row(parts: Iterable[Said]) -> Text:
    both = [one if isinstance(one, Text) else Text(str(one), str(one)) for one in parts if one]
    return Text(" · ".join(one.id for one in both), " · ".join(one.en for one in both))
