"""A case of any workflow on paper: how it stands, what is on record, what runs, what was done. Masked unless asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.cases import timeline, views
from api.definitions.catalog import Entry
from api.office.register import moment_words
from api.papers.press import Press
from api.papers.sheet import Line, Part, Sheet, lines_of, present
from api.security import unmasking
from api.security.masks import DOTS, mask
from api.security.policy import sight
from engine import reading
from engine.definition import Text
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed
from workflows.extracts.papers import SUMMARY

LAST = 40
"""So many of its steps are told, the newest last."""


def summary(press: Press) -> Sheet:
    workflow = press.view.member.compiled.workflow
    warned = [Part(said, text=[what], warns=True) for said, what in views.warnings(press.view)]
    parts = (*warned, Part(lines=_stands(press)), *_facts(press), *_private(press), *_clocks(press), *_steps(press))
    title = Text(f"{SUMMARY.title.id}: {workflow.title.id}", f"{SUMMARY.title.en}: {workflow.title.en}")
    return Sheet(title, press.number, press.letterhead, parts, names=frozenset(press.secret))


def _stands(press: Press) -> list[Line]:
    view = press.view
    region = views.kelurahan(view.member.region or view.family.root.region)
    owner = press.lens.people.get(view.snapshot.owner) if view.snapshot.owner is not None else None
    return present(
        [
            (Text("Keadaan", "State"), view.member.compiled.workflow.state(view.snapshot.state).title),
            (Text("Kelurahan", "Kelurahan"), region["name"] if region else None),
            (Text("Ditangani oleh", "Handled by"), owner),
            (Text("Dibuka", "Opened"), moment_words(view.snapshot.opened_at)),
            (Text("Berakhir", "Ended"), moment_words(view.snapshot.ended_at) if view.snapshot.ended_at else None),
        ]
    )


def _facts(press: Press) -> Iterator[Part]:
    if not sight(press.desk.actor, press.view.snapshot).facts:
        return
    for group in views.facts(press.lens, press.view.member.compiled.workflow, press.facts):
        lines = [(one["title"], one["label"]) for one in group["items"] if one["label"]["id"] != "–"]
        if lines:
            yield Part(group["title"], lines)


def _private(press: Press) -> Iterator[Part]:
    """In clear where that was asked for and may be; else what may be seen of it without a reason."""
    title = Text("Isi rahasia", "What is private")
    if not press.named:
        opens = unmasking.sight_of(press.tx, press.view, press.desk.actor).reveal
        masked: list[Line] = [
            (_title(press.words, name), mask(press.words.get(name), value) if opens else DOTS)
            for name, value in _held(press)
        ]
        if masked:
            yield Part(title, masked)
        return
    plain = {name: value for name, value in press.secret.items() if not isinstance(value, list)}
    if plain:
        yield Part(title, lines_of(press.words, plain))
    for name, value in press.secret.items():
        for number, one in enumerate(value if isinstance(value, list) else (), 1):
            entry = press.words.get(name)
            if entry is not None and isinstance(one, Mapping):
                of = Text(f"{entry.title['id']} {number}", f"{entry.title['en']} {number}")
                yield Part(of, lines_of(entry.within, one))


def _held(press: Press) -> list[tuple[str, Any]]:
    try:
        held = sealing.read_case(press.tx.connection, press.desk.engine.keys, press.view.snapshot.id)
    except KeyDestroyed:
        return []
    return list(held.items())


def _title(words: Mapping[str, Entry], name: str) -> dict[str, str]:
    return words[name].title if name in words else {"id": name, "en": name}


def _clocks(press: Press) -> Iterator[Part]:
    running = reading.clock_views(press.view.member, press.view.snapshot, press.now)
    if running:
        yield Part(Text("Tenggat", "Deadlines"), [(one.title, moment_words(one.due_at)) for one in running])


def _steps(press: Press) -> Iterator[Part]:
    records = reading.history(press.tx, press.view.snapshot.id)
    told = timeline.told(press.lens, records, facts=False)[-LAST:]
    lines: list[Line] = [
        (moment_words(one.columns["at"]), {tongue: _act(said, tongue) for tongue in ("id", "en")})
        for one, said in zip(records[-LAST:], told, strict=True)
    ]
    yield Part(Text("Langkah", "Steps"), lines)


def _act(said: Mapping[str, Any], tongue: str) -> str:
    act: str = said["act"]["title"][tongue]
    by: str = said["actor"]["role"]["title"][tongue]
    return f"{act} ({by})"
