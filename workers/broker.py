"""The broker that carries the ticks: Redis where there is one, else a folder of files.

Nothing in it is worth keeping: flush it, delete it, deliver it twice, and the next tick finds the same work in the
database.
"""

import json
import os
import ssl
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from kombu.transport import filesystem

from engine.settings import Settings
from workers.network import on_this_machine

FOLDER = "workers.broker:Transport"
IN_THE_OPEN = (
    "REDIS_URL leads into a network without TLS: write rediss://…, or set OMAH_PRIVATE_NETWORK=1 where it is ours."
)
IN_THE_FOLDER = ("queue", "control", "processed")


def options(settings: Settings) -> dict[str, Any]:
    """Celery's settings for the broker. Makes the folders, readable by nobody else, when there is no Redis.

    Raises OSError where the folders cannot be made, SystemExit where Redis would be spoken to in the open.
    """
    if not settings.redis_url:
        return _folder(settings.data / "broker")
    host = urlsplit(settings.redis_url).hostname
    encrypted = settings.redis_url.startswith("rediss://")
    if not (encrypted or settings.private_network or host is None or on_this_machine(host)):
        raise SystemExit(IN_THE_OPEN)
    return _redis(settings.redis_url) | ({"broker_use_ssl": {"ssl_cert_reqs": ssl.CERT_REQUIRED}} if encrypted else {})


def _redis(url: str) -> dict[str, Any]:
    return {
        "broker_url": url,
        "broker_transport_options": {
            "global_keyprefix": "omah:",
            "visibility_timeout": 60,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 15,
        },
    }


def _folder(folder: Path) -> dict[str, Any]:
    for name in ("", *IN_THE_FOLDER):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).chmod(0o700)

    queue, control, processed = (str(folder / name) for name in IN_THE_FOLDER)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": FOLDER,
        "broker_transport_options": {
            "data_folder_in": queue,
            "data_folder_out": queue,
            "control_folder": control,
            "processed_folder": processed,
            "store_processed": False,
            "polling_interval": 0.1,
        },
    }


class Channel(filesystem.Channel):
    """Kombu's folder, but a message appears whole, is claimed by one, and never leaves the folder.

    Kombu's own writes into the visible file, so a reader that comes in between takes half a message and its worker
    stops; and it passes messages through the machine's shared temporary folder.
    """

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # kombu's bases disagree
        name = f"{time.time_ns():020}_{uuid4().hex}.{queue}.msg"
        unseen = Path(self.processed_folder, name)
        unseen.write_text(json.dumps(payload))

        unseen.replace(Path(self.data_folder_out, name))

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002  # kombu's signature
        """Any message of the queue: ticks have no order, so a full folder costs no sorting."""
        with os.scandir(self.data_folder_in) as messages:
            for message in messages:
                if message.name.partition(".")[2] == f"{queue}.msg" and (payload := self._claim(message.name)):
                    return payload

        raise Empty

    def _claim(self, name: str) -> Any | None:
        """The message, or None when another worker was faster or the file cannot be read as one."""
        mine = Path(self.processed_folder, name)
        try:
            Path(self.data_folder_in, name).rename(mine)
        except FileNotFoundError:
            return None

        with suppress(ValueError):
            text = mine.read_text()
            mine.unlink()
            return json.loads(text)
        return None


class Transport(filesystem.Transport):
    Channel = Channel
