"""Furnish the house: connections, keys, the proved workflows. What is missing is said in one sentence."""

from api.desk import House
from api.limits import Limits
from api.passwords import Hasher, Strength
from engine.database import Database
from engine.keys import KeyStore, KeyStoreUnusable
from engine.runtime import Engine
from engine.settings import Settings
from workflows import REGISTRY

CONNECTIONS = 20
AT_THE_DOOR = 4


def furnish(settings: Settings, strength: Strength | None = None) -> House:
    """Raises SystemExit with one sentence."""
    try:
        keys = KeyStore(settings.keys)
    except KeyStoreUnusable as unusable:
        raise SystemExit(str(unusable)) from None
    engine = Engine(Database(settings.database_url, CONNECTIONS), keys, REGISTRY)
    door = Engine(Database(settings.door_database_url or settings.database_url, AT_THE_DOOR), keys, REGISTRY)
    return house_of(engine, door, settings, strength)


def house_of(engine: Engine, door: Engine, settings: Settings, strength: Strength | None = None) -> House:
    """A house around engines that are there already."""
    return House(engine, door, Hasher(engine.keys.secret("pepper"), strength), settings, Limits())
