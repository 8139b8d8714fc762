"""Three runs to be killed: an export of new products, a price run, a delete run; each on a shop made once and copied."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.change import Action
from aliexport_tui.model.profile import Chunks
from aliexport_tui.store import accounts
from tests.crash.nursery import Nursery, Victim
from tests.crash.victim import Result, Spec
from tests.support.common_clock import CommonClock
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.support.truth import Truth, truth_of

BAD_PICTURE = "https://img.demo.invalid/1.jpg"
"""The sandbox refuses it late, in its queue."""
MOST_STARTS = 4
"""So often cron starts the runner after the kill, an hour apart."""


@dataclass(frozen=True)
class Scenario:
    """`settings` of the sandbox; `prepare` leaves a shop in which `action` has much to do."""

    name: str
    action: Action
    prepare: Callable[[Shop], None]
    approve: bool = False


def goods(count: int, *, price: str = "1000") -> list[Goods]:
    """Products of which one has no picture and one a bad one."""
    odd = {3: "", 5: BAD_PICTURE}
    return [Goods(f"G{number:02d}", price=price, picture=odd.get(number, Goods.picture)) for number in range(count)]


def _new(shop: Shop) -> None:
    shop.supply(goods(20))
    shop.profile(chunks=Chunks(upload=6, price=6, inventory=6))


def _exported(shop: Shop) -> None:
    _new(shop)
    shop.run()


def _dearer(shop: Shop) -> None:
    _exported(shop)
    shop.supply(goods(20, price="1100"))


SCENARIOS = (
    Scenario("export", "export", _new),
    Scenario("price", "price", _dearer),
    Scenario("delete", "delete", _exported, approve=True),
)


class Stage:
    """A scenario's prepared shop and marketplace, from which each case starts afresh."""

    def __init__(self, scenario: Scenario, folder: Path, nursery: Nursery) -> None:
        self.scenario = scenario
        self._folder = folder
        self._nursery = nursery
        self._master = folder / f"master-{scenario.name}"
        self._master.mkdir()
        clock = CommonClock.make(self._master / "clock")
        with Sandbox(state=self._master / "market.sqlite", now=clock.true_ms) as sandbox:
            shop = Shop(sandbox, self._master, clock)
            scenario.prepare(shop)
        rehearsal = Case(self, self._copy("rehearsal"), nursery)
        with rehearsal:
            result = rehearsal.run()
            assert result is not None
            assert result.error == "", result.error
            self.points = result.points
            self.truth = rehearsal.truth()
        assert self.truth.loose == (), self.truth.loose

    def case(self, name: str) -> "Case":
        """A fresh copy of everything."""
        return Case(self, self._copy(name), self._nursery)

    def _copy(self, name: str) -> Path:
        folder = self._folder / f"{self.scenario.name}-{name}"
        shutil.copytree(self._master, folder)
        return folder


class Case:
    """One shop and one marketplace on which runners start, die and start again."""

    def __init__(self, stage: Stage, folder: Path, nursery: Nursery) -> None:
        self.stage = stage
        self.clock = CommonClock(folder / "clock")
        self.workspace = Workspace(folder / "shop.db", self.clock)
        self.sandbox = Sandbox(state=folder / "market.sqlite", now=self.clock.true_ms)
        self._folder = folder
        self._nursery = nursery
        self._started = 0

    def __enter__(self) -> "Case":
        self.sandbox.__enter__()
        db = self.workspace.open()
        account = accounts.get(db, "main")
        with db.write() as tx:
            tx.run("UPDATE account SET base_url = ? WHERE id = ?", (self.sandbox.address, account.id))
        db.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.sandbox.__exit__(None, None, None)
        shutil.rmtree(self._folder)

    def start(self, *, signals: dict[str, int] | None = None, dies_with: str = "", seat: int = 1) -> Victim:
        """A runner of the scenario's action."""
        self._started += 1
        spec = Spec(
            file=str(self.workspace.file),
            result=str(self._folder / f"result-{self._started}"),
            clock=str(self._folder / "clock"),
            seat=seat,
            action=self.stage.scenario.action,
            verify_s=120,
            approve=self.stage.scenario.approve,
            signals=signals or {},
            dies_with=dies_with,
        )
        return self._nursery.start(spec, self.clock)

    def run(self) -> Result | None:
        """An undisturbed runner's whole life."""
        return self.start().wait()

    def finish(self) -> int:
        """Start it as cron would until a start has nothing left to do; how many starts it took."""
        for count in range(1, MOST_STARTS + 1):
            result = self.run()
            assert result is not None
            assert result.exit_code in (0, 3, 4, 5), result.error
            if not self.truth().loose and result.exit_code != 5:
                return count
            self.clock.sleep(3600)
        return MOST_STARTS + 1

    def truth(self) -> Truth:
        return truth_of(self.workspace, self.sandbox)
