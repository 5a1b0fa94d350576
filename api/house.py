"""Furnish the house: connections, keys, the proved workflows. What is missing is said in one sentence."""

from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from api.cases.events import Streams
from api.desk import LOOPBACK, House
from api.office.called import Called
from api.security.limits import Limits
from api.security.passwords import Hasher, Strength
from engine.database import Database
from engine.runtime import Engine
from engine.secrets.keys import KeyStore, KeyStoreUnusable
from engine.settings import Settings
from workflows import REGISTRY

CONNECTIONS = 20
AT_THE_DOOR = 4


def furnish(settings: Settings, strength: Strength | None = None) -> House:
    """Raises SystemExit with one sentence."""
    insist_on_tls(settings)
    insist_on_https(settings)
    try:
        keys = KeyStore(settings.keys)
    except KeyStoreUnusable as unusable:
        raise SystemExit(str(unusable)) from None
    engine = Engine(Database(settings.database_url, CONNECTIONS), keys, REGISTRY)
    door = Engine(Database(settings.door_database_url or settings.database_url, AT_THE_DOOR), keys, REGISTRY)
    return house_of(engine, door, settings, strength)


def house_of(engine: Engine, door: Engine, settings: Settings, strength: Strength | None = None) -> House:
    """A house around engines that are there already."""
    engine.keys.make_envelope_key()
    hasher = Hasher(engine.keys.secret("pepper"), strength)
    return House(engine, door, hasher, settings, Limits(), Streams(), Called(engine.database))


def insist_on_tls(settings: Settings) -> None:
    """A database on another machine is spoken to under TLS, unless a setting says that the network is private."""
    for address in (settings.database_url, settings.door_database_url or settings.database_url):
        known = conninfo_to_dict(address)
        hosts = str(known.get("host") or known.get("hostaddr") or "").split(",")
        remote = [host for host in hosts if host and not host.startswith("/") and host not in LOOPBACK]
        protected = known.get("sslmode") in ("require", "verify-ca", "verify-full")
        if remote and not protected and not settings.private_network:
            raise SystemExit(
                f"The database on {remote[0]} would be spoken to without TLS: add sslmode=verify-full to its address, "
                "or set OMAH_PRIVATE_NETWORK=1 where the network between the two is yours alone."
            )


def insist_on_https(settings: Settings) -> None:
    """In production nobody signs in over an open network: the address is https, or on this machine, or a proxy that
    speaks TLS stands before us on a network that is private. The cookie is Secure there all the same."""
    address = urlsplit(settings.url)
    if settings.demo or settings.private_network or address.scheme == "https" or address.hostname in LOOPBACK:
        return
    raise SystemExit(
        f"OMAH_URL is {settings.url}: over plain http everybody on the way could read along. Give the https address "
        "that people use, or set OMAH_PRIVATE_NETWORK=1 where a proxy with TLS stands before this machine."
    )
