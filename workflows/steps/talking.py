"""The reporter and the house write to each other under the receipt's code (R30)."""

from engine.definition import Notice, Text, Transition
from workflows.casework.retention import not_erased
from workflows.casework.talking import (
    HEED,
    TAKE_IN,
    WRITE,
    arriving,
    heeding,
    names_one_reporter,
    somebody_holds_a_code,
    somebody_wrote,
    works_on_it_now,
    writing,
)
from workflows.facts.states import ALL
from workflows.forms.steps import Reason
from workflows.forms.talking import MessageFromReporter, MessageToReporter
from workflows.office.roles import CARE, HOUSE_STAFF, PUSPAGA_OFFICER, REPORTER, UPTD_OFFICER

TALKERS = (*CARE, PUSPAGA_OFFICER, UPTD_OFFICER)

TALKING = (
    Transition(
        TAKE_IN,
        ALL,
        None,
        Text("Pelapor menulis pesan", "The reporter wrote a message"),
        by=(REPORTER,),
        form=MessageFromReporter,
        guards=(not_erased,),
        changes=arriving,
        after_end=True,
        tells=(Notice((*HOUSE_STAFF, PUSPAGA_OFFICER, UPTD_OFFICER), "message"),),
    ),
    Transition(
        WRITE,
        ALL,
        None,
        Text("Tulis kepada pelapor", "Write to the reporter"),
        by=TALKERS,
        form=MessageToReporter,
        guards=(not_erased, somebody_holds_a_code, works_on_it_now, names_one_reporter),
        changes=writing,
        after_end=True,
        confirm=Text(
            "Pesan ini tampil bagi siapa pun yang memegang kode, mungkin juga terlapor, dan tidak dapat ditarik.",
            "This is shown to whoever holds the code, perhaps the alleged perpetrator, and cannot be taken back.",
        ),
    ),
    Transition(
        HEED,
        ALL,
        None,
        Text("Catat: pesan tidak perlu dijawab", "Record that the message needs no answer"),
        by=TALKERS,
        form=Reason,
        guards=(not_erased, somebody_wrote, works_on_it_now),
        changes=heeding,
        after_end=True,
    ),
)
