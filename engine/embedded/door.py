"""The address at which the system answers, and the addresses by which roles enter the database."""

import http.client
import socket
from urllib.parse import quote, urlsplit

from engine.embedded import Unusable


def listen(port: int) -> socket.socket:
    """Held by the supervisor, so that callers wait a moment, not in vain, while an API that died comes back."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # The API takes this socket for one of another kind, and would leave out what keeps answers from being delayed.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as taken:
        listener.close()
        raise Unusable(f"Port {port} cannot be used ({taken.strerror}): choose another with --port.") from taken
    return listener


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def entered_by(url: str, role: str, password: str) -> str:
    """The database address `url`, entered by another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role, safe='')}:{quote(password, safe='')}@{place}").geturl()
