"""The shop of the fault matrix: eight products, a file made once and copied, a clock that somebody may set meanwhile."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from aliexport_tui.engine.holds import approve, waiting
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.profile import Chunks, Drift, Verify
from aliexport_tui.model.wants import LANES
from tests.support.export import Goods, SharedClock, Shop
from tests.support.sandbox import Sandbox

HORIZON_S = 240
"""Longer than ten polls of a headless run, and than the slow tail of the queue."""

CHUNKS = Chunks(upload=3, inventory=3, price=3)
KEYS = tuple(f"G{number}" for number in range(8))


class RestlessClock(SharedClock):
    """The machine's clock as the program sees it. It moves only when somebody waits, together with a frozen sandbox's, so
    that a cell goes the same way each time; meanwhile somebody may set it, or something else happens."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self._ms = time.time_ns() // 1_000_000
        self._waits = 0
        self._due: dict[int, Callable[[], None]] = {}
        self._system = SystemClock(lambda: self._ms)

    def now_ms(self) -> int:
        return self._system.now_ms()

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._ms += round(seconds * 1000)
        self._waits += 1
        happens = self._due.pop(self._waits, None)
        if happens:
            happens()

    def at_wait(self, number: int, happens: Callable[[], None]) -> None:
        """Let it happen at the n-th wait from now on."""
        self._due[self._waits + number] = happens

    def jump(self, seconds: float) -> None:
        """Somebody sets the machine's clock ahead, or back; the marketplace's stays."""
        self._ms += round(seconds * 1000)


@dataclass
class FaultShop(Shop):
    """A shop whose file is a copy of `model`'s."""

    model: Path = field(kw_only=True)

    def __post_init__(self) -> None:
        self.clock: RestlessClock = RestlessClock(self.sandbox)
        self.workspace = Workspace(self.folder / "shop.db", self.clock)
        shutil.copyfile(self.model, self.workspace.file)
        feed = self.folder / "feed.yml"
        shutil.copyfile(self.model.with_name("feed.yml"), feed)
        with closing(sqlite3.connect(self.workspace.file)) as connection:
            connection.execute("UPDATE account SET base_url = ?, horizon_s = ?", (self.sandbox.address, HORIZON_S))
            connection.execute("UPDATE source SET location = ?", (str(feed),))
            connection.commit()
        self.use_token(self.sandbox.token)

    def use_token(self, token: str) -> None:
        Secrets(self.workspace.secrets).set_token("main", token)

    def restore_all(self) -> None:
        """From now on each card is read in full, and what it shows otherwise than it was sent is sent again."""
        self.profile(chunks=CHUNKS, verify=Verify(in_full=100), drift=Drift(restore=LANES))

    def poison(self, keys: tuple[str, ...]) -> None:
        """Each write with one of these products in it is spoilt from now on."""
        with self.db() as db:
            cards = {str(key): str(card) for key, card in db.rows("SELECT product, card_id FROM v_listings")}
        self.sandbox.set({"fault.poison": [*keys, *(cards[key] for key in keys if cards.get(key))]})

    def overtaken(self) -> frozenset[str]:
        """Products with a lost request that is watched still and differs; only if the newest run has told so."""
        with self.db() as db:
            told = db.value("SELECT 1 FROM event WHERE code = 'run.overtaken' AND run = (SELECT max(id) FROM run)")
            found = db.rows(
                "SELECT DISTINCT p.key FROM item i JOIN listing l ON l.id = i.listing JOIN product p ON p.id = l.product"
                " WHERE i.stray_until IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(i.sent) s JOIN lane a"
                " ON a.listing = l.id AND a.lane = s.key WHERE a.base IS NOT s.value)"
            )
        return frozenset(str(row[0]) for row in found if told)

    def approve_all(self) -> None:
        """A person lets everything go that is held."""
        with self.db() as db:
            if held := waiting(db):
                approve(db, self.workspace, held)


def make_model(folder: Path) -> Path:
    """The file of a shop with its products imported and mapped, nothing sent."""
    with Sandbox() as sandbox:
        made = Shop(sandbox, folder)
        made.supply([Goods(key) for key in KEYS])
        made.profile(chunks=CHUNKS)
    with closing(sqlite3.connect(made.workspace.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made.workspace.file
