"""A mail server on this machine that keeps what it is given, and can be told to refuse, or to see the sender die."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass(slots=True)
class Mailbox:
    """`refuses` are addresses that do not exist here; `taken` is called when a message is here and not yet answered.

    `hangs_up`: the message is kept and the connection broken, so that the sender cannot know.
    """

    url: str = ""
    messages: list[Message] = field(default_factory=list)
    refuses: frozenset[str] = frozenset()
    taken: Callable[[], None] | None = None
    hangs_up: bool = False

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    def take(self, content: bytes) -> None:
        self.messages.append(message_from_bytes(content))
        if self.taken is not None:
            self.taken()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            while line := self.rfile.readline():
                self.answer(line.strip().decode())
                if box.hangs_up and box.messages:
                    return

        def answer(self, line: str) -> None:
            word = line[:4].upper()
            if word == "DATA":
                self.say("354 go on")
                box.take(self.read_message())
                if box.hangs_up:
                    return
            address = line.partition("<")[2].partition(">")[0]
            self.say("550 no such person" if word == "RCPT" and address in box.refuses else "250 ok")

        def read_message(self) -> bytes:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(line.removeprefix(b".") for line in lines)

        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield box
        server.shutdown()
