"""The page behind a code: how it stands, what the house wrote, and a place to write. No name and no code stands on it.

What a message needs of the code travels sealed in the page, as the answers of the questions do, so that nobody has to
type twenty digits again and none of them can be read off the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar import Response

from api import receipts
from api.citizen.letter import Answers, Letter, Seal, begin
from api.citizen.question import one
from api.citizen.showing import Ask, page
from api.office.register import moment_words
from api.receipts import Tracked
from api.talk import handing, thread
from api.talk.thread import Enough, Message
from engine.definition import Text

PLACE = b"omah/citizen/messages/1"
LONGEST = 2_000
"""Letters of a message."""
SHOWN = 40
"""So many messages, the newest, fit a slow phone."""
SEND = "send"

EMPTY = Text("Pesan belum ditulis.", "The message is empty.")
TOO_LONG = Text(
    f"Pesan terlalu panjang. Paling banyak {LONGEST} huruf.", f"The message is too long. At most {LONGEST} characters."
)
ENOUGH = Text(
    f"Hari ini sudah {thread.PER_DAY} pesan. Tulisan Anda masih ada di bawah; kirim lagi besok. "
    "Kalau ada bahaya, jangan menunggu: telepon 110 atau 129.",
    f"That is {thread.PER_DAY} messages today. What you wrote is still below; send it tomorrow. "
    "If there is danger, do not wait: call 110 or 129.",
)
SENT = Text("Pesan sudah terkirim.", "The message has been sent.")

MEANING: Mapping[str, Text] = {
    "received": Text(
        "Petugas sudah menerimanya dan akan segera membacanya.", "It has arrived, and somebody will read it soon."
    ),
    "handled": Text("Petugas sedang bekerja untuk ini.", "People are working on it."),
    "finished": Text(
        "Penanganannya sudah selesai. Kalau terjadi lagi, ceritakan lagi dari halaman awal.",
        "The work on it is finished. If it happens again, tell us again from the first page.",
    ),
}


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody has written and could not send yet."""

    slip: Letter
    text: str


def shown(request: Ask, known: Tracked, status: int = 200, **said: Any) -> Response[str]:
    """`said`: `problem`, `sent`, `typed` of the form below."""
    said = {"problem": None, "sent": None, "typed": "", **said}
    messages = thread.read(request.user.house, known.code, known.cases) if known.talks else ()
    return page(
        request,
        "status.html",
        status,
        standing=known.status.title,
        meaning=MEANING[known.status.code],
        talks=known.talks,
        messages=[_worded(each) for each in messages[-SHOWN:]],
        longest=LONGEST,
        sealed=_seal(request).close(_slip(known.code)),
        **said,
    )


def heard(request: Ask, typed: Answers) -> Response[str] | None:
    """What came of a message. None where its code opens nothing any more. Raises Unreadable."""
    slip = _seal(request).open(one(typed, "surat"), datetime.now(UTC))
    text = one(typed, "pesan")
    request.state.unsent = Unsent(slip, text)
    known = receipts.track_again(request.user.house, one(slip.answers, "kode"))
    if known is None:
        return None
    if one(typed, "go") != SEND or not known.talks:
        return shown(request, known, typed=text)
    problem = _wrong(text) or _sent(request, known, slip, text)
    if problem is not None:
        return shown(request, known, 422, problem=problem, typed=text)
    return shown(request, known, sent=SENT)


def kept(request: Ask, unsent: Unsent, why: Text) -> Response[str]:
    """The message again, which could not be sent, without anything that has to be read for it."""
    sealed = _seal(request).close(unsent.slip)
    return page(request, "unsent.html", failure=why, typed=unsent.text, sealed=sealed, longest=LONGEST)


def _sent(request: Ask, known: Tracked, slip: Letter, text: str) -> Text | None:
    house = request.user.house
    try:
        thread.write(house, known.code, known.cases[-1], text, slip.key)
    except Enough:
        return ENOUGH
    handing.take_in_what_is_owed(house.engine)
    return None


def _wrong(text: str) -> Text | None:
    if not text:
        return EMPTY
    return TOO_LONG if len(text) > LONGEST else None


def _worded(message: Message) -> Mapping[str, Any]:
    return {"ours": message.ours, "at": moment_words(message.at), "text": message.text}


def _slip(code: str) -> Letter:
    return begin("message", datetime.now(UTC)).with_answers({"kode": (code,)})


def _seal(request: Ask) -> Seal:
    return Seal(request.user.house.engine.keys.secret("receipt"), PLACE)
