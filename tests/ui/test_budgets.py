"""What the first view may cost; `python3 start.py bench ui` prints the same measurements as a table."""

from tests.ui.meter import first_visit
from tests.ui.stage import Stage
from tests.workflows.stories import report

LIST_WITHIN = 3.0
"""Seconds, on slow 3G with a processor six times slower."""
SCRIPT = 30_000
"""Bytes of script that travel before the first view is there, headers and all."""


def test_the_first_list_is_there_within_three_seconds_on_a_slow_phone(stage: Stage) -> None:
    for _ in range(12):
        report(stage.office)
    context = stage.sign_in("kader", width=360).context

    tries = [first_visit(context, "/app/cases", ".row")]
    while min(one.seconds for one in tries) > LIST_WITHIN and len(tries) < 4:  # a busy machine is no slow page
        tries.append(first_visit(context, "/app/cases", ".row"))

    assert min(one.seconds for one in tries) <= LIST_WITHIN
    assert tries[0].script <= SCRIPT
    assert tries[0].requests <= 10
