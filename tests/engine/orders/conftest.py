"""An account whose orders are told of to the real sandbox."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from aliexport_tui.engine.accounts import opened_orders
from aliexport_tui.engine.orders import acting
from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.emptying import Acted
from aliexport_tui.engine.orders.parcels import parcels
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.order_action import Doing, Ship
from aliexport_tui.store import accounts, order_actions
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_actions import Action
from tests.engine.shop import account_on, workspace_in
from tests.support.sandbox import Sandbox

ENOUGH_S = 3_000
"""Of a clock that nobody waits for: past every horizon."""


class Counter:
    """One account at one sandbox."""

    def __init__(self, workspace: Workspace, db: Database, account: Account, sandbox: Sandbox) -> None:
        self.workspace = workspace
        self.db = db
        self.account = account
        self.sandbox = sandbox

    def order(self, model: str, *, lines: int | None = None, quantity: int | None = None) -> str:
        """A new one that waits to be sent."""
        return str(self.sandbox.make_orders(model=model, lines=lines, quantity=quantity)[0])

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        with opened_orders(self.workspace, self.account) as desk:
            yield Bench(self.db, self.account, desk, self.workspace.clock)

    def parcels(self, number: str) -> tuple[Ship, ...]:
        with self.bench() as bench:
            return parcels(bench.order(number))

    def ask(self, *doings: Doing) -> list[int]:
        return [one.id for one in acting.ask(self.db, self.workspace, self.account, doings, "by_hand")]

    def act(self, patience_s: float = 0) -> Acted:
        with self.bench() as bench:
            return acting.act(self.workspace, bench, patience_s=patience_s)

    def do(self, *doings: Doing, patience_s: float = ENOUGH_S) -> tuple[Action, ...]:
        """Asked, sent, and what became of them."""
        ids = self.ask(*doings)
        self.act(patience_s)
        return order_actions.by_ids(self.db, ids)

    def shipment(self) -> str:
        """Of an order of its own, ready for a list."""
        [done] = self.do(*self.parcels(self.order("FBS", lines=1)))
        assert done.answer is not None
        self.sandbox.advance(10)
        return done.answer.id

    def truth(self, number: str) -> dict[str, object]:
        """The order as it really is."""
        return next(one for one in self.sandbox.orders() if str(one["id"]) == number)


def parcels_of(counter: Counter, number: str) -> list[dict[str, object]]:
    """The shipments of an order as they really are."""
    found = counter.truth(number)["shipments"]
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox(frozen=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def prepared(running: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a shop's file and its secrets, made once: a new file costs more than the rest of a test."""
    folder = tmp_path_factory.mktemp("prepared")
    workspace = workspace_in(folder, running)
    with closing(workspace.open()) as db:
        account_on(workspace, db, running)
    return folder


@pytest.fixture
def counter(running: Sandbox, prepared: Path, tmp_path: Path) -> Iterator[Counter]:
    running.reset()
    folder = tmp_path / "shop"
    shutil.copytree(prepared, folder)
    workspace = workspace_in(folder, running)
    with closing(workspace.open()) as db:
        yield Counter(workspace, db, accounts.get(db, "main"), running)
