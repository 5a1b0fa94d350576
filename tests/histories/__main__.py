"""`python -m tests.histories VERSION` keeps a history of this release.

`--accept` writes down what the rules of now decide otherwise.
"""

import json
import sys
import tempfile
from pathlib import Path
from random import Random

from engine.embedded.postgres import EmbeddedPostgres
from engine.errors import Invalid, NoLongerPending, NotFound
from engine.registry import Registry
from tests.histories import kept
from tests.histories.replaying import replay
from tests.office import Office, make_template, open_office
from tests.workflows.stories import report
from tests.workflows.test_walks import PAUSES, act
from workflows import REGISTRY
from workflows.omah_peluk import OMAH_PELUK
from workflows.referral import REFERRAL
from workflows.request import REQUEST

FAMILIES, STEPS = 16, 30


def main(arguments: list[str]) -> int:
    if arguments == ["--accept"]:
        accept()
        return 0
    if len(arguments) != 1 or not arguments[0][:1].isdigit():
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", fast=True)
        try:
            url = server.start()
            make_template(url)
            for office in open_office(url, Path(folder), REGISTRY):
                live(office)
                path = kept.write(office, arguments[0])
        finally:
            server.stop()
    accept()
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


def live(office: Office) -> None:
    """A season, from seeds: whatever staff do, and however long nobody does."""
    for seed in range(FAMILIES):
        chance = Random(f"history {seed}")
        office.at("2026-12-01 09:00")
        forms = chance.choice(([], [], ["physical"], ["psychic"]))
        victims = [{"age": chance.choice((9, 30, 35)), "forms": forms, "hinders_daily_work": "no"}]
        root = report(office, victims=victims, perpetrators=[{"relation": "spouse"}], stated_risk="low")
        for _ in range(STEPS):
            now = office.later(hours=chance.choice(PAUSES) if chance.random() < 0.4 else 0.01)
            try:
                act(office, root, chance, now.isoformat())
            except (Invalid, NotFound, NoLongerPending):
                continue
            finally:
                office.sweep()


def accept() -> None:
    """Write down what each kept history decides otherwise under the rules of now."""
    differing = {
        one: replay(kept.read(one), Registry((OMAH_PELUK, REFERRAL, REQUEST))).differing for one in kept.versions()
    }
    kept.DIFFERING.write_text(json.dumps(differing, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
