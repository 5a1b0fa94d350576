"""What is policy and no law, which two persons of the office may set: each with its rule and its bounds.

What a setting is today stands beside its clock, in `workflows.clocks`, or its guard, in `workflows.casework`. What the
law sets is not here, and could not be. The bounds keep what hangs together in order: each follow-up is over before the
next one is due, and all are before the hard limit.
"""

from engine.definition import Text
from engine.policies.places import OTHERWISE, Part, Place
from engine.policies.setting import Setting, Unit
from workflows.casework.retention import KEEPINGS

AGENCY = "Kebijakan: pedoman layanan (B), perlu ditetapkan Dinas"
POLICY = "Kebijakan Omah Peluk (P), perlu ditetapkan Dinas"


def _case(clock: str, value: str | None = None, rung: int | None = None, part: Part | None = None) -> Place:
    return Place("omah-peluk", clock, value, rung, part)


def _referral(clock: str, value: str | None = None, rung: int | None = None, part: Part | None = None) -> Place:
    return Place("referral", clock, value, rung, part)


def _limit(name: str) -> Place:
    """Of the guards of a case."""
    return Place("omah-peluk", limit=name)


def _setting(
    name: str, indonesian: str, english: str, rule: str, unit: Unit, bounds: tuple[int, int], *places: Place
) -> Setting:
    basis = AGENCY if name in OF_AGENCIES else POLICY
    return Setting(name, Text(indonesian, english), rule, basis, unit, *bounds, places)


OF_AGENCIES = frozenset({"respond-low", "respond", "shelter"})
"""Those whose default is an agency's."""

_FOLLOW_UPS = ("follow-up-1", "follow-up-2", "follow-up-3")
_LADDERS = (
    *("respond", "acknowledge", "cap-to-decide", "decide", "approve", "confirm", "resend", *_FOLLOW_UPS, "hard-limit"),
    "answer-reporter",
)
_REFERRAL_LADDERS = (
    *("answer-UPTD", "answer-PUSPAGA", "answer-PUSPAGA-protected", "review", "approve"),
    *("call-UPTD", "call-PUSPAGA", "call-PUSPAGA-protected", "call-again"),
)
"""The clocks whose last rung comes again each week."""

YEARS = {"kept-dismissed": (1, 5), "kept-broken-off": (2, 15), "kept-resolved": (2, 15), "kept-completed": (5, 30)}
"""How long what has ended is kept, at least and at most."""

SETTINGS = (
    _setting("respond-low", "Tanggapi laporan, risiko rendah", "Respond to a report, low risk", "R09",
             "working_days", (1, 5), _case("respond", "low")),
    _setting("respond", "Tanggapi laporan, risiko lain", "Respond to a report, other risk", "R09",
             "hours", (1, 24), _case("respond", OTHERWISE)),
    _setting("acknowledge", "Buka laporan darurat", "Acknowledge an emergency", "R09",
             "minutes", (15, 120), _case("acknowledge")),
    _setting("acknowledge-dinas", "Laporan darurat belum dibuka: Dinas tahu, setelah tenggat",
             "Emergency not acknowledged: Dinas is told, past the due time", "R09",
             "hours", (1, 12), _case("acknowledge", rung=3)),
    _setting("cap", "Sampai di UPTD PPA sejak dilindungi", "Reach UPTD PPA from when it is protected", "R04",
             "hours", (8, 48), _case("cap"), _case("cap-to-decide")),
    _setting("cap-coordinator", "Dilindungi: koordinator diberi tahu", "Protected: the coordinator is told", "R04",
             "hours", (1, 6), _case("cap", rung=1), _case("cap-to-decide", rung=1)),
    _setting("cap-supervisor", "Dilindungi: penyelia dan kepala UPTD diberi tahu",
             "Protected: supervisor and head of UPTD are told", "R04",
             "hours", (2, 24), _case("cap", rung=2), _case("cap-to-decide", rung=2)),
    _setting("decide-high", "Putuskan setelah konsultasi, risiko tinggi", "Decide after consultation, high risk", "R11",
             "hours", (6, 48), _case("decide", "high")),
    _setting("decide-low", "Putuskan setelah konsultasi, risiko rendah", "Decide after consultation, low risk", "R11",
             "days", (3, 30), _case("decide", "low")),
    _setting("decide", "Putuskan setelah konsultasi, risiko lain", "Decide after consultation, other risk", "R11",
             "working_days", (1, 5), _case("decide", OTHERWISE)),
    _setting("answer-reporter-protected", "Jawab pesan pelapor, dilindungi", "Answer a reporter's message, protected",
             "R30", "hours", (1, 24), _case("answer-reporter", "True")),
    _setting("answer-reporter", "Jawab pesan pelapor", "Answer a reporter's message", "R30",
             "working_days", (1, 5), _case("answer-reporter", OTHERWISE)),
    _setting("approve", "Setujui atau tolak usulan", "Approve or reject a proposal", "R22",
             "working_days", (1, 5), _case("approve"), _case("confirm"), _referral("approve")),
    _setting("resend-protected", "Kirim kembali ke UPTD, dilindungi", "Send to UPTD again, protected", "R15",
             "hours", (6, 48), _case("resend", "True")),
    _setting("resend", "Kirim kembali ke UPTD", "Send to UPTD again", "R15",
             "working_days", (1, 5), _case("resend", OTHERWISE)),
    _setting("follow-up-1", "Tindak lanjut 1", "Follow-up 1", "R21", "days", (7, 21),
             _case("follow-up-1"), _limit("follow-up-1")),
    _setting("follow-up-2", "Tindak lanjut 2", "Follow-up 2", "R21", "days", (22, 45),
             _case("follow-up-2"), _limit("follow-up-2")),
    _setting("follow-up-3", "Tindak lanjut 3", "Follow-up 3", "R21", "days", (60, 120), _case("follow-up-3")),
    _setting("follow-up-reminder", "Tindak lanjut: koordinator diingatkan, sebelum tenggat",
             "Follow-up: the coordinator is reminded, before it is due", "R21",
             "days", (1, 5), *(_case(name, rung=1) for name in _FOLLOW_UPS)),
    _setting("follow-up-supervisor", "Tindak lanjut: penyelia diberi tahu, setelah tenggat",
             "Follow-up: the supervisor is told, past the due time", "R21",
             "days", (2, 14), *(_case(name, rung=3) for name in _FOLLOW_UPS)),
    _setting("follow-up-pause", "Tindak lanjut: lamanya satu jeda", "Follow-up: how long a pause lasts", "R21",
             "days", (3, 14), *(_case(name, part="pause") for name in _FOLLOW_UPS)),
    _setting("follow-up-pauses", "Tindak lanjut: berapa kali dijeda", "Follow-up: how often it may be paused", "R21",
             "times", (1, 2), *(_case(name, part="pauses") for name in _FOLLOW_UPS)),
    _setting("hard-limit", "Akhiri atau buka kembali", "End it or reopen it", "R21",
             "days", (150, 365), _case("hard-limit")),
    _setting("age", "Tinjau kasus yang lama terbuka", "Review a case that is open for long", "R15",
             "days", (90, 365), _case("age")),
    _setting("answer-UPTD-protected", "UPTD menjawab rujukan, dilindungi", "UPTD answers a referral, protected", "R14",
             "hours", (1, 12), _referral("answer-UPTD", "True"), _referral("call-UPTD", "True")),
    _setting("answer-UPTD", "UPTD menjawab rujukan", "UPTD answers a referral", "R14",
             "hours", (6, 72), _referral("answer-UPTD", OTHERWISE), _referral("call-UPTD", OTHERWISE)),
    _setting("answer-PUSPAGA-protected", "PUSPAGA menjawab rujukan, dilindungi",
             "PUSPAGA answers a referral, protected", "R14",
             "hours", (6, 48), _referral("answer-PUSPAGA-protected"), _referral("call-PUSPAGA-protected")),
    _setting("answer-PUSPAGA", "PUSPAGA menjawab rujukan", "PUSPAGA answers a referral", "R14",
             "working_days", (1, 5), _referral("answer-PUSPAGA"), _referral("call-PUSPAGA")),
    _setting("review", "Tinjau perkembangan rujukan", "Review a referral", "R14",
             "days", (14, 60), _referral("review"), _referral("call-again")),
    _setting("review-reminder", "Tinjauan rujukan: diingatkan, sebelum tenggat",
             "Review of a referral: reminded, before it is due", "R14",
             "days", (1, 10), _referral("review", rung=1), _referral("call-again", rung=1)),
    _setting("review-dinas", "Tinjauan rujukan: Dinas diberi tahu, setelah tenggat",
             "Review of a referral: Dinas is told, past the due time", "R14",
             "days", (2, 14), _referral("review", rung=3), _referral("call-again", rung=3)),
    _setting("referral-age", "Tinjau rujukan yang lama terbuka", "Review a referral that is open for long", "R14",
             "days", (90, 365), _referral("age")),
    _setting("shelter", "Masa rumah aman", "Time in shelter", "R20", "days", (3, 14),
             _referral("shelter"), _referral("call-shelter")),
    _setting("shelter-extension", "Rumah aman: boleh diperpanjang", "Shelter: may be extended by", "R20",
             "days", (7, 28),
             _referral("shelter", part="extension"), _referral("call-shelter", part="extension")),
    _setting("attempts", "Hari upaya menghubungi sebelum dinyatakan tidak terjangkau",
             "Days of trying before somebody counts as unreachable", "R30", "times", (2, 7), _limit("attempts")),
    _setting("ladder-reminder", "Tangga kasus: kader diingatkan", "Ladder of a case: the kader is reminded", "R09",
             "percent", (25, 75), _case("respond", rung=1), _case("decide", rung=1)),
    _setting("ladder-dinas", "Tangga kasus: Dinas diberi tahu", "Ladder of a case: Dinas is told", "R09",
             "percent", (110, 190), _case("respond", rung=3), _case("decide", rung=3)),
    _setting("ladder-reassign", "Tangga kasus: penyelia diminta menugaskan ulang",
             "Ladder of a case: the supervisor is asked to reassign", "R09",
             "percent", (150, 300), _case("respond", rung=4), _case("decide", rung=4)),
    _setting("acknowledge-reminder", "Laporan darurat belum dibuka: kader diingatkan",
             "Emergency not acknowledged: the kader is reminded", "R09",
             "percent", (25, 75), _case("acknowledge", rung=1)),
    _setting("approve-reminder", "Usulan menunggu: pemberi persetujuan diingatkan",
             "A proposal waits: the approver is reminded", "R22",
             "percent", (25, 75), _case("approve", rung=1), _case("confirm", rung=1)),
    _setting("approve-another", "Usulan menunggu: penyelia lain diminta memutuskan",
             "A proposal waits: another supervisor is asked", "R22",
             "percent", (120, 300), _case("approve", rung=3), _case("confirm", rung=3), _referral("approve", rung=2)),
    _setting("resend-supervisor", "Kirim kembali: penyelia diberi tahu", "Send again: the supervisor is told", "R15",
             "percent", (120, 300), _case("resend", rung=2)),
    _setting("answer-reporter-reminder", "Pesan pelapor: yang menangani diingatkan",
             "A reporter's message: those who work on it are reminded", "R30",
             "percent", (25, 75), _case("answer-reporter", rung=1)),
    _setting("answer-reporter-dinas", "Pesan pelapor: Dinas diberi tahu", "A reporter's message: Dinas is told", "R30",
             "percent", (120, 300), _case("answer-reporter", rung=3)),
    _setting("answer-dinas", "Rujukan tidak dijawab: Dinas diberi tahu", "A referral is not answered: Dinas is told",
             "R14", "percent", (120, 300), _referral("answer-UPTD", rung=2), _referral("answer-PUSPAGA", rung=2),
             _referral("call-UPTD", rung=3), _referral("call-PUSPAGA", rung=3)),
    _setting("answer-adds-UPTD", "PUSPAGA tidak menjawab, dilindungi: sistem menambah rujukan ke UPTD",
             "PUSPAGA does not answer, protected: the system adds a referral to UPTD", "R14",
             "percent", (110, 200), _referral("answer-PUSPAGA-protected", rung=2),
             _referral("call-PUSPAGA-protected", rung=3)),
    _setting("call-reminder", "Surat rujukan: kader diingatkan menelepon",
             "A referral by letter: the kader is reminded to call", "R14",
             "percent", (25, 75), _referral("call-UPTD", rung=1), _referral("call-PUSPAGA", rung=1),
             _referral("call-PUSPAGA-protected", rung=1)),
    _setting("again", "Setelah tingkat terakhir: diingatkan lagi setiap",
             "After the last rung: told again every", "R09",
             "days", (1, 7), *(_case(name, part="again") for name in _LADDERS),
             *(_referral(name, part="again") for name in _REFERRAL_LADDERS)),
    *(
        Setting(one.name, Text(f"Masa simpan: {one.title.id}", f"Kept for: {one.title.en}"), "R28", POLICY, "years",
                *YEARS[one.name], (), one.years)
        for one in KEEPINGS
    ),
)  # fmt: skip
