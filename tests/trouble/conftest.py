import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import Chunks
from tests.support.export import Goods, SharedClock, Shop
from tests.support.sandbox import Sandbox

QUICK = {"tasks.queue_s": 0, "tasks.process_s": 0}


@dataclass
class CopiedShop(Shop):
    """A shop whose file is a copy of one that has the schema, the products and the profile already."""

    model: Path = field(kw_only=True)

    def __post_init__(self) -> None:
        self.clock = SharedClock(self.sandbox)
        self.workspace = Workspace(self.folder / "shop.db", self.clock)
        shutil.copyfile(self.model, self.workspace.file)
        feed = self.folder / "feed.yml"
        shutil.copyfile(self.model.with_name("feed.yml"), feed)
        with closing(sqlite3.connect(self.workspace.file)) as connection:
            connection.execute("UPDATE account SET base_url = ?", (self.sandbox.address,))
            connection.execute("UPDATE source SET location = ?", (str(feed),))
            connection.commit()
        Secrets(self.workspace.secrets).set_token("main", self.sandbox.token)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop with eight products of one feed, imported, mapped, not yet sent."""
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path_factory.mktemp("model"))
        made.supply([Goods(f"G{number}") for number in range(8)])
        made.profile(chunks=Chunks(upload=3, inventory=3, price=3))
    with closing(sqlite3.connect(made.workspace.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made.workspace.file


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Its queue takes no time: the runs of these tests are processes that really wait."""
    with Sandbox(QUICK) as running:
        yield running


@pytest.fixture
def shop_of(model: Path, tmp_path: Path) -> Callable[[Sandbox], Shop]:
    return lambda sandbox: CopiedShop(sandbox, tmp_path, model=model)


@pytest.fixture
def shop(shop_of: Callable[[Sandbox], Shop], sandbox: Sandbox) -> Shop:
    return shop_of(sandbox)


@pytest.fixture(scope="module")
def still(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that all tests of a module share, since none of them changes it."""
    with Sandbox(QUICK) as sandbox:
        yield CopiedShop(sandbox, tmp_path_factory.mktemp("still"), model=model)
