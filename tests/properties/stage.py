"""Two processes of one shop on one thread of time: each runs the real `run_profile` over its own connection to the real
file and stands still at every commit and every wait, until it is told to go on, or is killed where it stands.

Time is a number that moves when somebody waits; the sandbox reads the same one. So a course of events can be played
again exactly."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from aliexport_tui.engine.importing import find_source, import_source
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store import sources
from aliexport_tui.store.database import Database, Transaction
from tests.support.export import Shop
from tests.support.sandbox import Sandbox

START_MS = 1_790_000_000_000
STUCK_S = 60


class Killed(BaseException):
    """The process is no more: nothing that it would still do happens."""


class Time:
    """The one time of sandbox and processes."""

    def __init__(self) -> None:
        self.ms = START_MS

    def now_ms(self) -> int:
        return self.ms

    def sleep(self, seconds: float) -> None:
        self.ms += max(1, round(seconds * 1000))


class Actor:
    """A process that moves only when it is told to."""

    def __init__(self, shop_file: Path, time: Time, action: Action) -> None:
        self.action = action
        self.over = False
        self.failure: BaseException | None = None
        self._time = time
        self._killed = False
        self._go = threading.Semaphore(0)
        self._stands = threading.Semaphore(0)
        self._workspace = _Workspace(shop_file, _Clock(self), self)
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        self._wait()

    def go_on(self, turns: int = 1) -> None:
        """As far as its next commits or waits."""
        for _ in range(turns):
            if self.over:
                return
            self._go.release()
            self._wait()

    def kill(self) -> None:
        """Where it stands. Locks fall, as the system lets them fall; nothing more is written."""
        self._killed = True
        self.go_on(STUCK_S)
        assert self.over

    def stand(self) -> None:
        """For what the process calls: stand still until told to go on."""
        if self._killed:
            raise Killed
        self._stands.release()
        self._go.acquire()
        if self._killed:
            raise Killed

    def wait(self, seconds: float) -> None:
        self.stand()
        self._time.sleep(seconds)

    def now_ms(self) -> int:
        return self._time.ms

    def _wait(self) -> None:
        assert self._stands.acquire(timeout=STUCK_S), "a process neither stands nor ends"
        if self.failure is not None:
            raise self.failure

    def _live(self) -> None:
        try:
            self.stand()
            run_profile(self._workspace, "shop", action=self.action, verify_s=600)
        except (Killed, AliexportError):
            pass  # it was told to, or ends as a run may end: busy, marketplace out of reach
        except BaseException as error:  # noqa: BLE001, why: told to the test, in the test's own thread
            self.failure = error
        finally:
            self.over = True
            self._stands.release()


@dataclass(frozen=True)
class _Clock:
    actor: Actor

    def now_ms(self) -> int:
        return self.actor.now_ms()

    def sleep(self, seconds: float) -> None:
        self.actor.wait(seconds)


class _Database(Database):
    """Stands still before and after each transaction."""

    actor: Actor

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        self.actor.stand()
        with super().write() as tx:
            yield tx
        self.actor.stand()


@dataclass(frozen=True)
class _Workspace(Workspace):
    actor: Actor | None = None

    def __init__(self, file: Path, clock: _Clock, actor: Actor) -> None:
        super().__init__(file, clock)
        object.__setattr__(self, "actor", actor)

    def open(self) -> Database:
        assert self.actor is not None
        db = _Database.open(self.file)
        assert isinstance(db, _Database)
        db.actor = self.actor
        return db


@dataclass(frozen=True)
class Variation:
    """One SKU of a product."""

    code: str
    colour: str
    price: int = 1000
    count: int = 10


Assortment = dict[str, tuple[str, tuple[Variation, ...]]]
"""Group -> (name, its SKUs)."""

COLOURS = ("Белый", "Чёрный", "Синий")


def feed(assortment: Assortment) -> str:
    offers = "".join(
        f'<offer id="{one.code}" group_id="{group}"><name>{name}</name><price>{one.price}</price>'
        f"<currencyId>RUR</currencyId><categoryId>1</categoryId><picture>https://img.example.com/{group}.jpg</picture>"
        f'<count>{one.count}</count><param name="Цвет">{one.colour}</param></offer>'
        for group, (name, variations) in assortment.items()
        for one in variations
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-01-01 00:00"><shop>'
        '<categories><category id="1">Зарядные устройства</category></categories>'
        f"<offers>{offers}</offers></shop></yml_catalog>"
    )


class Stage:
    """The shop, its marketplace, and the processes at work on them."""

    def __init__(self, template: Path, folder: Path, sandbox: Sandbox, time: Time) -> None:
        shutil.copytree(template, folder)
        self.folder = folder
        self.sandbox = sandbox
        self.time = time
        self.workspace = Workspace(folder / "shop.db", time)
        self.db = self.workspace.open()
        source = find_source(self.db, "shop")
        sources.change(self.db, msgspec.structs.replace(source, location=str(folder / "feed.yml")))

    def supply(self, assortment: Assortment) -> None:
        (self.folder / "feed.yml").write_text(feed(assortment), encoding="utf-8")
        import_source(self.workspace, self.db, "shop")

    def start(self, action: Action) -> Actor:
        return Actor(self.workspace.file, self.time, action)

    def close(self) -> None:
        self.db.close()
        shutil.rmtree(self.folder)


@contextmanager
def theatre(folder: Path, profile: str) -> Iterator[tuple[Path, Sandbox, Time]]:
    """A sandbox, and a shop made ready once, to be copied for each play."""
    time = Time()
    with Sandbox(now=time.now_ms) as sandbox:
        template = folder / "template"
        template.mkdir()
        shop = Shop(sandbox, template, time)
        path = template / "feed.yml"
        path.write_text(feed({"A": ("Зарядка", (Variation("A1", "Белый"),))}), encoding="utf-8")
        shop.supply_file(path)
        shop.profile(profile)
        yield template, sandbox, time
