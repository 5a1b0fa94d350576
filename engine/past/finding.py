"""What is wrong with the past, in words: the first bad record of a case, or the first bad place of the log."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.definition import Text

LOG = "log"
"""What a finding about the log has for a case's number; its `seq` is the entry or the size at which the log is bad. One
about what all cases rest on has it too, with `seq` 0."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`seq` is the first bad record, 0 where there is none. `case_id` None: it is the log itself, or what decides."""

    case_id: UUID | None
    number: str
    seq: int
    problem: str
    words: Text


def found(case_id: UUID | None, number: str, seq: int, problem: str, **values: Any) -> Finding:
    words = WORDS[problem]
    values = {"seq": seq, **values}
    return Finding(case_id, number, seq, problem, Text(words.id.format(**values), words.en.format(**values)))


WORDS = {
    # a case beside its history
    "no_history": Text("Kasus ini tidak punya riwayat.", "This case has no history."),
    "no_case": Text("Riwayat ini tidak punya kasus.", "This history has no case."),
    "cut_off": Text(
        "Catatan terakhir hilang: kasus berada di catatan {last}, riwayat berhenti di {kept}.",
        "The last records are missing: the case stands at record {last}, its history stops at {kept}.",
    ),
    "another_head": Text(
        "Catatan terakhir bukan yang menjadi dasar keadaan kasus.",
        "The last record is not the one on which the case stands.",
    ),
    "state_differs": Text(
        "Keadaan kasus ({state}) berbeda dari riwayatnya ({replayed}).",
        "The case is in {state}; its history says {replayed}.",
    ),
    "facts_differ": Text("Fakta {names} berbeda dari riwayatnya.", "The facts {names} differ from the history."),
    "case_differs": Text(
        "Kolom {names} kasus ini berbeda dari riwayatnya.", "The columns {names} of this case differ from its history."
    ),
    "private_missing": Text(
        "Data tersandi kasus ini dihapus, padahal riwayatnya menyimpannya.",
        "The sealed data of this case was removed; its history says that it has some.",
    ),
    "private_unreadable": Text(
        "Data tersandi kasus ini bukan yang disimpan oleh riwayatnya.",
        "The sealed data of this case is not what its history put there.",
    ),
    "body_unreadable": Text(
        "Catatan kasus ini tidak berisi yang wajib ada.", "A record of this case does not say what records have to say."
    ),
    "another_definition": Text(
        "Catatan {seq} diputuskan oleh versi alur kerja lain, dan tidak ada catatan pemindahan.",
        "Record {seq} was decided by another version of the workflow, and no migration was recorded.",
    ),
    "column_differs": Text(
        "Kolom {names} catatan ini berbeda dari isinya.", "The columns {names} of this record differ from its body."
    ),
    # its clocks
    "clock_missing": Text("Jam {name} hilang.", "The clock {name} is missing."),
    "clock_added": Text("Jam {name} tidak ada di riwayatnya.", "No record set the clock {name}."),
    "clock_differs": Text(
        "Jam {name} berbeda dari riwayatnya: {names}.", "The clock {name} differs from its history: {names}."
    ),
    "clock_silenced": Text(
        "Jam {name} dibungkam: tidak akan dijalankan, dan tidak ada yang diberi tahu.",
        "The clock {name} was silenced: it would not fire, and nobody was told.",
    ),
    # what its records owe
    "notice_missing": Text(
        "Catatan {seq} wajib mengabari {whom} ({topic}), dan barisnya di kotak keluar hilang: tak ada yang akan tahu.",
        "Record {seq} owes word to {whom} ({topic}), and its line of the outbox is gone: nobody would hear.",
    ),
    "notice_differs": Text(
        "Baris kotak keluar catatan {seq} bukan yang ditulis catatan itu; sekarang berbunyi: {topic} kepada {whom}.",
        "The line of the outbox for record {seq} is not what the record owes; now it says: {topic} to {whom}.",
    ),
    "notice_added": Text(
        "Kotak keluar mengabari {whom} ({topic}) atas nama catatan {seq}, yang tidak menulisnya.",
        "The outbox owes word to {whom} ({topic}) in the name of record {seq}, which does not say so.",
    ),
    "notice_silenced": Text(
        "Kabar catatan {seq} kepada {whom} ({topic}) dibungkam: ditunda atau dimatikan, bukan oleh sistem ini.",
        "The word that record {seq} owes to {whom} ({topic}) was silenced: put off or given up, not by this system.",
    ),
    "notice_unproved": Text(
        "Kabar catatan {seq} kepada {whom} ({topic}) tidak disampaikan seperti tertulis: tanda selesainya bukan dari"
        " sistem ini, atau pemberitahuannya diubah atau hilang.",
        "The word that record {seq} owes to {whom} ({topic}) was not passed on as is said: it was not this system that"
        " marked it as done, or a notice of it was changed or is missing.",
    ),
    # a record and its leaf in the log
    "record_missing": Text(
        "Catatan {seq} sudah disegel dan sekarang tidak ada.", "Record {seq} was sealed and is not there any more."
    ),
    "leaf_differs": Text(
        "Catatan {seq} bukan yang disegel: sidik jarinya lain.", "Record {seq} is not the one that was sealed."
    ),
    "leaf_missing": Text(
        "Catatan {seq} tidak ada di log, padahal catatan sesudahnya ada.",
        "Record {seq} has no entry in the log, though a later one has.",
    ),
    # what cases were decided and counted by
    "definition_differs": Text(
        "Alur kerja {workflow} versi {version} bukan yang disimpan dengan sidik jari itu.",
        "Version {version} of the workflow {workflow} is not the one that was kept under that hash.",
    ),
    "definition_missing": Text(
        "Alur kerja {workflow} versi {version} hilang, padahal ada catatan yang diputuskan olehnya.",
        "Version {version} of the workflow {workflow} is missing, and records were decided by it.",
    ),
    "calendar_differs": Text(
        "Kalender {name}, edisi {edition}, bukan yang disimpan, atau edisi sebelumnya hilang.",
        "The calendar {name}, edition {edition}, is not the one that was kept, or one before it is missing.",
    ),
    "calendar_missing": Text("Kalender {name} hilang.", "The calendar {name} is missing."),
    # what stands beside the history, row by row
    "row_differs": Text(
        "Baris {seq} pada tabel {table} diubah: bukan yang disegel.",
        "Row {seq} of the table {table} was changed: it is not the one that was sealed.",
    ),
    "row_missing": Text(
        "Baris {seq} pada tabel {table} sudah disegel dan sekarang tidak ada.",
        "Row {seq} of the table {table} was sealed and is not there any more.",
    ),
    "row_added": Text("Baris {seq} pada tabel {table} ada dua kali.", "Row {seq} of the table {table} is there twice."),
    # the log
    "entry_missing": Text("Entri {seq} log hilang.", "Entry {seq} of the log is missing."),
    "log_cut": Text(
        "Log berhenti di entri {kept}; tanda tangannya mencakup {seq}.",
        "The log stops at entry {kept}; it was signed with {seq}.",
    ),
    "log_longer": Text(
        "Log berisi entri setelah tanda tangan terakhir ({seq}).",
        "The log has entries after its last signature, at {seq}.",
    ),
    "checkpoint_differs": Text(
        "Entri log sampai {seq} bukan yang ditandatangani: {names} berbeda.",
        "The log's entries up to {seq} are not those that were signed: {names} differ.",
    ),
    "checkpoint_signature": Text(
        "Tanda tangan log pada {seq} entri salah. {reason}", "The signature of the log at {seq} entries: {reason}"
    ),
    "checkpoint_missing": Text(
        "Tanda tangan log pada {seq} entri disimpan di luar basis data, tetapi tidak ada di dalamnya.",
        "A signature of the log at {seq} entries is kept outside the database and is not in it.",
    ),
    "log_shorter_than_anchor": Text(
        "Log berisi {kept} entri; di luar basis data disimpan tanda tangan atas {seq}.",
        "The log has {kept} entries; a signature over {seq} is kept outside the database.",
    ),
    "anchor_differs": Text(
        "Log sampai entri {seq} bukan yang ditandatangani di luar basis data.",
        "The log up to entry {seq} is not the one whose signature is kept outside the database.",
    ),
    "anchor_signature": Text(
        "Tanda tangan yang disimpan di luar basis data pada {seq} entri salah. {reason}",
        "The signature kept outside the database at {seq} entries: {reason}",
    ),
    "anchors_unreadable": Text(
        "Tanda tangan yang disimpan di luar basis data tidak terbaca. {reason}",
        "What is kept of the log outside the database: {reason}",
    ),
    "key_missing": Text(
        "Log ini ditandatangani, tetapi kunci untuk memeriksanya tidak ada.",
        "The log is signed, and the key to check it is not there.",
    ),
}
