"""The closed values in which a case is described, each with its words in Bahasa Indonesia and English.

Longer than most files because it is a word list: one `Literal` and one table of labels per dimension of the record.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field

from engine.definition import Text

RegistrationNumber = Annotated[str, Field(pattern=r"^\d{4}-[2-9A-HJKMNP-TV-Z]{7}$")]
"""As `engine.composition` draws it: the year, and letters that tell nothing."""

Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, in hexadecimal."""

Answer = Literal["yes", "no", "unknown"]
ANSWER: Mapping[str, Text] = {
    "yes": Text("Ya", "Yes"),
    "no": Text("Tidak", "No"),
    "unknown": Text("Tidak tahu", "Not known"),
}

Risk = Literal["high", "medium", "low", "unassessed"]
RISK: Mapping[str, Text] = {
    "high": Text("Tinggi", "High"),
    "medium": Text("Sedang", "Medium"),
    "low": Text("Rendah", "Low"),
    "unassessed": Text("Belum dinilai", "Not assessed"),
}
AssessedRisk = Literal["high", "medium", "low"]
ASSESSED_RISK: Mapping[str, Text] = {value: RISK[value] for value in get_args(AssessedRisk)}

Violence = Literal["physical", "psychic", "sexual", "exploitation", "trafficking", "neglect", "other"]
VIOLENCE: Mapping[str, Text] = {
    "physical": Text("Fisik", "Physical"),
    "psychic": Text("Psikis", "Psychological"),
    "sexual": Text("Seksual", "Sexual"),
    "exploitation": Text("Eksploitasi", "Exploitation"),
    "trafficking": Text("Perdagangan orang", "Trafficking"),
    "neglect": Text("Penelantaran", "Neglect"),
    "other": Text("Bentuk lain", "Other"),
}

SexualViolence = Literal[
    "nonphysical_harassment",
    "physical_harassment",
    "forced_contraception",
    "forced_sterilisation",
    "forced_marriage",
    "sexual_torture",
    "sexual_exploitation",
    "sexual_slavery",
    "electronic",
    "rape",
    "obscene_act",
    "child_intercourse_or_obscenity",
    "act_against_decency",
    "pornography_child_or_violent",
    "forced_prostitution",
    "trafficking_sexual",
    "domestic_sexual",
    "money_laundering",
    "other",
]
SEXUAL_VIOLENCE: Mapping[str, Text] = {
    "nonphysical_harassment": Text("Pelecehan seksual nonfisik", "Non-physical harassment"),
    "physical_harassment": Text("Pelecehan seksual fisik", "Physical harassment"),
    "forced_contraception": Text("Pemaksaan kontrasepsi", "Forced contraception"),
    "forced_sterilisation": Text("Pemaksaan sterilisasi", "Forced sterilisation"),
    "forced_marriage": Text("Pemaksaan perkawinan", "Forced marriage"),
    "sexual_torture": Text("Penyiksaan seksual", "Sexual torture"),
    "sexual_exploitation": Text("Eksploitasi seksual", "Sexual exploitation"),
    "sexual_slavery": Text("Perbudakan seksual", "Sexual slavery"),
    "electronic": Text("Kekerasan seksual berbasis elektronik", "Sexual violence by electronic means"),
    "rape": Text("Perkosaan", "Rape"),
    "obscene_act": Text("Perbuatan cabul", "Obscene act"),
    "child_intercourse_or_obscenity": Text(
        "Persetubuhan atau perbuatan cabul terhadap anak", "Intercourse with, or obscene act against, a child"
    ),
    "act_against_decency": Text("Perbuatan melanggar kesusilaan", "Act against decency"),
    "pornography_child_or_violent": Text(
        "Pornografi anak atau dengan kekerasan", "Pornography of children or with violence"
    ),
    "forced_prostitution": Text("Pemaksaan pelacuran", "Forced prostitution"),
    "trafficking_sexual": Text("Perdagangan orang untuk eksploitasi seksual", "Trafficking for sexual exploitation"),
    "domestic_sexual": Text("Kekerasan seksual dalam rumah tangga", "Sexual violence in the household"),
    "money_laundering": Text("Pencucian uang dari kekerasan seksual", "Money laundering from sexual violence"),
    "other": Text("Bentuk lain", "Other"),
}

Category = Literal["KTA", "KTP", "KDRT", "KS", "KBGO", "TPPO", "non_violence"]
CATEGORY: Mapping[str, Text] = {
    "KTA": Text("Kekerasan terhadap anak", "Violence against a child"),
    "KTP": Text("Kekerasan terhadap perempuan", "Violence against a woman"),
    "KDRT": Text("Kekerasan dalam rumah tangga", "Domestic violence"),
    "KS": Text("Kekerasan seksual", "Sexual violence"),
    "KBGO": Text("Kekerasan berbasis gender online", "Gender-based violence online"),
    "TPPO": Text("Perdagangan orang", "Trafficking in persons"),
    "non_violence": Text("Bukan kekerasan", "No violence"),
}

Place = Literal["household", "workplace", "school", "public_facility", "online", "other"]
PLACE: Mapping[str, Text] = {
    "household": Text("Rumah tangga", "Household"),
    "workplace": Text("Tempat kerja", "Workplace"),
    "school": Text("Sekolah", "School"),
    "public_facility": Text("Fasilitas umum", "Public facility"),
    "online": Text("Daring", "Online"),
    "other": Text("Lainnya", "Other"),
}

Relationship = Literal[
    "parent",
    "relative",
    "spouse",
    "neighbour",
    "partner_friend",
    "teacher",
    "employer",
    "coworker",
    "other",
    "unknown",
]
RELATIONSHIP: Mapping[str, Text] = {
    "parent": Text("Orang tua", "Parent"),
    "relative": Text("Keluarga", "Relative"),
    "spouse": Text("Suami/istri", "Spouse"),
    "neighbour": Text("Tetangga", "Neighbour"),
    "partner_friend": Text("Pacar/teman", "Partner or friend"),
    "teacher": Text("Guru", "Teacher"),
    "employer": Text("Majikan", "Employer"),
    "coworker": Text("Rekan kerja", "Coworker"),
    "other": Text("Lainnya", "Other"),
    "unknown": Text("Tidak tahu", "Not known"),
}

Reporting = Literal["self", "parent", "relative", "spouse", "neighbour", "friend", "teacher", "official", "other"]
REPORTING: Mapping[str, Text] = {
    "self": Text("Saya sendiri yang mengalami", "It happened to me"),
    "parent": Text("Orang tua", "Parent"),
    "relative": Text("Keluarga", "Relative"),
    "spouse": Text("Suami/istri", "Spouse"),
    "neighbour": Text("Tetangga", "Neighbour"),
    "friend": Text("Teman", "Friend"),
    "teacher": Text("Guru", "Teacher"),
    "official": Text("RT/RW atau aparat", "Neighbourhood head or official"),
    "other": Text("Lainnya", "Other"),
}

Channel = Literal["in_person", "phone", "message", "public_form", "outreach", "forum_anak"]
CHANNEL: Mapping[str, Text] = {
    "in_person": Text("Datang langsung", "In person"),
    "phone": Text("Telepon", "Phone"),
    "message": Text("Pesan", "Message"),
    "public_form": Text("Formulir daring", "Public form"),
    "outreach": Text("Penjangkauan", "Outreach"),
    "forum_anak": Text("Melalui Forum Anak", "Through the children's forum"),
}

ContactHow = Literal["phone", "message", "visit", "through_somebody", "they_return", "unknown"]
CONTACT_HOW: Mapping[str, Text] = {
    "phone": Text("Telepon", "Phone"),
    "message": Text("SMS atau WhatsApp", "Text message or WhatsApp"),
    "visit": Text("Didatangi", "A visit"),
    "through_somebody": Text("Melalui orang lain", "Through somebody else"),
    "they_return": Text("Jangan hubungi: ia yang datang kembali", "No contact: they come back themselves"),
    "unknown": Text("Belum ditanyakan", "Not asked yet"),
}

Accommodation = Literal[
    "sign_language",
    "wheelchair",
    "easy_language",
    "local_language",
    "companion",
    "quiet_room",
    "female_officer",
    "other",
]
ACCOMMODATION: Mapping[str, Text] = {
    "sign_language": Text("Juru bahasa isyarat", "Sign language interpreter"),
    "wheelchair": Text("Akses kursi roda", "Wheelchair access"),
    "easy_language": Text("Bahasa yang mudah", "Easy language"),
    "local_language": Text("Penerjemah bahasa daerah", "Interpreter of a local language"),
    "companion": Text("Pendamping yang dipercaya", "A companion she trusts"),
    "quiet_room": Text("Ruang yang tenang", "A quiet room"),
    "female_officer": Text("Petugas perempuan", "A female officer"),
    "other": Text("Lainnya, ditulis di keterangan", "Other, written in the remarks"),
}

JuvenileBand = Literal["under_12", "12_13", "14_17"]
JUVENILE_BAND: Mapping[str, Text] = {
    "under_12": Text("Anak di bawah 12 tahun", "A child under 12"),
    "12_13": Text("Anak 12–13 tahun", "A child of 12 or 13"),
    "14_17": Text("Anak 14–17 tahun", "A child of 14 to 17"),
}
"""R18. The ages that the juvenile courts act tells apart (UU SPPA 11/2012 art. 1, 21, 32, 69)."""

Sex = Literal["female", "male", "unknown"]
SEX: Mapping[str, Text] = {
    "female": Text("Perempuan", "Female"),
    "male": Text("Laki-laki", "Male"),
    "unknown": Text("Tidak tahu", "Not known"),
}

Marital = Literal["single", "married", "divorced", "widowed", "unknown"]
MARITAL: Mapping[str, Text] = {
    "single": Text("Belum kawin", "Single"),
    "married": Text("Kawin", "Married"),
    "divorced": Text("Cerai hidup", "Divorced"),
    "widowed": Text("Cerai mati", "Widowed"),
    "unknown": Text("Tidak tahu", "Not known"),
}

Education = Literal["none", "paud", "tk", "sd", "smp", "sma", "pt", "other"]
EDUCATION: Mapping[str, Text] = {
    "none": Text("Tidak sekolah", "None"),
    "paud": Text("PAUD", "Early childhood"),
    "tk": Text("TK", "Kindergarten"),
    "sd": Text("SD", "Primary school"),
    "smp": Text("SMP", "Lower secondary school"),
    "sma": Text("SMA", "Upper secondary school"),
    "pt": Text("Perguruan tinggi", "University"),
    "other": Text("Lainnya", "Other"),
}

AgeBand = Literal["0-5", "6-12", "13-17", "18-24", "25-44", "45-59", "60+", "unknown"]
AGE_BAND: Mapping[str, Text] = {
    **{
        band: Text(f"{band.replace('-', '–')} tahun", f"{band.replace('-', '–')} years")
        for band in get_args(AgeBand)[:-1]
    },
    "unknown": Text("Umur tidak diketahui", "Age not known"),
}

Immediate = Literal["weapon", "threatened_and_vulnerable", "suicidal_or_self_harm", "confined", "no_safe_place"]
IMMEDIATE: Mapping[str, Text] = {
    "weapon": Text("Ada senjata", "A weapon"),
    "threatened_and_vulnerable": Text(
        "Diancam, dan hamil, disabilitas, terluka, atau sakit", "Threatened, and pregnant, disabled, injured or ill"
    ),
    "suicidal_or_self_harm": Text("Ingin bunuh diri atau menyakiti diri", "Suicidal or self-harming"),
    "confined": Text("Disekap, diculik, atau dipasung", "Confined, abducted or shackled"),
    "no_safe_place": Text("Tidak punya tempat aman", "No safe place"),
}

Aggravating = Literal["lives_with_perpetrator", "no_family_shelter", "rejected"]
AGGRAVATING: Mapping[str, Text] = {
    "lives_with_perpetrator": Text("Tinggal serumah dengan terlapor", "Lives with the alleged perpetrator"),
    "no_family_shelter": Text("Tidak ada keluarga untuk berlindung", "No family to shelter with"),
    "rejected": Text("Ditolak keluarga atau masyarakat", "Rejected by family or community"),
}

House = Literal["UPTD", "PUSPAGA"]
HOUSE: Mapping[str, Text] = {
    "UPTD": Text("UPTD PPA Kota Metro", "UPTD PPA Kota Metro"),
    "PUSPAGA": Text("PUSPAGA Gaharu", "PUSPAGA Gaharu"),
}

ReferralNote = Literal["SPPA"]
REFERRAL_NOTE: Mapping[str, Text] = {
    "SPPA": Text("SPPA: terlapor masih anak (UU 11/2012)", "SPPA: the alleged perpetrator is a child (Law 11/2012)"),
}

ReachedBy = Literal["system", "letter"]
REACHED_BY: Mapping[str, Text] = {
    "system": Text("Lewat sistem ini", "In this system"),
    "letter": Text("Dengan surat", "By letter"),
}

Barred = Literal["parent", "other"]
BARRED: Mapping[str, Text] = {
    "parent": Text(
        "Orang tua atau wali yang dilaporkan: jangan dihubungi, dan jangan lewat nomornya.",
        "The parent or guardian who is accused: never contact, and never through that number.",
    ),
    "other": Text(
        "Terlapor: jangan dihubungi, dan jangan lewat nomornya.",
        "The alleged perpetrator: never contact, and never through that number.",
    ),
}
"""Who must not be contacted (R30)."""

Delivery = Literal["letter"]
DELIVERY: Mapping[str, Text] = {"letter": Text("Dengan surat, lalu telepon", "By letter, then by telephone")}

AnsweredBy = Literal["phone"]
ANSWERED_BY: Mapping[str, Text] = {
    "phone": Text("Menurut telepon, dicatat pengirim", "By telephone, as its sender recorded"),
}

LegalBasis = Literal["consent", "vital_interest", "legal_obligation", "public_duty"]
LEGAL_BASIS: Mapping[str, Text] = {
    "consent": Text("Persetujuan", "Consent"),
    "vital_interest": Text("Kepentingan vital", "Vital interest"),
    "legal_obligation": Text("Kewajiban hukum", "Legal obligation"),
    "public_duty": Text("Tugas pelayanan publik", "Public duty"),
}

Shared = Literal["name", "birth_date", "nik", "phone", "address", "narrative", "safe_contact", "wanted", "first_help"]
SHARED: Mapping[str, Text] = {
    "name": Text("Nama", "Name"),
    "birth_date": Text("Tanggal lahir", "Date of birth"),
    "nik": Text("NIK", "National identity number"),
    "phone": Text("Nomor telepon", "Phone number"),
    "address": Text("Alamat", "Address"),
    "narrative": Text("Kronologi", "What happened"),
    "safe_contact": Text("Kontak aman", "Safe contact"),
    "wanted": Text("Yang diinginkan korban", "What the victim wants"),
    "first_help": Text("Pertolongan pertama", "First help given"),
}

HandoverRegion = Literal[
    "18.01", "18.02", "18.03", "18.04", "18.05", "18.06", "18.07", "18.08", "18.09", "18.10", "18.11", "18.12",
    "18.13", "18.71", "outside_lampung",
]  # fmt: skip
HANDOVER_REGION: Mapping[str, Text] = {
    code: Text(name, name)
    for code, name in (
        ("18.01", "Lampung Selatan"),
        ("18.02", "Lampung Tengah"),
        ("18.03", "Lampung Utara"),
        ("18.04", "Lampung Barat"),
        ("18.05", "Tulang Bawang"),
        ("18.06", "Tanggamus"),
        ("18.07", "Lampung Timur"),
        ("18.08", "Way Kanan"),
        ("18.09", "Pesawaran"),
        ("18.10", "Pringsewu"),
        ("18.11", "Mesuji"),
        ("18.12", "Tulang Bawang Barat"),
        ("18.13", "Pesisir Barat"),
        ("18.71", "Bandar Lampung"),
    )
} | {"outside_lampung": Text("Di luar Lampung", "Outside Lampung")}
"""The regencies and cities of Lampung beside Kota Metro, by the codes of the Ministry of Home Affairs."""

ContactWay = Literal["safe_contact", "phone", "message", "visit"]
CONTACT_WAY: Mapping[str, Text] = {
    "safe_contact": Text("Melalui kontak aman", "Through the safe contact"),
    "phone": Text("Telepon", "Phone"),
    "message": Text("Pesan", "Message"),
    "visit": Text("Kunjungan", "Visit"),
}

ReachedThrough = Literal["kader", "safe_contact", "direct"]
REACHED_THROUGH: Mapping[str, Text] = {
    "kader": Text("Melalui kader", "Through her kader"),
    "safe_contact": Text("Melalui kontak aman", "Through the safe contact"),
    "direct": Text("Langsung", "Directly"),
}

ReturnReason = Literal["wrong_region", "incomplete_data", "duplicate", "other"]
RETURN_REASON: Mapping[str, Text] = {
    "wrong_region": Text("Bukan wilayah kami", "Not our region"),
    "incomplete_data": Text("Data belum lengkap", "Data incomplete"),
    "duplicate": Text("Sudah ditangani dalam rujukan lain", "Already handled in another referral"),
    "other": Text("Alasan lain", "Other reason"),
}

Service = Literal[
    "complaint",
    "health",
    "legal_aid",
    "law_enforcement",
    "social_rehab",
    "reintegration",
    "repatriation",
    "clergy",
    "psychological",
    "shelter",
    "parenting",
]
SERVICE: Mapping[str, Text] = {
    "complaint": Text("Pengaduan", "Complaint"),
    "health": Text("Kesehatan", "Health"),
    "legal_aid": Text("Bantuan hukum", "Legal aid"),
    "law_enforcement": Text("Penegakan hukum", "Law enforcement"),
    "social_rehab": Text("Rehabilitasi sosial", "Social rehabilitation"),
    "reintegration": Text("Reintegrasi", "Reintegration"),
    "repatriation": Text("Pemulangan", "Repatriation"),
    "clergy": Text("Bimbingan rohani", "Pastoral care"),
    "psychological": Text("Psikologis", "Psychological"),
    "shelter": Text("Rumah aman", "Shelter"),
    "parenting": Text("Pengasuhan", "Parenting"),
}

EndReason = Literal["not_a_report", "unfounded", "unreachable", "declined", "moved", "died"]
END_REASON: Mapping[str, Text] = {
    "not_a_report": Text("Bukan laporan", "Not a report"),
    "unfounded": Text("Tidak terbukti ada masalah", "Unfounded"),
    "unreachable": Text("Tidak dapat dihubungi", "Could not be reached"),
    "declined": Text("Menolak dibantu", "Declined help"),
    "moved": Text("Pindah, sudah diserahterimakan", "Moved, handed over"),
    "died": Text("Meninggal", "Died"),
}

Completion = Literal["served", "court", "handed_over", "declined", "moved", "died", "other"]
COMPLETION: Mapping[str, Text] = {
    "served": Text("Layanan selesai", "Services completed"),
    "court": Text("Diteruskan ke proses hukum", "Taken on by the courts"),
    "handed_over": Text("Diserahterimakan ke lembaga lain", "Handed over to another agency"),
    "declined": Text("Dihentikan oleh yang bersangkutan", "Ended by the person concerned"),
    "moved": Text("Pindah", "Moved"),
    "died": Text("Meninggal", "Died"),
    "other": Text("Lainnya", "Other"),
}

Resolved = Literal["resolved"]
Merged = Literal["merged"]
ENDED_FOR: Mapping[str, Text] = {
    **COMPLETION,
    **END_REASON,
    "resolved": Text("Selesai di Omah Peluk, tindak lanjut tuntas", "Resolved locally, followed up to the end"),
    "merged": Text("Digabungkan ke kasus lain", "Merged into another case"),
}
"""Every reason for which a case can have ended."""

Found = Literal["well", "help_wanted", "agreement_broken", "violence_again", "unknown"]
FOUND: Mapping[str, Text] = {
    "well": Text("Baik, kesepakatan dijalankan", "Well, the agreement is kept"),
    "help_wanted": Text("Masih perlu dibantu", "Still needs help"),
    "agreement_broken": Text("Kesepakatan dilanggar", "The agreement was broken"),
    "violence_again": Text("Kekerasan terjadi lagi", "Violence happened again"),
    "unknown": Text("Tidak diketahui", "Not known"),
}

ProtectionLaw = Literal["PKDRT_16", "TPKS_42"]
PROTECTION_LAW: Mapping[str, Text] = {
    "PKDRT_16": Text("Pasal 16 UU PKDRT: 7 hari", "Art. 16 PKDRT: 7 days"),
    "TPKS_42": Text("Pasal 42 UU TPKS: 14 hari", "Art. 42 TPKS: 14 days"),
}

RequestKind = Literal["correction", "withdrawal", "restriction", "erasure"]
REQUEST_KIND: Mapping[str, Text] = {
    "correction": Text("Perbaikan data", "Correction"),
    "withdrawal": Text("Penarikan persetujuan", "Withdrawal of consent"),
    "restriction": Text("Pembatasan pemrosesan", "Restriction"),
    "erasure": Text("Penghapusan data", "Erasure"),
}

BreachCause = Literal["looked", "exported", "lost", "sent", "attacked", "other"]
BREACH_CAUSE: Mapping[str, Text] = {
    "looked": Text("Petugas membuka tanpa perlu", "Somebody of the staff looked without need"),
    "exported": Text("Berkas ekspor sampai ke orang lain", "An exported file came to others"),
    "lost": Text("Perangkat atau kata sandi hilang", "A device or a password was lost"),
    "sent": Text("Terkirim ke orang yang salah", "Sent to the wrong person"),
    "attacked": Text("Serangan dari luar", "An attack from outside"),
    "other": Text("Lainnya", "Other"),
}

ToldHow = Literal["safe_contact", "in_person", "letter", "not_safely"]
TOLD_HOW: Mapping[str, Text] = {
    "safe_contact": Text("Melalui kontak aman", "Through the safe contact"),
    "in_person": Text("Bertemu langsung", "In person"),
    "letter": Text("Surat", "By letter"),
    "not_safely": Text("Tidak dapat diberi tahu dengan aman", "Cannot be told safely"),
}

SessionMark = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
"""Names a sign-in of somebody of the staff, and opens nothing."""

PublicTold = Literal["not_needed", "told"]
PUBLIC_TOLD: Mapping[str, Text] = {
    "not_needed": Text("Tidak perlu: layanan tidak terganggu, dampaknya terbatas",
                       "Not needed: no service is disturbed, and it concerns few"),
    "told": Text("Sudah diumumkan, tanpa menyebut siapa pun", "Announced, naming nobody"),
}  # fmt: skip

SilenceGround = Literal["nothing_secret", "rightful", "unreadable"]
SILENCE_GROUND: Mapping[str, Text] = {
    "nothing_secret": Text("Tidak ada isi rahasia yang terbuka", "Nothing secret was opened"),
    "rightful": Text("Dibuka untuk tugasnya", "Opened in the course of duty"),
    "unreadable": Text("Tidak terbaca oleh siapa pun", "Nobody could read it"),
}

ErasureGround = Literal["retention_over", "asked"]
ERASURE_GROUND: Mapping[str, Text] = {
    "retention_over": Text("Masa simpannya berakhir", "The time of keeping is over"),
    "asked": Text("Diminta oleh yang bersangkutan", "Asked for by the persons concerned"),
}

RefusalGround = Literal["law_enforcement", "public_interest", "vital_interest", "not_the_person", "already_so"]
REFUSAL_GROUND: Mapping[str, Text] = {
    "law_enforcement": Text("Penegakan hukum (Pasal 15)", "Law enforcement (art. 15)"),
    "public_interest": Text("Kepentingan umum (Pasal 15)", "Public interest (art. 15)"),
    "vital_interest": Text("Keselamatan seseorang (Pasal 33)", "Somebody's safety (art. 33)"),
    "not_the_person": Text("Bukan yang bersangkutan", "Not the person concerned"),
    "already_so": Text("Sudah demikian", "It is so already"),
}

FollowUp = Literal["done", "unreachable", "declined"]
FOLLOW_UP: Mapping[str, Text] = {
    "done": Text("Terlaksana", "Done"),
    "unreachable": Text("Tidak dapat dihubungi", "Could not be reached"),
    "declined": Text("Menolak", "Declined"),
}

Heard = Literal["client", "client_and_family", "family", "without_client"]
HEARD: Mapping[str, Text] = {
    "client": Text("Klien sendiri", "The client herself"),
    "client_and_family": Text("Klien dan keluarga", "Client and family"),
    "family": Text("Keluarga, tanpa klien", "Family, without the client"),
    "without_client": Text("Tanpa klien", "Without the client"),
}

Venue = Literal["omah_peluk", "home", "phone", "school", "other"]
VENUE: Mapping[str, Text] = {
    "omah_peluk": Text("Omah Peluk", "Omah Peluk"),
    "home": Text("Kunjungan rumah", "Home visit"),
    "phone": Text("Telepon", "Phone"),
    "school": Text("Sekolah", "School"),
    "other": Text("Lainnya", "Other"),
}
