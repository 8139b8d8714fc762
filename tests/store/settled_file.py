"""A file in which a request of several items has been answered, every listing in a state of its own."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st
from msgspec import Struct, structs

from aliexport_tui.model.change import Kind
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.store import outbox
from aliexport_tui.store.database import Cell, Database, Transaction

BATCH = 1
NOW = 5_000
WANTS = ("w0", "w1", "w2")

LANES_OF: dict[Kind, tuple[Lane, ...]] = {
    "create": LANES,
    "update": ("content", "price", "stock"),
    "images": ("images",),
    "price": ("price",),
    "stock": ("stock",),
    "online": ("visibility",),
    "offline": ("visibility",),
    "delete": LANES,
}


class LaneState(Struct, frozen=True):
    want: str | None
    base: str | None
    refused: str | None
    seen: str | None
    differs: bool
    unverified: bool
    tries: int
    fails: int
    fail_key: str
    elsewhere: bool
    """Another send of it is on its way."""


class Product(Struct, frozen=True):
    """`later`: sends of price or stock that left after this one, with their state; `crossed`: a whole-card edit ended after
    this one had left."""

    lanes: tuple[LaneState, ...]
    problems: tuple[tuple[str, str], ...]
    later: tuple[tuple[str, str], ...]
    deaths: int
    crossed: bool
    presence: str
    sent: tuple[str, ...]


_names = st.sampled_from(WANTS)
_maybe = st.none() | _names
_lane_states = st.builds(
    LaneState,
    want=_maybe,
    base=_maybe,
    refused=_maybe,
    seen=_maybe,
    differs=st.booleans(),
    unverified=st.booleans(),
    tries=st.integers(0, 2),
    fails=st.integers(0, 3),
    fail_key=st.sampled_from(["", "task failed/1", "readback card.differs"]),
    elsewhere=st.booleans(),
)


def _left_as_seen(state: LaneState) -> LaneState:
    """What was there is taken for what is known, and is to be sent over."""
    return structs.replace(state, seen=state.base, differs=True)


products = st.builds(
    Product,
    lanes=st.tuples(*[_lane_states | _lane_states.map(_left_as_seen) for _ in LANES]),
    problems=st.lists(
        st.tuples(st.sampled_from(["", *LANES]), st.sampled_from(["draft", "send", "task", "readback"])), max_size=6
    ).map(tuple),
    later=st.lists(
        st.tuples(st.sampled_from(["price", "stock"]), st.sampled_from(["open", "done", "rejected"])), max_size=3
    ).map(tuple),
    deaths=st.integers(0, 3),
    crossed=st.booleans(),
    presence=st.sampled_from(["absent", "queued", "on_sale", "off_sale"]),
    sent=st.tuples(*[_names for _ in LANES]),
)


@contextmanager
def two_alike(empty: Path, folder: Path, kind: Kind, shelf: list[Product]) -> Iterator[tuple[Database, Database]]:
    """Two files with the same in them. `empty`: one that has been made before."""
    both = []
    for name in ("sets.db", "single.db"):
        shutil.copy(empty, folder / name)
        db = Database.open(folder / name)
        with db.write() as tx:
            _fill(tx, kind, shelf)
        both.append(db)
    try:
        yield both[0], both[1]
    finally:
        for db in both:
            db.close()
            for left in folder.glob(f"{db.path.name}*"):
                left.unlink()


def _fill(tx: Transaction, kind: Kind, shelf: list[Product]) -> None:
    tx.run("INSERT INTO account (id, code, kind, base_url, created_at) VALUES (1, 'a', 'local', '', 0)")
    tx.run("INSERT INTO source (id, code, location, settings, created_at) VALUES (1, 's', '', '{}', 0)")
    tx.run("INSERT INTO plan (id, account, action, created_at) VALUES (1, 1, 'export', 0)")
    for batch, method in ((BATCH, outbox.METHOD[kind]), (2, "price"), (3, "stock"), (4, "create")):
        tx.run("INSERT INTO batch (id, account, method, state, sent_at) VALUES (?, 1, ?, 'answered', 0)", (batch, method))
    for number, product in enumerate(shelf, start=1):
        _put(tx, kind, number, product)
    for number, product in enumerate(shelf, start=1):
        for place, (method, state) in enumerate(product.later):
            item = 1000 * number + place
            _change(tx, item, number, method)
            batch = 2 if method == "price" else 3
            _item(tx, item, batch, item, number, state, {method: "w0"})


def _put(tx: Transaction, kind: Kind, number: int, product: Product) -> None:
    tx.run(
        "INSERT INTO product (id, source, key, name, name_fold, content_hash, price_hash, stock_hash, body, first_seen_at,"
        " changed_at) VALUES (?, 1, ?, ?, '', '', '', '', '{}', 0, 0)",
        (number, f"P{number}", f"Product {number}"),
    )
    tx.run(
        "INSERT INTO listing (id, account, product, card_id, presence, deaths, changed_at) VALUES (?, 1, ?, ?, ?, ?, 0)",
        (number, number, None if kind == "create" else f"c{number}", product.presence, product.deaths),
    )
    tx.run(
        "INSERT INTO claim (account, sku_code, listing) VALUES (1, ?, ?), (1, ?, ?)",
        (f"{number}", number, f"{number}-", number),
    )
    _change(tx, number, number, kind)
    sent: dict[str, str] = {lane: name for lane, name in zip(LANES, product.sent, strict=True) if lane in LANES_OF[kind]}
    _item(tx, number, BATCH, number, number, "open", {} if kind == "delete" else sent, crossed=product.crossed)
    opened = ("content",) if kind == "update" else LANES_OF[kind]
    for lane, state in zip(LANES, product.lanes, strict=True):
        ours = number if lane in opened else 999 if state.elsewhere else None
        tx.run(
            "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want, base, refused, seen,"
            " differs, unverified, tries, fails, fail_key, open_item, open_state)"
            " VALUES (?, ?, 1, '', '', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, lane, state.want, state.base, state.refused, state.seen, state.differs, state.unverified),
                *(state.tries, state.fails, state.fail_key, ours, ours and "waiting"),
            ),
        )
    for where, stage in product.problems:
        tx.run(
            "INSERT INTO problem (listing, lane, stage, severity, code, at) VALUES (?, ?, ?, 'error', 'x', 0)",
            (number, where, stage),
        )


def _change(tx: Transaction, number: int, listing: int, kind: str) -> None:
    tx.run(
        "INSERT INTO change (id, plan, listing, kind, priority, before, after, state)"
        " VALUES (?, 1, ?, ?, 5, '{}', '{}', 'sending')",
        (number, listing, kind),
    )


def _item(
    tx: Transaction,
    number: int,
    batch: int,
    change: int,
    listing: int,
    state: str,
    sent: dict[str, str],
    *,
    crossed: bool = False,
) -> None:
    tx.run(
        "INSERT INTO item (id, batch, position, change, listing, external_id, sku_set, sent, state, crossed, stray_until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 9)",
        (
            *(number, batch, number, change, listing, f"P{listing}", json.dumps([f"{listing}"]), json.dumps(sent)),
            *(state, crossed),
        ),
    )


_TABLES = ("listing", "lane", "item", "change", "claim", "problem", "batch")


def everything(db: Database) -> dict[str, list[tuple[Cell, ...]]]:
    """All that settling may touch, the numbers of problems left out."""
    found = {}
    for table in _TABLES:
        rows = db.rows(f"SELECT * FROM {table}")
        found[table] = sorted((row[1:] if table == "problem" else row for row in rows), key=repr)
    return found
