"""Prices and stocks of a card while an edit adds or takes away variations: a request that names one that the card does not
have fails as a whole (local-products.md §3.4, §3.5)."""

from collections.abc import Iterable
from decimal import Decimal

from aliexport_tui.model.change import Action
from aliexport_tui.store.database import Database
from tests.engine.sending.steps import enqueued, methods, step_until_sent, work_off, worker
from tests.support.export import PROFILE, Goods, Shop, feed
from tests.support.sandbox import Sandbox

COLOURED = f"""{PROFILE}
[[axes]]
id = "14"
source = {{ param = "Цвет" }}
fallback_id = "193"
"""
ALL = ("белый", "синий", "красный")


def _supply(
    shop: Shop,
    colours: Iterable[str],
    counts: dict[str, int] | None = None,
    price: str = "1000",
    picture: str = "https://img.example.com/charger.jpg",
) -> None:
    goods = [
        Goods(
            colour,
            name="Зарядка",
            price=price,
            picture=picture,
            count=(counts or {}).get(colour, 9),
            extra=f'<param name="Цвет">{colour}</param>',
        )
        for colour in colours
    ]
    path = shop.folder / "feed.yml"
    path.write_text(
        feed(goods).replace("<offer id=", '<offer group_id="1" id=').replace(f" {goods[0].id}</name>", "</name>"), "utf-8"
    )
    shop.supply_file(path)


def _exported(shop: Shop) -> None:
    _supply(shop, ALL)
    shop.profile(COLOURED)
    assert shop.run().exit_code == 0


def _shown(sandbox: Sandbox) -> dict[str, tuple[Decimal, int]]:
    (card,) = sandbox.cards()
    content = card["card"]
    assert isinstance(content, dict)
    return {str(sku["code"]): (Decimal(str(sku["price"])), int(sku["inventory"])) for sku in content["skus"]}


def _ends(db: Database) -> set[str]:
    return {str(row[0]) for row in db.rows("SELECT DISTINCT state FROM item")}


def test_a_zero_overtakes_an_edit_that_takes_a_variation_away(shop: Shop, sandbox: Sandbox) -> None:
    _exported(shop)
    sandbox.set({"tasks.queue_s": 30})
    _supply(shop, ALL[:2])
    enqueued(shop, "update")
    with worker(shop) as (db, made):
        before = len(methods(db))
        step_until_sent(db, made, before + 1)
        _supply(shop, ALL[:2], {"белый": 0})
        enqueued(shop, "stock")
        step_until_sent(db, made, before + 2)
        assert methods(db)[before:] == ["edit", "stock"]
        work_off(shop, db, made)
        assert _ends(db) == {"done"}
    assert _shown(sandbox) == {"белый": (Decimal(1000), 0), "синий": (Decimal(1000), 9)}
    again = shop.run()
    assert (again.exit_code, again.requests["write"]) == (0, 0)


def test_what_an_edit_left_out_or_brought_is_sold_out_or_told_after_it(shop: Shop, sandbox: Sandbox) -> None:
    """The edit is refused: the card keeps the variation that the shop no longer has, without a stock."""
    _exported(shop)
    sandbox.set({"tasks.queue_s": 30})
    unreachable = "https://img.example.com/unreachable/1.jpg"
    _supply(shop, ALL[:2], picture=unreachable)
    enqueued(shop, "update")
    with worker(shop) as (db, made):
        before = len(methods(db))
        step_until_sent(db, made, before + 1)
        _supply(shop, ALL[:2], {"белый": 0}, picture=unreachable)
        enqueued(shop, "stock")
        work_off(shop, db, made)
        assert _ends(db) == {"done", "rejected"}
    assert _shown(sandbox) == {"белый": (Decimal(1000), 0), "синий": (Decimal(1000), 9), "красный": (Decimal(1000), 9)}
    assert shop.run("stock").outcomes["rejected"] == 1, "the edit's"
    assert _shown(sandbox)["красный"] == (Decimal(1000), 0)


def test_prices_and_stocks_beside_an_edit_that_swaps_variations(shop: Shop, sandbox: Sandbox) -> None:
    _supply(shop, ALL[:2])
    shop.profile(COLOURED)
    shop.run()
    sandbox.set({"tasks.queue_s": 30, "fault.queue_order": "random"})
    _supply(shop, ALL[1:])
    enqueued(shop, "update")
    with worker(shop) as (db, made):
        before = len(methods(db))
        step_until_sent(db, made, before + 1)
        _supply(shop, ALL[1:], {"синий": 4, "красный": 5}, price="1200")
        enqueued(shop, "stock")
        enqueued(shop, "price")
        work_off(shop, db, made)
        assert _ends(db) == {"done"}
    assert _shown(sandbox) == {"синий": (Decimal(1200), 4), "красный": (Decimal(1200), 5)}
    again = shop.run()
    assert (again.exit_code, again.requests["write"]) == (0, 0)


def test_what_an_edit_carried_along_is_done_and_the_rest_goes_on_from_there(shop: Shop, sandbox: Sandbox) -> None:
    _exported(shop)
    _supply(shop, ALL[:2], {"белый": 0, "синий": 4})
    assert _edit_first(shop) == []
    assert _shown(sandbox) == {"белый": (Decimal(1000), 0), "синий": (Decimal(1000), 4)}
    _supply(shop, ALL, {"белый": 7, "синий": 7}, price="1100")
    assert _edit_first(shop) == ["price", "stock"]
    assert _shown(sandbox) == {colour: (Decimal(1100), count) for colour, count in zip(ALL, (7, 7, 9), strict=True)}
    again = shop.run()
    assert (again.exit_code, again.requests["write"]) == (0, 0)


def _edit_first(shop: Shop) -> list[str]:
    """Prices and stocks have to wait, since the marketplace takes only so many a second; what was sent of them at last."""
    enqueued(shop, "update")
    for kind in _LANES:
        enqueued(shop, kind)
    with worker(shop) as (db, made):
        with db.write() as tx:
            waiting = [(row[0], row[1]) for row in tx.rows(_WAITING)]
            tx.many("UPDATE change SET run = NULL WHERE id = ?", [(one,) for one, _ in waiting])
        work_off(shop, db, made)
        before = len(methods(db))
        with db.write() as tx:
            tx.many("UPDATE change SET run = ? WHERE id = ?", [(run, one) for one, run in waiting])
        work_off(shop, db, made)
        assert db.value("SELECT count(*) FROM event WHERE code = 'change.stale'") == 0
        assert {str(row[0]) for row in db.rows("SELECT DISTINCT state FROM change")} == {"done"}
        return sorted(methods(db)[before:])


_LANES: tuple[Action, ...] = ("price", "stock")
_WAITING = "SELECT id, run FROM change WHERE kind IN ('price', 'stock') AND state = 'ready'"
