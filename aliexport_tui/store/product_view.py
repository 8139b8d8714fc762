"""One product as the detail screen shows it: shop data, what became of it on an account, its last events."""

import msgspec

from aliexport_tui.model.event import Event
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import LANES, Lane, Want
from aliexport_tui.store import docs, events
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text

_RECENT = 50_000
"""Events are looked through from the newest back to here: the log has no index by listing."""


class LaneView(msgspec.Struct, frozen=True):
    """One lane. `want`: what it should be (None: nothing can be built), `base`: what the marketplace is known to have."""

    lane: Lane
    progress: str
    want: Want | None
    base: Want | None
    seen_at: int | None
    seen_how: str
    hold: str
    tries: int


class ListingView(msgspec.Struct, frozen=True):
    """The product on one account. `wish`: a person's order, "online" or "offline", "" for none."""

    id: int
    profile: str
    card_id: str
    presence: str
    outcome: str
    live_at: int | None
    changed_at: int
    wish: str
    lanes: tuple[LaneView, ...]
    leaving: bool = False
    """The profile no longer covers it; its order for leavers is under way."""
    deaths: int = 0
    """Runners that died with it in hand."""


class ProductView(msgspec.Struct, frozen=True):
    """`category_path`: names from the top down."""

    product: Product
    source: str
    category_path: tuple[str, ...]
    changed_at: int
    vanished_at: int | None
    import_problems: tuple[Problem, ...]


def product(db: Database, product_id: int) -> ProductView | None:
    row = db.row(
        """SELECT p.body, s.code, p.category, p.changed_at, p.vanished_at, p.source
           FROM product p JOIN source s ON s.id = p.source WHERE p.id = ?""",
        (product_id,),
    )
    if row is None:
        return None
    found = db.rows(
        "SELECT code, field, args, place, severity FROM problem WHERE product = ? AND listing IS NULL ORDER BY id",
        (product_id,),
    )
    return ProductView(
        product=msgspec.json.decode(as_text(row[0]), type=Product),
        source=as_text(row[1]),
        category_path=_path(db, as_int(row[5]), as_text(row[2])),
        changed_at=as_int(row[3]),
        vanished_at=as_optional_int(row[4]),
        import_problems=tuple(
            Problem(
                code=as_text(code),
                field=as_text(field),
                args=msgspec.json.decode(as_text(args), type=dict[str, str]),
                place=msgspec.json.decode(as_text(place), type=Place),
                severity="warning" if severity == "warning" else "error",
            )
            for code, field, args, place, severity in found
        ),
    )


def listing(db: Database, product_id: int, account: int) -> ListingView | None:
    row = db.row(
        """SELECT l.id, coalesce(p.code, ''), coalesce(l.card_id, ''), l.presence, l.outcome, l.live_at, l.changed_at,
                  coalesce(l.wish, ''), l.leaving, l.deaths
           FROM listing l LEFT JOIN profile p ON p.id = l.profile WHERE l.product = ? AND l.account = ?""",
        (product_id, account),
    )
    if row is None:
        return None
    lanes = {as_text(lane[0]): lane for lane in db.rows(
        "SELECT lane, progress, want, base, seen_at, seen_how, hold, tries FROM lane WHERE listing = ?", (row[0],)
    )}  # fmt: skip
    return ListingView(
        id=as_int(row[0]),
        profile=as_text(row[1]),
        card_id=as_text(row[2]),
        presence=as_text(row[3]),
        outcome=as_text(row[4]),
        live_at=as_optional_int(row[5]),
        changed_at=as_int(row[6]),
        wish=as_text(row[7]),
        leaving=bool(row[8]),
        deaths=as_int(row[9]),
        lanes=tuple(
            LaneView(
                lane=name,
                progress=as_text(lanes[name][1]),
                want=_doc(db, name, as_text(lanes[name][2])),
                base=_doc(db, name, as_text(lanes[name][3])),
                seen_at=as_optional_int(lanes[name][4]),
                seen_how=as_text(lanes[name][5]),
                hold=as_text(lanes[name][6]),
                tries=as_int(lanes[name][7]),
            )
            for name in LANES
            if name in lanes
        ),
    )


def recent_events(db: Database, listing_id: int, limit: int = 15) -> tuple[Event, ...]:
    """The newest events of a listing, oldest of them first."""
    floor = events.newest_id(db) - _RECENT
    ids = db.ids("SELECT id FROM event WHERE id > ? AND listing = ? ORDER BY id DESC LIMIT ?", (floor, listing_id, limit))
    found = [event for one in reversed(ids) for event in events.after(db, one - 1, limit=1)]
    return tuple(found)


def _doc(db: Database, lane: Lane, name: str) -> Want | None:
    try:
        return docs.get(db, lane, name) if name else None
    except KeyError:
        return None


def _path(db: Database, source: int, category: str) -> tuple[str, ...]:
    names: list[str] = []
    seen: set[str] = set()
    while category and category not in seen:
        seen.add(category)
        row = db.row("SELECT name, parent FROM shop_category WHERE source = ? AND key = ?", (source, category))
        if row is None:
            break
        names.insert(0, as_text(row[0]))
        category = as_text(row[1])
    return tuple(names)
