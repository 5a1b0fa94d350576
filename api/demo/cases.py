"""The cases of the demo: some thirty, in every state, told as the office would tell them. No person in them is real.

They go through the engine's own commands, step by step, over three days of the demo clock; what is overdue is so
because the report was taken days ago, as the law of the clocks has it.

Long because it is a table: a kind of story, and where and when each one happened.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from api.demo.people import HOME, kader_of
from api.desk import House
from api.security.sessions import NOBODY
from engine import commands, database, reading
from engine.database import SYSTEM_ACTOR
from engine.definition import Actor

Form = dict[str, Any]
Cast = Callable[[str, str], Actor]

NOW = "<now>"
TODAY = "<today>"
DAYS = 3
UNSHARED_HOURS = 3
"""What came in later than this many hours before the demo begins is in nobody's hands yet."""

WORKFLOW = "omah-peluk"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody takes a step on a day of the story. `child`: in the newest referral; `approve`: as the second person."""

    day: int
    who: str
    act: str
    form: Form = field(default_factory=dict)
    child: bool = False
    approve: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    report: Form
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A story that happened in a kelurahan, reported so many hours before the demo begins; to whom, and by whom."""

    story: Story
    place: str
    hours: float
    victim: str = ""
    accused: str = ""

    @property
    def report(self) -> Form:
        return {
            **self.story.report,
            "victims": [{**one, "name": self.victim} for one in self.story.report["victims"]],
            "perpetrators": [{**one, "name": self.accused} for one in self.story.report["perpetrators"]],
        }


def tell(house: House, cast: Cast) -> None:
    """Let all stories happen."""
    cases = [(one, _reported(house, cast, one)) for one in STORIES]
    _share(house, cast, cases)
    for day in range(DAYS):
        for told, case in cases:
            for step in told.story.steps:
                if step.day == day:
                    _take(house, cast, told, case, step)
        if day + 1 < DAYS:
            with house.engine.database.transaction(NOBODY) as tx:
                database.advance_clock(tx.connection, timedelta(hours=20))


def _reported(house: House, cast: Cast, told: Told) -> UUID:
    now = _now(house)
    taken = {"taken_at": (now - timedelta(hours=told.hours)).isoformat()} if told.hours else {}
    form = _at(now, {**told.report, "kelurahan": told.place, **taken})
    return commands.open_case(house.engine, cast("kader", told.place), WORKFLOW, form).case_id


def _share(house: House, cast: Cast, cases: Sequence[tuple[Told, UUID]]) -> None:
    """On the first morning the coordinator, or the supervisor where there is none, gives each case to somebody of its
    house in turn; what came in within the last hours waits for that."""
    turns = {place: cycle(kader_of(place)) for place in {told.place for told, _ in cases}}
    for told, case in cases:
        if told.hours >= UNSHARED_HOURS:
            chosen = {"assignee": str(next(turns[told.place]).id), "reason": "Bertugas di rumah ini."}
            who = "coordinator" if told.place == HOME else "supervisor"
            commands.advance(house.engine, cast(who, told.place), case, "assign", chosen)


def _take(house: House, cast: Cast, told: Told, case: UUID, step: Step) -> None:
    actor = cast(step.who, told.place)
    target = _newest_child(house, case) if step.child else case
    if step.approve:
        commands.approve(house.engine, actor, target, _pending(house, target))
    else:
        commands.advance(house.engine, actor, target, step.act, _at(_now(house), step.form))


def _at(now: datetime, form: Mapping[str, Any]) -> Form:
    """The form as it is filled in at this moment."""
    moments = {NOW: now.isoformat(), TODAY: now.date().isoformat()}
    return {name: moments.get(value, value) if isinstance(value, str) else value for name, value in form.items()}


def _now(house: House) -> datetime:
    with house.engine.database.transaction(NOBODY) as tx:
        return database.now(tx.connection)


def _newest_child(house: House, case: UUID) -> UUID:
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        view = reading.case(tx, house.engine.registry, case)
    assert view is not None
    return view.snapshot.children[-1].id


def _pending(house: House, case: UUID) -> int:
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        view = reading.case(tx, house.engine.registry, case)
    assert view is not None
    assert view.snapshot.pending is not None, "somebody approves what nobody proposed"
    return view.snapshot.pending.number


def _woman(age: int, *forms: str, **more: Any) -> Form:
    return {"age": age, "sex": "female", "forms": list(forms), **more}


def _child(age: int, *forms: str, sexual: tuple[str, ...] = (), sex: str = "female") -> Form:
    return {"age": age, "sex": sex, "forms": list(forms), "sexual_forms": list(sexual)}


def _report(happened: str, *victims: Form, by: Form | None = None, **more: Any) -> Form:
    return {
        "happened": happened,
        "danger_now": "no",
        "channel": "in_person",
        "reporter_relation": "self",
        "victims": list(victims),
        "perpetrators": [by] if by else [],
        **more,
    }


def _talk(category: str, risk: str, heard: str = "client", **more: Any) -> Form:
    return {"consulted_at": NOW, "heard": heard, "category": category, "stated_risk": risk, **more}


HUSBAND = {"age": 38, "sex": "male", "relation": "spouse", "works_here": "no"}
NEIGHBOUR = {"age": 45, "sex": "male", "relation": "neighbour", "works_here": "no"}
FATHER = {"age": 41, "sex": "male", "relation": "parent", "works_here": "no"}

QUARREL = _report(
    "Sering bertengkar dengan suami soal uang belanja, tidak ada kekerasan, ingin bicara dengan orang ketiga.",
    _woman(34),
    category="non_violence",
    stated_risk="low",
)
TEENAGER = _report(
    "Anak tidak mau sekolah sejak dua minggu dan sering pulang malam; orang tua bingung.",
    _child(15, sex="male"),
    category="non_violence",
    stated_risk="low",
    reporter_relation="parent",
)
EARLY_MARRIAGE = _report(
    "Keluarga merencanakan pernikahan anak perempuan yang masih bersekolah.",
    _child(16, "psychic"),
    category="KTA",
    reporter_relation="teacher",
)
SLAPPED = _report(
    "Ditampar suami sekali saat bertengkar; tidak terluka, masih bekerja seperti biasa.",
    _woman(35, "physical", hinders_daily_work="no"),
    by=HUSBAND,
    category="KDRT",
    stated_risk="low",
)
BEATEN = _report(
    "Dipukul suami berulang kali, lengan memar, takut pulang ke rumah.",
    _woman(29, "physical", "psychic", hinders_daily_work="yes"),
    by=HUSBAND,
    category="KDRT",
    aggravating=["lives_with_perpetrator"],
    stated_risk="medium",
)
HARASSED_ONLINE = _report(
    "Foto pribadinya diancam akan disebarkan oleh mantan pacar.",
    _woman(22, "sexual", sexual_forms=["electronic"]),
    by={"age": 24, "sex": "male", "relation": "partner_friend", "works_here": "no"},
    category="KBGO",
)
TOUCHED_CHILD = _report(
    "Anak bercerita kepada gurunya bahwa tetangga menyentuhnya.",
    _child(9, "sexual", sexual=("obscene_act",)),
    by=NEIGHBOUR,
    category="KS",
    reporter_relation="teacher",
)
BEATEN_CHILD = _report(
    "Anak sering dipukul ayahnya dengan ikat pinggang; bekasnya terlihat guru.",
    _child(8, "physical", sex="male"),
    by=FATHER,
    category="KTA",
    reporter_relation="teacher",
)
NEGLECTED = _report(
    "Dua anak kecil sering ditinggal sendiri sampai malam.",
    _child(5, "neglect"),
    category="KTA",
    reporter_relation="neighbour",
)
UNCLEAR = _report(
    "Tetangga mendengar teriakan beberapa malam ini; belum tahu siapa.",
    reporter_relation="neighbour",
    anonymous=True,
    danger_now="unknown",
    channel="phone",
)
OLD_WOMAN = _report(
    "Nenek tidak diberi makan cukup oleh keluarganya.",
    _woman(71, "neglect", hinders_daily_work="unknown"),
    category="KTP",
    reporter_relation="neighbour",
)

CONSENT = {
    "legal_basis": "consent",
    "consent_by": "Yang bersangkutan",
    "consent_relation": "self",
    "consent_on": TODAY,
    "consent_scope": "Nama dan kejadian, untuk layanan.",
}
DUTY = {"legal_basis": "legal_obligation"}

REPORTED = ()
ACKNOWLEDGED = (Step(0, "kader", "acknowledge"),)
TALKED = (Step(0, "kader", "consult", _talk("non_violence", "low")),)
TALKED_LATER = (Step(1, "kader", "consult", _talk("non_violence", "low")),)
TALKED_KDRT = (Step(0, "kader", "consult", _talk("KDRT", "medium")),)
TALKED_KDRT_LOW = (Step(0, "kader", "consult", _talk("KDRT", "low")),)
AGREED = (
    *TALKED_KDRT_LOW,
    Step(1, "kader", "record-agreement",
         {"victim_request_written": "yes", "assessed_free_of_pressure": "yes", "agreement_signed": "yes",
          "notes": "Ia tidak akan memukul lagi. Uang belanja dibicarakan tiap tanggal satu, berdua. Bila marah, ia"
                   " keluar rumah dulu. Kader menengok tiap dua minggu."}),
)  # fmt: skip
PROPOSED = Step(1, "kader", "resolve", {"summary": "Disepakati bersama; akan ditengok dua minggu lagi."})
APPROVED = Step(2, "supervisor", "resolve", approve=True)
SETTLED = (*TALKED, PROPOSED, APPROVED)
WAITING = (*TALKED, PROPOSED)
SETTLED_AFTER_AGREEMENT = (*AGREED, PROPOSED, APPROVED)
TO_PUSPAGA = (*TALKED, Step(1, "kader", "refer-to-PUSPAGA", CONSENT))
CHILD_TO_PUSPAGA = (*TALKED, Step(1, "kader", "refer-to-PUSPAGA", {"legal_basis": "public_duty"}))
BY_LETTER = {**CONSENT, "reached_by": "letter"}
LETTER_TO_PUSPAGA = (*TALKED, Step(2, "kader", "refer-to-PUSPAGA", BY_LETTER))
ANSWERED_BY_PHONE = (
    *TALKED,
    Step(1, "kader", "refer-to-PUSPAGA", BY_LETTER),
    Step(2, "kader", "accept-by-phone", {"answered_by": "Bu Lina, bagian penerimaan", "answered_at": NOW}, True),
)
ACCEPTED = Step(2, "puspaga_officer", "accept", child=True)
TO_UPTD = (Step(0, "kader", "refer-to-UPTD", DUTY),)
AT_UPTD = (*TO_UPTD, Step(0, "uptd_officer", "accept", child=True))
BACK_FROM_UPTD = (
    *TO_UPTD,
    Step(
        0, "uptd_officer", "send-back", {"return_reason": "incomplete_data", "explanation": "Alamat belum ada."}, True
    ),
)
ADULT_TO_UPTD = (*TALKED_KDRT, Step(1, "kader", "refer-to-UPTD", CONSENT))

P = {
    "Metro": "18.72.01.1001", "Hadimulyo Timur": "18.72.01.1002", "Imopuro": "18.72.01.1003",
    "Hadimulyo Barat": "18.72.01.1004", "Yosomulyo": "18.72.01.1005", "Banjarsari": "18.72.02.1001",
    "Purwosari": "18.72.02.1002", "Karangrejo": "18.72.02.1003", "Purwoasri": "18.72.02.1004",
    "Mulyojati": "18.72.03.1001", "Ganjar Agung": "18.72.03.1002", "Ganjar Asri": "18.72.03.1004",
    "Yosodadi": "18.72.04.1001", "Tejosari": "18.72.04.1002", "Iring Mulyo": "18.72.04.1003",
    "Tejo Agung": "18.72.04.1005", "Rejomulyo": "18.72.05.1001", "Margorejo": "18.72.05.1002",
    "Margodadi": "18.72.05.1004",
}  # fmt: skip

STORIES = (
    # one couple comes twice; nobody else is called as somebody else is
    # reported: some just now, some waiting too long
    Told(Story(QUARREL, REPORTED), P["Rejomulyo"], 1, "Halimah Tusadiah"),
    Told(Story(UNCLEAR, REPORTED), P["Rejomulyo"], 4),
    Told(Story(BEATEN, ACKNOWLEDGED), P["Rejomulyo"], 0.5, "Sulistyowati", "Hendra Gunawan"),
    Told(Story(TEENAGER, REPORTED), P["Rejomulyo"], 150, "Bagas Wicaksono"),
    Told(Story(OLD_WOMAN, ACKNOWLEDGED), P["Margorejo"], 20, "Mbah Saminem"),
    Told(Story(QUARREL, REPORTED), P["Yosodadi"], 160, "Erna Widiastuti"),
    Told(Story(UNCLEAR, REPORTED), P["Iring Mulyo"], 50),
    Told(Story(EARLY_MARRIAGE, ACKNOWLEDGED), P["Metro"], 2, "Intan Permatasari"),
    # talked over, not decided yet
    Told(Story(QUARREL, TALKED), P["Rejomulyo"], 30, "Nurjanah"),
    Told(Story(TEENAGER, TALKED_LATER), P["Rejomulyo"], 60, "Fajar Nugroho"),
    Told(Story(BEATEN, TALKED_KDRT), P["Rejomulyo"], 5, "Sulistyowati", "Hendra Gunawan"),
    Told(Story(SLAPPED, AGREED), P["Rejomulyo"], 26, "Lestari Handayani", "Joko Susilo"),
    Told(Story(BEATEN, TALKED_KDRT), P["Karangrejo"], 5, "Komariah", "Rudi Hartono"),
    Told(Story(QUARREL, TALKED), P["Mulyojati"], 40, "Yuliana Pratiwi"),
    Told(Story(TEENAGER, TALKED), P["Tejo Agung"], 10, "Galih Ramadhan"),
    # proposed, and waiting for the second person
    Told(Story(QUARREL, WAITING), P["Rejomulyo"], 48, "Titik Puspita"),
    Told(Story(TEENAGER, WAITING), P["Banjarsari"], 48, "Dimas Saputra"),
    # settled in the house
    Told(Story(QUARREL, SETTLED), P["Rejomulyo"], 70, "Rahmawati"),
    Told(Story(TEENAGER, SETTLED), P["Purwosari"], 80, "Ilham Maulana"),
    Told(Story(SLAPPED, SETTLED_AFTER_AGREEMENT), P["Ganjar Asri"], 60, "Sumiyati", "Edi Purnomo"),
    Told(Story(QUARREL, SETTLED), P["Margodadi"], 90, "Wulan Anggreni"),
    # at PUSPAGA
    Told(Story(QUARREL, TO_PUSPAGA), P["Rejomulyo"], 50, "Khoiriyah"),
    Told(Story(TEENAGER, (*CHILD_TO_PUSPAGA, ACCEPTED)), P["Imopuro"], 55, "Reza Firmansyah"),
    Told(Story(QUARREL, (*TO_PUSPAGA, ACCEPTED)), P["Tejosari"], 65, "Maryam Zahra"),
    Told(Story(TEENAGER, CHILD_TO_PUSPAGA), P["Ganjar Agung"], 30, "Aldi Kurniawan"),
    # by letter, when PUSPAGA did not use the system yet: one to be called, one answered by telephone
    Told(Story(QUARREL, LETTER_TO_PUSPAGA), P["Rejomulyo"], 45, "Ningsih Utami"),
    Told(Story(QUARREL, ANSWERED_BY_PHONE), P["Rejomulyo"], 50, "Oktavia Damayanti"),
    # at UPTD
    Told(Story(TOUCHED_CHILD, AT_UPTD), P["Rejomulyo"], 3, "Citra Ayuningtyas", "Parno Wibisono"),
    Told(Story(BEATEN_CHILD, TO_UPTD), P["Rejomulyo"], 2, "Gilang Mahendra", "Slamet Basuki"),
    Told(
        Story(HARASSED_ONLINE, (Step(0, "kader", "refer-to-UPTD", CONSENT),)),
        P["Yosomulyo"],
        6,
        "Vina Melinda",
        "Yoga Aditya",
    ),
    Told(Story(NEGLECTED, AT_UPTD), P["Purwoasri"], 8, "Kirana Larasati"),
    Told(Story(TOUCHED_CHILD, BACK_FROM_UPTD), P["Hadimulyo Barat"], 5, "Putri Maharani", "Warsito"),
    Told(Story(BEATEN, ADULT_TO_UPTD), P["Margorejo"], 5, "Endah Kusumawati", "Agung Santoso"),
    Told(Story(BEATEN_CHILD, AT_UPTD), P["Metro"], 12, "Raka Adinata", "Untung Sudarsono"),
)
