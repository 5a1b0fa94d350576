"""A report comes in: it is opened, and whoever reported is heard (R02, R03, R13)."""

from engine.definition import Text, Transition
from workflows.casework import changes
from workflows.casework.assessing import (
    category_fits,
    discloses_of_known_victims,
    lowering_is_the_supervisors,
    not_yet_acknowledged,
)
from workflows.facts.states import CONSULTED, REPORTED
from workflows.forms.assessing import Consultation
from workflows.office.roles import CARE, HOUSE_STAFF, UPTD_OFFICER

INTAKE = (
    Transition(
        "acknowledge",
        REPORTED,
        None,
        Text("Buka laporan", "Acknowledge"),
        by=(*HOUSE_STAFF, UPTD_OFFICER),
        guards=(not_yet_acknowledged,),
        changes=changes.acknowledging,
    ),
    Transition(
        "consult",
        REPORTED,
        CONSULTED,
        Text("Catat konsultasi", "Record a consultation"),
        by=CARE,
        form=Consultation,
        guards=(lowering_is_the_supervisors, discloses_of_known_victims, category_fits),
        changes=changes.consulting,
    ),
    Transition(
        "consult-again",
        CONSULTED,
        None,
        Text("Catat konsultasi lanjutan", "Record another consultation"),
        by=CARE,
        form=Consultation,
        guards=(lowering_is_the_supervisors, discloses_of_known_victims, category_fits),
        changes=changes.consulting,
    ),
)
