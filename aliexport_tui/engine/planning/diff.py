"""Diff: what is wanted against what the marketplace is known to have, as changes with before and after."""

from collections.abc import Iterator
from typing import assert_never

from aliexport_tui.model.change import Action, Kind
from aliexport_tui.model.wants import Visibility
from aliexport_tui.store import docs, plans
from aliexport_tui.store.database import Database
from aliexport_tui.store.plans import Difference, NewChange

PRIORITY: dict[Kind, int] = {
    "stock": 1,
    "price": 2,
    "online": 3,
    "offline": 3,
    "delete": 3,
    "create": 4,
    "update": 4,
    "images": 5,
}
"""Stock and price overtake content (PRODUCT, row 7)."""

ZERO_STOCK = 0
"""A stock that falls to zero goes before all."""


def changes(db: Database, account: int, action: Action, *, asked: bool) -> Iterator[NewChange]:
    """The changes of the members (TEMP table `member`), not yet judged by the guards. `asked`: a person named these
    products, so what was refused before goes again."""
    match action:
        case "export":
            yield from _created(db, account, asked=asked)
            for kind in ("update", "images", "price", "stock", "online", "offline"):
                yield from _changed(db, account, kind, asked=asked, forced=False)
        case "update":
            yield from _changed(db, account, "update", asked=asked, forced=False)
            yield from _changed(db, account, "images", asked=asked, forced=False)
        case "images" | "price" | "stock":
            yield from _changed(db, account, action, asked=asked, forced=False)
        case "online" | "offline":
            yield from _changed(db, account, action, asked=True, forced=True)
        case "delete":
            for one in plans.deletions(db, account):
                yield _change("delete", one)
        case _:
            assert_never(action)


def _created(db: Database, account: int, *, asked: bool) -> Iterator[NewChange]:
    for one in plans.creates(db, account, asked=asked):
        yield _change("create", one)


def _changed(db: Database, account: int, kind: Kind, *, asked: bool, forced: bool) -> Iterator[NewChange]:
    match kind:
        case "update":
            found = plans.updates(db, account, asked=asked)
        case "images" | "price" | "stock":
            found = plans.lane_changes(db, account, kind, asked=asked)
        case "online":
            found = plans.visibility_changes(
                db, account, _visibility(db, online=True), "off_sale", asked=asked, ordered=forced
            )
        case "offline":
            found = plans.visibility_changes(
                db, account, _visibility(db, online=False), "on_sale", asked=asked, ordered=forced
            )
        case _:
            return
    for one in found:
        yield _change(kind, one)


def _change(kind: Kind, one: Difference) -> NewChange:
    return NewChange(
        listing=one.listing,
        kind=kind,
        before=one.before,
        after=one.after,
        state="blocked" if one.blocked else "ready",
        priority=PRIORITY[kind],
    )


def _visibility(db: Database, *, online: bool) -> str:
    """Its doc, kept: no lane holds it before the order to take a product off sale has been carried out."""
    with db.write() as tx:
        return docs.put(tx, Visibility(online=online))
