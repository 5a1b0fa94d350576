"""What becomes known on the way (R10, R19, R20, R26, R29): people, disclosures, risk, police, protection, requests."""

from engine.definition import FourEyes, Text, Transition
from workflows.casework import changes
from workflows.casework.accused import (
    accused_was_not_older,
    correcting_accused,
    corrects_somebody_accused,
    no_accused_child_becomes_adult,
)
from workflows.casework.assessing import (
    born_by_the_incident,
    leaves_nobody_out,
    lowering_is_the_supervisors,
    no_child_becomes_adult,
    relations_name_known_people,
    speaks_of_a_known_victim,
)
from workflows.casework.claim import TO_REQUEST
from workflows.casework.correcting import (
    corrected_ages_agree,
    described_ages_agree,
    described_relations_can_be,
    strikes_what_was_meant,
)
from workflows.casework.ending import (
    complaint_can_be_left_out,
    police_not_yet_confirmed,
    police_not_yet_decided,
    told_after_it_happened,
)
from workflows.casework.protection import (
    is_not_under_protection,
    is_under_protection,
    protecting,
    protection_has_its_law,
    unprotecting,
)
from workflows.casework.repetition import linking, names_a_known_pair
from workflows.casework.requesting import asks_for_a_known_victim
from workflows.casework.retention import not_erased
from workflows.casework.sending import only_adults_refuse
from workflows.facts.states import ALL, AT_PUSPAGA, CONSULTED, REPORTED, UNRESOLVED
from workflows.forms.assessing import AgeCorrection, Correction, NewDisclosure, People, Reassessment
from workflows.forms.recording import PoliceProtection, SimfoniEntry
from workflows.forms.requesting import Request
from workflows.forms.steps import EarlierCase, PoliceReport, Reason, RefusalOfReferral
from workflows.office.roles import CARE, HEAD_OF_UPTD, HOUSE_STAFF, PUSPAGA_OFFICER, SUPERVISOR, UPTD_OFFICER

LEARNING = (
    Transition(
        "describe-people",
        UNRESOLVED,
        None,
        Text("Lengkapi data orang", "Describe the people"),
        by=CARE,
        form=People,
        guards=(
            leaves_nobody_out,
            relations_name_known_people,
            born_by_the_incident,
            described_ages_agree,
            described_relations_can_be,
            no_child_becomes_adult,
            no_accused_child_becomes_adult,
        ),
        changes=changes.describing,
    ),
    Transition(
        "link-earlier",
        UNRESOLVED,
        None,
        Text("Kaitkan dengan kasus terdahulu", "Link to an earlier case"),
        by=(*CARE, UPTD_OFFICER, SUPERVISOR),
        form=EarlierCase,
        guards=(names_a_known_pair,),
        changes=linking,
    ),
    Transition(
        "disclose",
        UNRESOLVED,
        None,
        Text("Catat yang terungkap", "Record a disclosure"),
        by=(*CARE, PUSPAGA_OFFICER, UPTD_OFFICER),
        form=NewDisclosure,
        guards=(speaks_of_a_known_victim,),
        changes=changes.disclosing,
    ),
    Transition(
        "reassess",
        UNRESOLVED,
        None,
        Text("Nilai ulang risiko", "Reassess the risk"),
        by=(*CARE, SUPERVISOR),
        form=Reassessment,
        guards=(lowering_is_the_supervisors,),
        changes=changes.assessing,
    ),
    Transition(
        "correct-forms",
        UNRESOLVED,
        None,
        Text("Koreksi catatan korban", "Correct a victim's record"),
        by=(SUPERVISOR, UPTD_OFFICER),
        form=Correction,
        guards=(speaks_of_a_known_victim, strikes_what_was_meant, corrected_ages_agree),
        changes=changes.correcting,
        four_eyes=FourEyes((SUPERVISOR, HEAD_OF_UPTD)),
    ),
    Transition(
        "correct-accused",
        UNRESOLVED,
        None,
        Text("Koreksi umur terlapor", "Correct the age of who is accused"),
        by=(SUPERVISOR, UPTD_OFFICER),
        form=AgeCorrection,
        guards=(corrects_somebody_accused, accused_was_not_older),
        changes=correcting_accused,
        four_eyes=FourEyes((SUPERVISOR, HEAD_OF_UPTD)),
    ),
    Transition(
        "record-refusal",
        (REPORTED, CONSULTED, AT_PUSPAGA),
        None,
        Text("Catat penolakan dirujuk", "Record a refusal to be referred"),
        by=CARE,
        form=RefusalOfReferral,
        guards=(only_adults_refuse,),
    ),
    Transition(
        "record-police-report",
        ALL,
        None,
        Text("Catat laporan polisi", "Record the police report"),
        by=(*HOUSE_STAFF, UPTD_OFFICER),
        form=PoliceReport,
        guards=(told_after_it_happened,),
    ),
    Transition(
        "confirm-police-report",
        ALL,
        None,
        Text("Pastikan sudah dilaporkan ke polisi", "Confirm that the police were told"),
        by=(UPTD_OFFICER,),
        guards=(police_not_yet_confirmed,),
        changes=changes.confirming_police,
    ),
    Transition(
        "record-no-complaint",
        ALL,
        None,
        Text("Catat bahwa tidak ada pengaduan", "Record that there is no complaint"),
        by=(UPTD_OFFICER,),
        form=Reason,
        guards=(police_not_yet_decided, complaint_can_be_left_out),
        changes=changes.leaving_out_the_complaint,
        four_eyes=FourEyes((HEAD_OF_UPTD,)),
    ),
    Transition(
        "record-protection",
        ALL,
        None,
        Text("Catat perlindungan polisi", "Record the protection by the police"),
        by=(*HOUSE_STAFF, UPTD_OFFICER),
        form=PoliceProtection,
        guards=(is_not_under_protection, protection_has_its_law),
        changes=protecting,
    ),
    Transition(
        "end-protection",
        ALL,
        None,
        Text("Catat akhir perlindungan polisi", "Record the end of the protection"),
        by=(*HOUSE_STAFF, UPTD_OFFICER),
        form=Reason,
        guards=(is_under_protection,),
        changes=unprotecting,
    ),
    Transition(
        "record-SIMFONI",
        ALL,
        None,
        Text("Catat nomor SIMFONI PPA", "Record the number in SIMFONI PPA"),
        by=(UPTD_OFFICER, SUPERVISOR),
        form=SimfoniEntry,
        guards=(not_erased,),
        after_end=True,
    ),
    Transition(
        "receive-request",
        ALL,
        None,
        Text("Catat permintaan yang bersangkutan", "Record a request of the person concerned"),
        by=(*HOUSE_STAFF, SUPERVISOR, UPTD_OFFICER, PUSPAGA_OFFICER),
        form=Request,
        guards=(not_erased, asks_for_a_known_victim),
        changes=changes.asking,
        opens=TO_REQUEST,
        after_end=True,
    ),
)
