"""Which task speaks of which item (DESIGN, invariant 1)."""

import pytest

from aliexport_tui.engine.sending.poll import matched
from aliexport_tui.marketplace.port import Task
from aliexport_tui.model.change import Kind
from aliexport_tui.store.outbox import Item


def _item(kind: Kind = "create", **known: object) -> Item:
    return Item(
        id=1,
        batch=1,
        position=0,
        change=1,
        kind=kind,
        listing=1,
        external_id=str(known.get("external_id", "")),
        card_id=str(known.get("card_id", "")),
        codes=tuple(str(known.get("codes", "")).split()),
        sent={},
        task_id=str(known.get("task_id", "")),
        run=1,
        name="",
    )


def _task(id: str = "", **known: object) -> Task:
    return Task(
        id=id,
        group_id="9",
        state="success",
        product_id=str(known.get("product_id", "")),
        external_id=str(known.get("external_id", "")),
        sku_codes=tuple(str(known.get("codes", "")).split()),
    )


@pytest.mark.parametrize(
    ("item", "tasks", "found"),
    [
        (_item(task_id="5"), [_task("4"), _task("5")], "5"),
        (_item(external_id="A"), [_task("1", external_id="B"), _task("2", external_id="A")], "2"),
        (_item(external_id="A", codes="X"), [_task("1", external_id="A", codes="Y"), _task("2", codes="X")], "2"),
        (_item("stock", card_id="100"), [_task("1", product_id="99"), _task("2", product_id="100")], "2"),
        (_item(codes="X Y"), [_task("1", codes="X"), _task("2", codes="Y X")], "2"),
        (_item("online", card_id="100"), [_task("1")], "1"),
        (_item("delete", card_id="100"), [_task("1", product_id="99")], None),
        (_item("offline", card_id="100", task_id="7"), [_task("1", product_id="99")], None),
        (_item(task_id="7"), [_task("1"), _task("2")], None),
        (_item(), [], None),
    ],
)
def test_matched(item: Item, tasks: list[Task], found: str | None) -> None:
    [(_, task)] = matched([item], tasks)
    assert (task.id if task else None) == found
