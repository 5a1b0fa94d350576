"""A case is sent on to PUSPAGA or UPTD, by staff or, if nobody did, by the system (R04, R08, R16, R17, R24, R32)."""

from engine.definition import SYSTEM, FourEyes, Text, Transition
from workflows.casework import changes
from workflows.casework.carrying import carries_known_victims, harmed_are_at_uptd, leaves_no_protected_behind
from workflows.casework.consent import accused_does_not_consent, consent_contradicts_nothing
from workflows.casework.handover import TO_PUSPAGA, TO_UPTD, TO_UPTD_LEAST
from workflows.casework.legal_basis import legal_basis_to_puspaga, legal_basis_to_uptd
from workflows.casework.outside import is_handed_over, is_not_accepted_yet
from workflows.casework.reaching import adults_are_reached_safely
from workflows.casework.requesting import consent_was_not_withdrawn
from workflows.casework.sending import (
    holds_a_referral,
    is_protected,
    not_puspaga_alone,
    protected_or_asked_for,
    slight_enough_without_consultation,
)
from workflows.facts.states import AT_PUSPAGA, AT_UPTD, CONSULTED, REFERRED, REPORTED
from workflows.forms.referring import Handover, Sending, SendingToUptd
from workflows.forms.steps import Reason
from workflows.office.roles import HEAD_OF_UPTD, HOUSE_STAFF, PUSPAGA_OFFICER, SUPERVISOR, UPTD_OFFICER

RIGHTLY_SHARED = (
    accused_does_not_consent,
    consent_contradicts_nothing,
    consent_was_not_withdrawn,
    adults_are_reached_safely,
)
"""What every referral with an identity is judged by, beside its legal basis."""

SENDING = (
    Transition(
        "refer-to-UPTD",
        (REPORTED, CONSULTED, AT_PUSPAGA),
        AT_UPTD,
        Text("Rujuk ke UPTD", "Refer to UPTD"),
        by=(*HOUSE_STAFF, PUSPAGA_OFFICER, UPTD_OFFICER),
        form=SendingToUptd,
        guards=(
            holds_a_referral,
            protected_or_asked_for,
            carries_known_victims,
            leaves_no_protected_behind,
            legal_basis_to_uptd,
            *RIGHTLY_SHARED,
        ),
        changes=changes.sending_to_uptd,
        opens=TO_UPTD,
    ),
    Transition(
        "refer-to-PUSPAGA",
        (REPORTED, CONSULTED),
        AT_PUSPAGA,
        Text("Rujuk ke PUSPAGA", "Refer to PUSPAGA"),
        by=HOUSE_STAFF,
        form=Sending,
        guards=(
            slight_enough_without_consultation,
            not_puspaga_alone,
            carries_known_victims,
            harmed_are_at_uptd,
            legal_basis_to_puspaga,
            *RIGHTLY_SHARED,
        ),
        changes=changes.sending_to_puspaga,
        opens=TO_PUSPAGA,
    ),
    Transition(
        "add-UPTD-referral",
        AT_UPTD,
        None,
        Text("Tambah rujukan ke UPTD", "Add a referral to UPTD"),
        by=(*HOUSE_STAFF, UPTD_OFFICER),
        form=Sending,
        guards=(holds_a_referral, carries_known_victims, legal_basis_to_uptd, *RIGHTLY_SHARED),
        changes=changes.sending_to_uptd,
        opens=TO_UPTD,
    ),
    Transition(
        "add-PUSPAGA-referral",
        REFERRED,
        None,
        Text("Tambah rujukan ke PUSPAGA", "Add a referral to PUSPAGA"),
        by=(*HOUSE_STAFF, UPTD_OFFICER, PUSPAGA_OFFICER),
        form=Sending,
        guards=(
            holds_a_referral,
            not_puspaga_alone,
            carries_known_victims,
            harmed_are_at_uptd,
            legal_basis_to_puspaga,
            *RIGHTLY_SHARED,
        ),
        changes=changes.sending_to_puspaga,
        opens=TO_PUSPAGA,
    ),
    Transition(
        "move-to-UPTD",
        (REPORTED, CONSULTED, AT_PUSPAGA),
        AT_UPTD,
        Text("Sistem memindahkan ke UPTD", "The system moves it to UPTD"),
        by=(SYSTEM,),
        guards=(is_protected,),
        changes=changes.sending_to_uptd,
        opens=TO_UPTD_LEAST,
    ),
    Transition(
        "decide-to-refer",
        (REPORTED, CONSULTED, AT_PUSPAGA),
        AT_UPTD,
        Text("Putuskan rujukan dengan data paling sedikit", "Decide to refer on the least data"),
        by=(SUPERVISOR,),
        form=Reason,
        guards=(is_protected,),
        changes=changes.sending_to_uptd,
        four_eyes=FourEyes((HEAD_OF_UPTD,)),
        opens=TO_UPTD_LEAST,
    ),
    Transition(
        "record-handover",
        (CONSULTED, *REFERRED),
        None,
        Text("Catat serah terima ke daerah lain", "Record the hand-over to another region"),
        by=(UPTD_OFFICER, SUPERVISOR),
        form=Handover,
        guards=(is_handed_over, is_not_accepted_yet),
    ),
)
