"""A rehearsal: the same export against a sandbox of its own, by real processes and real HTTP."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from aliexport_tui.engine import own_sandbox, rehearsing
from aliexport_tui.engine.accounts import check_account
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import PriceRule, PriceStep
from aliexport_tui.store import accounts, profiles, schema_cache
from aliexport_tui.store.accounts import Account
from tests.support.export import CHARGERS, Goods, SharedClock, Shop
from tests.support.sandbox import Sandbox

STAGE = "shop_rehearsal"


class StageClock(SharedClock):
    """Moves the rehearsal's sandbox along, too."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox)
        self.folder = folder

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.folder.is_dir():
            address = own_sandbox.ensure(self.folder).address
            httpx.post(f"{address}/control/clock", json={"advance_s": seconds}, trust_env=False).raise_for_status()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Iterator[Shop]:
    sandbox.reset()
    made = Shop(sandbox, tmp_path, StageClock(sandbox, tmp_path / f"shop.db.sandbox-{STAGE}"))
    made.supply([Goods(f"G{number}") for number in range(3)])
    made.profile()
    yield made
    own_sandbox.stop(own_sandbox.folder_of(made.workspace, STAGE))


def test_a_rehearsal_is_an_export_that_the_real_account_does_not_see(shop: Shop, sandbox: Sandbox) -> None:
    with shop.db() as db:
        before = sandbox.requests()
        assert rehearsing.rehearse(shop.workspace, db, "shop") == STAGE
        assert sandbox.requests() == before
        copy, account = profiles.get(db, STAGE).profile, accounts.get(db, STAGE)
        assert (copy.account, copy.source, copy.active) == (STAGE, "shop", True)
        assert own_sandbox.is_simulated(account.base_url)
        real = accounts.get(db, "main")
        assert account.base_url != real.base_url
        assert schema_cache.leaf_ids(db, account.id) == schema_cache.leaf_ids(db, real.id)
        assert schema_cache.category(db, account.id, CHARGERS) == schema_cache.category(db, real.id, CHARGERS)
    summary = shop.run(code=STAGE)
    assert (summary.exit_code, summary.outcomes["live"]) == (0, 3)
    assert sandbox.requests() == before
    assert sandbox.cards() == []

    with shop.db() as db:
        rehearsing.drop(shop.workspace, db, "shop")
        assert accounts.find(db, STAGE) is None
        assert profiles.find(db, STAGE) is None
        assert Secrets(shop.workspace.secrets).token(STAGE) is None
        assert db.rows("PRAGMA foreign_key_check") == []
        assert db.value("SELECT count(*) FROM listing") == 0
        with pytest.raises(ConfigError, match=r"rehearsal\.none"):
            rehearsing.drop(shop.workspace, db, "shop")
    assert not own_sandbox.folder_of(shop.workspace, STAGE).exists()


def test_it_follows_profile_and_schema_and_keeps_its_cards(shop: Shop) -> None:
    with shop.db() as db:
        rehearsing.rehearse(shop.workspace, db, "shop")
        first = own_sandbox.ensure(own_sandbox.folder_of(shop.workspace, STAGE))
        version = profiles.get(db, STAGE).version
        rehearsing.rehearse(shop.workspace, db, "shop")
        assert own_sandbox.ensure(own_sandbox.folder_of(shop.workspace, STAGE)) == first
        assert profiles.get(db, STAGE).version == version
        shop.profile(price=PriceRule(steps=(PriceStep("add_percent", "5"),)))
        real = accounts.get(db, "main")
        leaf = schema_cache.category(db, real.id, CHARGERS)
        assert leaf is not None
        renamed = msgspec.structs.replace(leaf, name="Зарядки")
        schema_cache.put_categories(db, real.id, [renamed], shop.clock.now_ms())
        rehearsing.rehearse(shop.workspace, db, "shop")
        assert profiles.get(db, STAGE).profile.price.steps == (PriceStep("add_percent", "5"),)
        account = accounts.get(db, STAGE)
        assert schema_cache.category(db, account.id, CHARGERS) == renamed
        assert own_sandbox.ensure(own_sandbox.folder_of(shop.workspace, STAGE)).pid != first.pid
        assert "Зарядки".encode() in (own_sandbox.folder_of(shop.workspace, STAGE) / own_sandbox.SCHEMA).read_bytes()


def test_a_sandbox_that_fell_asleep_is_woken_by_its_account(shop: Shop) -> None:
    with shop.db() as db:
        rehearsing.rehearse(shop.workspace, db, "shop")
        folder = own_sandbox.folder_of(shop.workspace, STAGE)
        first = own_sandbox.ensure(folder)
        own_sandbox.stop(folder)
        check_account(shop.workspace, accounts.get(db, STAGE))
        again = own_sandbox.ensure(folder)
        assert (again.pid != first.pid, again.token) == (True, first.token)
        assert accounts.get(db, STAGE).base_url == again.address
        os.kill(again.pid, 0)


def test_what_is_no_rehearsal_of_ours_is_never_touched(shop: Shop) -> None:
    with shop.db() as db:
        live = Account(code=STAGE, kind="local", base_url="https://openapi.ru.laliexpress.com")
        accounts.add(db, live, 0)
        for call in (rehearsing.rehearse, rehearsing.drop):
            with pytest.raises(ConfigError, match=r"rehearsal\.taken"):
                call(shop.workspace, db, "shop")
        assert accounts.get(db, STAGE).base_url == live.base_url
        assert not own_sandbox.folder_of(shop.workspace, STAGE).exists()


def test_it_needs_categories_and_no_rehearsal_is_rehearsed(shop: Shop) -> None:
    with shop.db() as db:
        rehearsing.rehearse(shop.workspace, db, "shop")
        with pytest.raises(ConfigError, match=r"rehearsal\.of_rehearsal"):
            rehearsing.rehearse(shop.workspace, db, STAGE)
        accounts.add(db, Account(code="bare", kind="local", base_url="http://127.0.0.1:9"), 0)
        shop.profile(account="bare")
        with pytest.raises(ConfigError, match=r"rehearsal\.no_schema"):
            rehearsing.rehearse(shop.workspace, db, "shop")
        shop.profile(account="")
        with pytest.raises(ConfigError, match=r"rehearsal\.no_account"):
            rehearsing.rehearse(shop.workspace, db, "shop")


@pytest.mark.parametrize(
    ("address", "simulated"),
    [
        ("http://127.0.0.1:80", True),
        ("http://localhost:1/public", True),
        ("http://[::1]:1", True),
        ("https://openapi.ru.laliexpress.com", False),
        ("https://127.0.0.1.example.com", False),
        ("", False),
        ("https://[broken", False),
    ],
)
def test_what_counts_as_simulated(address: str, simulated: bool) -> None:
    assert own_sandbox.is_simulated(address) is simulated
