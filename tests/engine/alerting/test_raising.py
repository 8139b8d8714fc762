"""What the engine finds worth telling, against the real sandbox."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.alerting import settings
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs.dead import end_dead
from aliexport_tui.engine.schema_breaks import alert_new, breaks_of
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.model.alerts import Alert, AlertSettings
from aliexport_tui.model.errors import AliexportError, BusyError
from aliexport_tui.model.profile import AttributeMapping, CategoryMapping, Guards, Pick, ValueMatch
from aliexport_tui.model.schema import Category, Value
from aliexport_tui.store import accounts, alerts, profiles, runs, schema_cache
from aliexport_tui.telling.alert_text import alert_text
from tests.support.export import CHARGERS, Goods, Shop
from tests.support.sandbox import Sandbox

JEANS = "200000361"
MATERIAL = "10"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def shop(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = Shop(sandbox, tmp_path_factory.mktemp("shop"))
    made.supply(Goods(f"G{number}") for number in range(4))
    made.profile()
    return made


_seen: dict[Path, int] = {}


def raised(shop: Shop) -> list[Alert]:
    """Since the last look, oldest first."""
    with shop.db() as db:
        found = alerts.latest(db, limit=99)[::-1]
    since = _seen.get(shop.folder, 0)
    _seen[shop.folder] = max((one.id for one in found), default=since)
    return [one for one in found if one.id > since]


def told(shop: Shop) -> list[tuple[str, str, str]]:
    return [(one.kind, one.subject, one.code) for one in raised(shop)]


def test_a_quota_near_its_end_is_told_once_a_window(shop: Shop) -> None:
    with shop.db() as db:
        accounts.change(db, msgspec.structs.replace(accounts.get(db, "main"), quota_limit=8, quota_share=0))
        settings.set_general(db, AlertSettings(quota_percent=50))
    shop.run()
    (one,) = raised(shop)
    assert (one.kind, one.subject, one.args) == ("quota_low", "main", {"used": "4", "limit": "8"})
    shop.supply(Goods(f"G{number}", price="900") for number in range(4))
    shop.run("price")
    assert told(shop) == []
    with shop.db() as db:
        accounts.change(db, msgspec.structs.replace(accounts.get(db, "main"), quota_limit=100_000, quota_share=10))


def test_held_changes_are_told_once_while_they_stand(shop: Shop) -> None:
    shop.profile(guards=Guards(price_floor="5000"))
    shop.supply(Goods(f"G{number}", price="1100") for number in range(4))
    shop.run("price")
    (one,) = raised(shop)
    assert (one.subject, one.code, one.args["held"]) == ("shop", "price.floor", "4")
    assert "4 ×" in alert_text(one)
    shop.run("price")
    assert told(shop) == []
    shop.profile()


def test_a_run_beside_another_is_nothing_to_tell(shop: Shop) -> None:
    lock = Lock(shop.workspace.lock("shop.export"))
    assert lock.acquire(who="another", now=0)
    with pytest.raises(BusyError):
        shop.run()
    lock.release()
    assert told(shop) == []


def test_a_dead_run_is_told(shop: Shop) -> None:
    with shop.db() as db:
        stored = profiles.get(db, "shop")
        runs.start(
            db, profile=stored.id, action="stock", mode="headless", selection=None, verify_s=0, who="test", now=0, pid=1
        )
        assert end_dead(shop.workspace, db) == 1
        assert end_dead(shop.workspace, db) == 0
    (one,) = raised(shop)
    assert (one.kind, one.subject, one.code) == ("run_failed", "shop", "alert.died")
    assert alert_text(one) == "Profile shop, stocks alone: the run failed: its process died"


def test_a_schema_that_no_longer_fits_a_profile(shop: Shop) -> None:
    """The cache holds an older tree: without what is required today, with a category that is gone since, and with a value
    that is no longer in its dictionary."""
    values = (ValueMatch(shop="x", id="77"), ValueMatch(shop="y", omit=True))
    jeans = CategoryMapping("1", JEANS, attributes=(AttributeMapping(MATERIAL, Pick(const="x"), values=values),))
    shop.profile(categories=(jeans, CategoryMapping("2", "999"), CategoryMapping("3", CHARGERS)))
    with shop.db() as db, opened(shop.workspace, account := accounts.get(db, "main")) as market:
        known = schema_cache.category(db, account.id, JEANS)
        assert known is not None
        old = msgspec.structs.replace(
            known, properties=tuple(msgspec.structs.replace(one, is_required=False) for one in known.properties)
        )
        key = schema_cache.values_key(JEANS, MATERIAL, sku=False)
        schema_cache.put_items(db, account.id, "values", key, (Value("77", "Старое"),), 1)
        schema_cache.put_categories(db, account.id, (old, Category("999", "Ушла", known.parent_id)), 1)
        SchemaSync(db, account, market, shop.clock).sync()
        found = {(one.code, one.args.get("property", one.args["category"])) for one in raised(shop)}
        assert alert_new(db, breaks_of(db, "main"), "main", 0) == 0, "what is broken already is told once"
    assert ("schema.category_gone", "999") in found
    assert [code for code, _ in found].count("schema.value_gone") == 1
    wanted = {one.name for one in known.properties if one.is_required and not one.is_brand and one.id != MATERIAL}
    assert wanted
    assert {name for code, name in found if code == "schema.required"} == wanted
    shop.profile()


def test_a_refused_token_is_told_once_and_each_run_that_failed_of_it(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.delete_token()
    shop.supply(Goods(f"G{number}", count=3) for number in range(4))
    for _ in range(2):
        with pytest.raises(AliexportError):
            shop.run("stock")
    assert told(shop) == [
        ("token_refused", "main", ""),
        ("run_failed", "shop", "marketplace.token_refused"),
        ("run_failed", "shop", "marketplace.token_refused"),
    ]
