"""The rules of the domain, each with its words, its basis, how well that is known, and where it acts.

Guards, clocks and promises name their rule themselves, so they are not repeated here: `by` says which of them there
are, and a test compares. `fields` are of facts and forms, `pages` addresses under which a rule is shown or kept.

Long because it is one table.
"""

from dataclasses import dataclass
from typing import Literal

from engine.definition import Text

Mark = Literal["A", "B", "C", "P"]
By = Literal["guard", "clock", "promise"]
KINDS: tuple[By, ...] = ("guard", "clock", "promise")

MARKS: dict[Mark, Text] = {
    "A": Text("teks undang-undang", "text of the law"),
    "B": Text("halaman lembaga", "page of an agency"),
    "C": Text("sumber kedua", "secondary source"),
    "P": Text("kebijakan, perlu ditetapkan Dinas", "policy, to be confirmed by the Dinas"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`marks`: of the basis, strictest first. Without `by`, `fields` and `pages` it is not kept by this system yet."""

    number: str
    words: Text
    basis: str
    marks: tuple[Mark, ...]
    by: frozenset[By] = frozenset()
    fields: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def _rule(
    number: str, indonesian: str, english: str, basis: str, marks: str, by: str = "", fields: str = "", pages: str = ""
) -> Rule:
    acts: frozenset[By] = frozenset(one for one in KINDS if one in by.split())
    known = tuple(one for one in MARKS if one in marks)
    return Rule(number, Text(indonesian, english), basis, known, acts, tuple(fields.split()), tuple(pages.split()))


RULES = (
    _rule(
        "R01",
        "Kekerasan seksual tidak diselesaikan di luar peradilan",
        "Sexual violence is not settled outside court",
        "UU TPKS 12/2022 Pasal 23",
        "A",
        "guard promise",
        "sexual_ever sexual_forms",
    ),
    _rule(
        "R02",
        "Pengecualian bagi pelaku anak adalah wewenang pengadilan",
        "The exception for a child perpetrator belongs to the courts",
        "UU TPKS Pasal 23; UU SPPA 11/2012",
        "AC",
        "",
        "note child_perpetrator",
    ),
    _rule(
        "R03",
        "Laporan ke polisi dalam 3×24 jam sejak laporan korban",
        "Report to the police within 3×24 hours",
        "UU TPKS Pasal 41 ayat 2–3",
        "AP",
        "guard clock promise",
        "police_reported_on police_confirmed_at no_complaint",
    ),
    _rule(
        "R04",
        "Kekerasan seksual sampai di UPTD tepat waktu untuk R03",
        "Sexual violence reaches UPTD in time for R03",
        "Kebijakan Omah Peluk",
        "P",
        "guard clock",
    ),
    _rule(
        "R05",
        "Kekerasan terhadap anak tidak ditutup di Omah Peluk",
        "Violence against a child is not closed locally",
        "UU 35/2014 Pasal 59A, 72",
        "CP",
        "guard promise",
        "age_at_incident",
    ),
    _rule(
        "R06",
        "KDRT hanya bila delik aduan",
        "Domestic violence only where it is a complaint offence",
        "UU PKDRT 23/2004 Pasal 51–53",
        "C",
        "guard",
        "victim_request_written assessed_free_of_pressure agreement_signed",
    ),
    _rule(
        "R07",
        "Luka yang menghalangi kegiatan, senjata, atau pengulangan: UPTD",
        "Injury that hinders daily work, a weapon, or repetition: UPTD",
        "UU PKDRT Pasal 44",
        "CP",
        "guard",
        "hinders_daily_work weapon_ever earlier_case earlier_numbers",
        "/api/cases/{case_id:uuid}/similar",
    ),
    _rule(
        "R08",
        "Darurat dahulu, asesmen kemudian",
        "Emergency first, assessment later",
        "Pedoman layanan; kebijakan Omah Peluk",
        "BP",
        "guard promise",
        "protected immediate danger_now",
    ),
    _rule(
        "R09",
        "Ditanggapi menurut risiko",
        "Response by risk",
        "Standar layanan; kebijakan Omah Peluk",
        "BP",
        "guard clock",
        "acknowledged_at",
    ),
    _rule(
        "R10",
        "Risiko dinilai saat laporan diterima",
        "Risk is assessed at intake",
        "Standar layanan; kebijakan Omah Peluk",
        "BP",
        "guard",
        "stated_risk risk immediate aggravating",
    ),
    _rule(
        "R11", "Keputusan setelah konsultasi", "Decision after consultation", "Kebijakan Omah Peluk", "P", "guard clock"
    ),
    _rule(
        "R12", "Psikolog datang sebulan sekali", "The psychologist comes monthly", "Kebijakan Omah Peluk", "P", "guard"
    ),
    _rule(
        "R13",
        "Siapa yang tahu wajib menolong dan melapor",
        "Whoever knows must help and report",
        "UU PKDRT Pasal 15; UU 35/2014 Pasal 72",
        "C",
        "",
        "",
        "/api/workflows/{name:str}/opening /isi",
    ),
    _rule(
        "R14",
        "Rujukan dijawab",
        "A referral is acknowledged",
        "Kebijakan Omah Peluk",
        "P",
        "guard clock",
        "accepted_at reviewed_at delivery answered_through",
    ),
    _rule(
        "R15",
        "Pengembalian disertai alasan",
        "A return needs a reason",
        "Kebijakan Omah Peluk",
        "P",
        "guard clock promise",
        "return_reason returned_count",
    ),
    _rule("R16", "PUSPAGA dan atau UPTD", "PUSPAGA and/or UPTD", "Alur Omah Peluk", "P", "guard", "victims_carried"),
    _rule(
        "R17", "PUSPAGA saja bukan untuk kekerasan", "PUSPAGA alone is not for violence", "Tugas PUSPAGA", "C", "guard"
    ),
    _rule(
        "R18",
        "Terlapor anak: selalu UPTD",
        "Child perpetrator: always UPTD",
        "UU SPPA 11/2012 Pasal 20, 21, 32",
        "C",
        "guard",
        "child_perpetrator note",
    ),
    _rule(
        "R19",
        "Perlindungan polisi berakhir",
        "Police protection ends",
        "UU PKDRT Pasal 16; UU TPKS Pasal 42",
        "A",
        "guard clock",
    ),
    _rule("R20", "Rumah aman", "Shelter", "Standar layanan UPTD PPA", "B", "guard clock", "sheltered_from"),
    _rule(
        "R21",
        "Tindak lanjut setelah selesai di sini",
        "Follow-up after local resolution",
        "Kebijakan Omah Peluk",
        "P",
        "guard clock promise",
        "follow_ups_done follow_up_outcome",
    ),
    _rule(
        "R22",
        "Diputuskan dua orang",
        "Four eyes",
        "Kebijakan Omah Peluk",
        "P",
        "guard clock",
        "",
        "/api/cases/{case_id:uuid}/proposals/{number:int}/{verb:str}",
    ),
    _rule(
        "R23",
        "Identitas dirahasiakan",
        "Identity is secret",
        "UU TPKS Pasal 69–71; UU SPPA Pasal 19",
        "AC",
        "guard",
        "name nik address phone happened",
        "/api/cases/{case_id:uuid}/reveal /api/cases/{case_id:uuid}/access /api/cases/{case_id:uuid}/messages",
    ),
    _rule(
        "R24",
        "Dasar hukum",
        "Legal basis",
        "UU PDP 27/2022 Pasal 20, 25",
        "C",
        "guard",
        "legal_basis consent_on consent_relation",
    ),
    _rule(
        "R25",
        "Orang tua yang menjadi terlapor tidak dapat menyetujui",
        "A parent who is the alleged perpetrator cannot consent",
        "Kebijakan Omah Peluk",
        "P",
        "guard",
    ),
    _rule(
        "R26",
        "Permintaan orang yang bersangkutan",
        "Requests of the person concerned",
        "UU PDP Pasal 30, 40, 41",
        "AC",
        "guard clock",
    ),
    _rule(
        "R27",
        "Kebocoran data",
        "Breach of data",
        "UU PDP Pasal 46",
        "C",
        "guard clock",
        "concerned told_how authority_told_on session careful untold public_told",
        "/api/office/breaches /api/office/breaches/{breach:uuid}",
    ),
    _rule(
        "R28",
        "Penyimpanan dan penghapusan",
        "Retention and erasure",
        "UU PDP Pasal 42–44",
        "CP",
        "guard",
        "held_since erased_at kept_years",
        "/api/office/retention /api/office/policies",
    ),
    _rule(
        "R29",
        "Dicatat di SIMFONI PPA",
        "Recorded in SIMFONI PPA",
        "Permen PPPA 2/2022",
        "C",
        "",
        "simfoni_on",
        "/api/exports/tidy",
    ),
    _rule(
        "R30",
        "Kontak aman",
        "Safe contact",
        "Kebijakan Omah Peluk",
        "P",
        "guard clock promise",
        "contact_how safe_contact contact_when code_word contact_others do_not_contact",
    ),
    _rule(
        "R31",
        "Konflik kepentingan",
        "Conflict of interest",
        "Kebijakan Omah Peluk",
        "P",
        "guard",
        "works_here withheld kept_out",
    ),
    _rule(
        "R32",
        "Di luar wilayah",
        "Outside the region",
        "Permen PPPA 2/2022",
        "C",
        "guard",
        "kelurahan incident_region handover_region",
    ),
    _rule(
        "R33",
        "Riwayat tidak dapat ditulis ulang",
        "The history cannot be rewritten",
        "Kebijakan Omah Peluk",
        "P",
        "",
        "",
        "/api/history/verify /api/cases/{case_id:uuid}/history",
    ),
    _rule(
        "R34",
        "Angka kecil mengenali orang",
        "Small numbers identify people",
        "Kebijakan Omah Peluk",
        "P",
        "",
        "",
        "/api/releases",
    ),
    _rule(
        "R35",
        "Nomor yang ditelepon",
        "Numbers to call",
        "SAPA 129 KemenPPPA; Polri 110",
        "C",
        "",
        "",
        "/api/workflows/{name:str}/opening /",
    ),
)
"""In the order of the domain. The rules of the law (A) stand whatever is set."""
