"""Shipments and handover lists on their way, read back: statuses, late tracks, lists that were made elsewhere."""

from contextlib import suppress

import msgspec

from aliexport_tui.engine.orders.bench import AT_ONCE, Bench, Refusal
from aliexport_tui.model.order import Shipment
from aliexport_tui.store import handover_lists, shipments
from aliexport_tui.store.handover_lists import OPEN_STATUS


class States(msgspec.Struct, frozen=True):
    """How many were looked at, and how many of them are new or have changed."""

    shipments: int = 0
    shipments_changed: int = 0
    lists: int = 0
    lists_changed: int = 0


def read_states(bench: Bench) -> States:
    """Raises what the desk raises."""
    ids = shipments.on_their_way(bench.db, bench.account.id)
    changed = sum(_shipments(bench, ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))
    lists, lists_changed = _lists(bench)
    return States(len(ids), changed, lists, lists_changed)


def _shipments(bench: Bench, ids: tuple[str, ...]) -> int:
    before = _known(bench, ids)
    found = bench.shipments(ids)
    changed = sum(before.get(id) != now for id, now in _known(bench, tuple(found)).items())
    missing = [id for id in ids if id not in found]
    if missing:
        changed += _gone(bench, missing)
    return changed


def _gone(bench: Bench, missing: list[str]) -> int:
    """An answer without them may be a bad one: they are gone when their orders, read anew, don't tell of them either."""
    by_order: dict[str, list[str]] = {}
    for id in missing:
        for kept in shipments.find(bench.db, bench.account.id, id):
            by_order.setdefault(kept.order, []).append(id)
    by_order.pop("", None)
    for number in by_order:
        bench.forget(number)
    bench.read(sorted(by_order))
    gone = []
    for number, ids in by_order.items():
        with suppress(Refusal):  # an order that is not shown tells nothing
            there = {one.id for one in bench.order(number).shipments}
            gone += [id for id in ids if id not in there]
    with bench.db.write() as tx:
        return shipments.gone(tx, bench.account.id, gone, bench.now())


def _known(bench: Bench, ids: tuple[str, ...]) -> dict[str, Shipment]:
    return {id: kept.shipment for id in ids for kept in shipments.find(bench.db, bench.account.id, id)}


def _lists(bench: Bench) -> tuple[int, int]:
    ids = handover_lists.on_their_way(bench.db, bench.account.id)
    changed = 0
    for start in range(0, len(ids), AT_ONCE):
        changed += bench.kept_lists(bench.desk.handover_lists(ids=ids[start : start + AT_ONCE]))
    changed += bench.kept_lists(bench.desk.handover_lists(statuses=(OPEN_STATUS,)))
    return len(ids), changed
