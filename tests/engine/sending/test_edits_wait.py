"""A whole-card edit carries neither an old stock nor a held or unknown price; what can't be sent yet waits for itself alone
(DESIGN, invariant 4)."""

import json
from decimal import Decimal

from aliexport_tui.model.profile import Chunks
from aliexport_tui.model.wants import Prices, SkuPrice
from aliexport_tui.store import docs
from tests.engine.sending.steps import enqueued, methods, work_off, worker
from tests.support.export import PROFILE, Goods, Shop
from tests.support.sandbox import Sandbox

ARTICLES = PROFILE.replace("[card]\n", '[card]\nsku_code = { field = "article" }\n')


def _goods(name: str = "Зарядка", price: str = "1000", count: int = 9) -> list[Goods]:
    return [Goods(f"G{n}", name=name, price=price, count=count) for n in range(6)]


def _lane(shop: Shop, key: str, lane: str, **columns: str | None) -> None:
    with shop.db() as db, db.write() as tx:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        rows = tx.run(
            f"UPDATE lane SET {assignments} WHERE lane = ?"
            " AND listing = (SELECT l.id FROM listing l JOIN product p ON p.id = l.product WHERE p.key = ?)",
            (*columns.values(), lane, key),
        )
        assert rows == 1


def _state(shop: Shop, key: str, kind: str) -> str:
    with shop.db() as db:
        return str(
            db.value(
                "SELECT c.state FROM change c JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product"
                " WHERE p.key = ? AND c.kind = ? ORDER BY c.id DESC LIMIT 1",
                (key, kind),
            )
        )


def _shown(sandbox: Sandbox) -> dict[str, tuple[Decimal, int, str]]:
    found = {}
    for card in sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        for sku in content["skus"]:
            title = str(content["subjects"]["ru"]).rpartition(" ")[0]
            found[str(sku["code"])] = (Decimal(str(sku["price"])), int(sku["inventory"]), title)
    return found


def test_with_a_price_nobody_knows_the_edit_waits_and_the_others_go(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods())
    shop.profile()
    shop.run()
    _lane(shop, "G0", "price", base=None, seen=None)
    shop.supply(_goods("Адаптер"))
    summary = shop.run("update", verify_s=5)
    assert summary.exit_code == 5
    assert _state(shop, "G0", "update") == "ready"
    titles = {code: title for code, (_, _, title) in _shown(sandbox).items()}
    assert titles == {"G0": "Зарядка", **{f"G{n}": "Адаптер" for n in range(1, 6)}}
    assert shop.run().exit_code == 0, "its price went first, then the card"
    assert _shown(sandbox)["G0"] == (Decimal(1000), 9, "Адаптер")


def test_of_a_price_in_doubt_the_last_seen_one_is_carried(shop: Shop, sandbox: Sandbox) -> None:
    """Not the wanted one, which a guard holds."""
    shop.supply(_goods())
    shop.profile()
    shop.run()
    with shop.db() as db, db.write() as tx:
        seen = docs.put(tx, Prices((SkuPrice("G0", 990_00),)))
    shop.supply(_goods("Адаптер", price="1500"))
    enqueued(shop, "update")
    _lane(shop, "G0", "price", base=None, seen=seen, hold="price.change")
    with worker(shop) as (db, made):
        work_off(shop, db, made, 20)
    shown = _shown(sandbox)
    assert shown["G0"] == (Decimal(990), 9, "Адаптер")
    assert shown["G1"] == (Decimal(1000), 9, "Адаптер"), "a price on its own way is not brought along"


def test_a_held_stock_is_not_brought_along(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods())
    shop.profile()
    shop.run()
    shop.supply([Goods("G0", name="Адаптер", count=0), Goods("G1", name="Адаптер", count=0), *_goods()[2:]])
    enqueued(shop, "update")
    enqueued(shop, "stock")
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE change SET state = 'held' WHERE kind = 'stock'")
    _lane(shop, "G0", "stock", hold="stock.zeros")
    with worker(shop) as (db, made):
        work_off(shop, db, made, 20)
    shown = _shown(sandbox)
    assert (shown["G0"], shown["G1"]) == ((Decimal(1000), 9, "Адаптер"), (Decimal(1000), 0, "Адаптер"))


def test_a_new_variation_waits_for_its_held_price_without_being_asked_for_all_the_time(shop: Shop, sandbox: Sandbox) -> None:
    goods = [Goods(f"G{n}", extra=f"<vendorCode>A{n}</vendorCode>") for n in range(6)]
    shop.supply(goods)
    shop.profile(ARTICLES, chunks=Chunks(upload=2))
    shop.run()
    shop.supply([Goods(f"G{n}", name="Адаптер", extra=f"<vendorCode>B{n}</vendorCode>") for n in range(6)])
    enqueued(shop, "update")
    _lane(shop, "G0", "price", hold="price.floor")
    with worker(shop) as (db, made):
        began = len(methods(db))
        work_off(shop, db, made, 60)
        assert _state(shop, "G0", "update") == "ready"
        assert len(methods(db)) - began == 3
        looked = [made.step() for _ in range(3)]
        assert not looked[-1]
        assert made.next_due() > shop.clock.now_ms(), "nobody spins"
        _lane(shop, "G0", "price", hold=None)
        work_off(shop, db, made, 60)
    assert _state(shop, "G0", "update") == "done"
    assert set(_shown(sandbox)) == {f"B{n}" for n in range(6)}


def test_a_create_whose_price_is_held_does_not_leave(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods())
    shop.profile()
    enqueued(shop, "export")
    _lane(shop, "G3", "price", hold="price.floor")
    with worker(shop) as (db, made):
        work_off(shop, db, made, 30)
        assert set(_shown(sandbox)) == {"G0", "G1", "G2", "G4", "G5"}
        assert _state(shop, "G3", "create") == "ready"
        _lane(shop, "G3", "price", hold=None)
        work_off(shop, db, made, 30)
    assert set(_shown(sandbox)) == {f"G{n}" for n in range(6)}


def test_a_change_sent_again_in_doubt_still_tells_what_it_changes(shop: Shop, sandbox: Sandbox) -> None:
    """People read before -> after in the plan; the doubt is the lane's."""
    shop.supply(_goods())
    shop.profile()
    shop.run()
    shop.supply(_goods(price="1200"))
    run = enqueued(shop, "price")
    with shop.db() as db:
        planned = db.rows("SELECT before, after FROM change WHERE run = ? ORDER BY id", (run,))
    assert all(json.loads(str(before))["price"] for before, _ in planned)
    sandbox.set({"fault.http_500_after": 1, "fault.times": 1, "fault.routes": ["price"]})
    with worker(shop) as (db, made):
        work_off(shop, db, made)
        after = db.rows("SELECT before, after FROM change WHERE run = ? ORDER BY id", (run,))
        states = db.rows("SELECT DISTINCT state FROM change WHERE run = ?", (run,))
        sends = db.value("SELECT max(n) FROM (SELECT count(*) AS n FROM item GROUP BY change)")
    assert (after, states, sends) == (planned, [("done",)], 2)
    assert {price for price, _, _ in _shown(sandbox).values()} == {Decimal(1200)}
