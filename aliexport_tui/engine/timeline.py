"""What became of one SKU, oldest first: imports, plans, requests and their ends, readings of its card, lines of the log."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from aliexport_tui.engine.planning.fields import between, flatten
from aliexport_tui.engine.planning.source_values import value_steps
from aliexport_tui.marketplace.kinds import WRITE_PATHS
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.event import Event
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product
from aliexport_tui.store import docs, events, finding, history, problems, product_view, sku_history
from aliexport_tui.store.database import Database
from aliexport_tui.store.history import OnAccount, PlannedRow, SeenRow, SentRow
from aliexport_tui.store.plans import Hashes

What = Literal["first_seen", "imported", "vanished", "problem", "planned", "sent", "ended", "event", "seen"]
_FIRST: What = "first_seen"
_ORDER: tuple[What, ...] = ("first_seen", "imported", "vanished", "planned", "problem", "sent", "ended", "seen", "event")
"""Of moments within one millisecond."""


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """`at` in UTC ms. `args` by `what`: imports `source`, `import`; planned `plan`, `action`, `kind`, `state`, `hold`,
    `profile`, `run`, `undoes`; sent `method`, `run`, `group`, `task`, `exchange`, `failure`; ended `state`, `kind`, `run`,
    `hold`; seen `how`, `lanes`; problem `stage`, `lane`. `failure_args` fill the text of `failure`, or of `hold`."""

    at: int
    what: What
    account: str = ""
    who: str = ""
    args: dict[str, str] = {}
    failure_args: dict[str, str] = {}
    fields: tuple[FieldChange, ...] = ()
    event: Event | None = None
    problem: Problem | None = None


class Timeline(msgspec.Struct, frozen=True):
    """`left_out`: how many older moments the limit has cut off, at least."""

    product: Product
    source: str
    asked: tuple[str, ...]
    moments: tuple[Moment, ...]
    left_out: int


def timeline(db: Database, code: str, *, limit: int) -> tuple[Timeline, ...]:
    """The newest `limit` moments of every product that has this SKU code or key. Raises ConfigError `sku.unknown`."""
    found = (of_product(db, product_id, code, limit=limit) for product_id in finding.products_with(db, code))
    return tuple(one for one in found if one is not None)


def of_product(db: Database, product_id: int, code: str, *, limit: int) -> Timeline | None:
    """The newest `limit` moments of one product; prices and stocks of the SKU with this code, of each SKU where none has it.
    None: there is no such product any more."""
    view = product_view.product(db, product_id)
    if view is None:
        return None
    asked = tuple(sku.code for sku in view.product.skus if sku.code == code)
    codes = frozenset((code, *asked)) if asked else frozenset({code})
    moments = sorted(
        (
            *_imports(db, product_id, view.product, asked),
            *(moment for one in history.listings(db, product_id) for moment in _listing(db, product_id, one, codes, limit)),
        ),
        key=lambda moment: (moment.at, _ORDER.index(moment.what)),
    )
    shown = tuple(moments[max(0, len(moments) - limit) :])
    return Timeline(view.product, view.source, asked, shown, len(moments) - len(shown))


def _imports(db: Database, product_id: int, product: Product, asked: tuple[str, ...]) -> Iterator[Moment]:
    """The first import, each that changed a price, a stock or the set of SKUs (for as long as the file keeps them), and the
    last that changed anything."""
    shop = history.in_shop(db, product_id)
    if shop is None:
        return
    steps = value_steps(product, sku_history.past(db, product_id), asked)
    moments: dict[int, What] = {at: "imported" for at in (*steps, shop.changed_at) if at > shop.first_seen_at}
    if shop.vanished_at == shop.changed_at:
        moments[shop.changed_at] = "vanished"
    for at, what in {shop.first_seen_at: _FIRST, **moments}.items():
        number = history.import_at(db, shop.source_id, at)
        args = {"source": shop.source, "import": str(number or "")}
        yield Moment(at, what, args=args, fields=steps.get(at if what != _FIRST else 0, ()))
    for one in problems.filed(db, product_id, None):
        yield Moment(one.at, "problem", args={"stage": one.stage, "lane": one.lane}, problem=one.problem)


def _listing(db: Database, product: int, on: OnAccount, codes: frozenset[str], limit: int) -> Iterator[Moment]:
    mine = codes & on.codes
    for row in history.planned(db, on.id, limit):
        yield from _planned(db, on, row, mine)
    for sent in history.sent(db, on.id, limit):
        yield from _sent(db, on, sent, mine)
    for seen in history.seen(db, on.id):
        yield _seen(db, on, seen, mine)
    for event in events.of_listing(db, on.id, limit=limit):
        yield Moment(event.at, "event", on.account, event=event)
    for one in problems.filed(db, product, on.id):
        if one.stage == "draft":
            yield Moment(one.at, "problem", on.account, args={"stage": one.stage, "lane": one.lane}, problem=one.problem)


def _planned(db: Database, on: OnAccount, row: PlannedRow, codes: frozenset[str]) -> Iterator[Moment]:
    refused = row.state == "stale" and row.settled_at is not None
    args = {
        "plan": str(row.plan),
        "action": row.action,
        "kind": row.kind,
        "state": row.state,
        "hold": "" if refused else row.hold,
        "profile": row.profile,
        "run": str(row.run or ""),
        "undoes": str(row.undoes or ""),
    }
    fields = () if row.state == "blocked" else tuple(_of(codes, between(db, row.before, row.after)))
    yield Moment(row.planned_at, "planned", on.account, row.who, args, row.hold_args, fields)
    if row.settled_at is not None:
        ended = {"state": row.state, "kind": row.kind, "run": str(row.run or ""), "hold": row.hold if refused else ""}
        yield Moment(row.settled_at, "ended", on.account, args=ended, failure_args=row.hold_args)


def _sent(db: Database, on: OnAccount, row: SentRow, codes: frozenset[str]) -> Iterator[Moment]:
    exchange = history.exchange_of(db, on.account_id, row.batch, row.sent_at, WRITE_PATHS)
    args = {
        "method": row.method,
        "run": str(row.run or ""),
        "group": row.group_id,
        "task": row.task_id,
        "exchange": str(exchange or ""),
        "failure": row.failure,
    }
    carried = (
        FieldChange(field, None, value)
        for lane in ("price", "stock")
        if (name := row.sent.get(lane))
        for field, value in flatten(docs.get(db, msgspec.convert(lane, Literal["price", "stock"]), name))
    )
    fields = tuple(_of(codes, carried))
    yield Moment(row.sent_at, "sent", on.account, row.who, args, row.failure_args, fields)
    if row.state in ("not_sent", "absent") and row.answered_at is not None:
        surely_not = row.state == "absent" or row.batch_state in ("not_sent", "refused")
        ended = {"state": row.state if surely_not else "doubtful", "kind": row.method, "run": str(row.run or "")}
        yield Moment(row.answered_at, "ended", on.account, args=ended)


def _seen(db: Database, on: OnAccount, row: SeenRow, codes: frozenset[str]) -> Moment:
    shown: Hashes = {lane: name for lane, name in row.lanes.items() if name and lane in ("price", "stock")}
    args = {"how": row.how, "lanes": ", ".join(row.lanes)}
    return Moment(row.at, "seen", on.account, args=args, fields=tuple(_of(codes, between(db, {}, shown))))


def _of(codes: frozenset[str], fields: Iterable[FieldChange]) -> list[FieldChange]:
    """Prices and stocks of these SKUs first, then their content, then the whole card; without `codes` those of every SKU."""
    parts: dict[str, list[FieldChange]] = {"sku[": [], "skus[": [], "": []}
    for field in fields:
        part = next(start for start in parts if field.field.startswith(start))
        if not part or not codes or any(field.field.startswith(f"{part}{code}]") for code in codes):
            parts[part].append(field)
    return [field for part in parts.values() for field in part]
