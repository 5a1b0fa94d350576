"""What a paper is drawn from: the case as it is, whoever prints it, and what the office knows of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from api.cases.views import Lens
from api.definitions.catalog import Catalog
from api.desk import Desk
from api.office import agencies, houses, preferences
from api.office.agencies import Agency
from api.office.houses import Place
from api.office.preferences import Kept
from engine.database import Tx
from engine.reading import View
from engine.secrets import sealing
from engine.secrets.keys import KeyDestroyed


@dataclass(frozen=True)
class Press:
    """`named`: what is private may be printed. Without it nothing private is even read."""

    desk: Desk
    tx: Tx
    view: View
    lens: Lens
    named: bool

    @property
    def now(self) -> datetime:
        return self.view.now

    @property
    def facts(self) -> Any:
        return self.view.snapshot.facts

    @property
    def number(self) -> str:
        return self.view.member.number

    @cached_property
    def words(self) -> Catalog:
        return self.lens.words(self.view.member.compiled.workflow)

    @cached_property
    def secret(self) -> Mapping[str, Any]:
        """What the case holds in private; empty where it is not to be printed, or was erased."""
        if not self.named:
            return {}
        try:
            return sealing.read_case(self.tx.connection, self.desk.engine.keys, self.view.snapshot.id)
        except KeyDestroyed:
            return {}

    def told(self, seq: int) -> Mapping[str, Any]:
        """What a record holds in private, under the same condition."""
        if not self.named:
            return {}
        try:
            return sealing.read_record(self.tx.connection, self.desk.engine.keys, self.view.snapshot.id, seq)
        except KeyDestroyed:
            return {}

    @cached_property
    def house(self) -> Place | None:
        """The house that has the case; None where none has."""
        region = self.view.member.region or self.view.family.root.region
        return next((one for one in houses.all_of(self.tx.connection) if one.kelurahan == region), None)

    @cached_property
    def office(self) -> Kept:
        return preferences.read(self.tx.connection)

    def agency(self, name: str) -> Agency | None:
        return next((one for one in agencies.all_of(self.tx.connection) if one.name == name), None)

    @property
    def letterhead(self) -> list[str]:
        """From which house, and how it is reached."""
        if self.house is None:
            return [self.office.get("dinas")]
        reached = " · ".join(one for one in (self.house.address, self.house.phone) if one)
        return [one for one in (self.house.name, reached, self.office.get("dinas")) if one]
