"""One batch ahead: made ready while the request before it is on its way; it leaves if it is still what should leave then."""

from collections.abc import Sequence

from aliexport_tui.engine.reconciling import restored
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.parcel import Parcel
from aliexport_tui.engine.sending.preparing import chunk_limit, made_ready, most_urgent
from aliexport_tui.model.change import Kind
from aliexport_tui.store import in_line


def make_ready(desk: Desk, gone: Parcel) -> None:
    """The batch after the one that is on its way, if that is to be told already. What may have to wait is not begun."""
    chosen = most_urgent(desk, gone=gone)
    if chosen is None:
        return
    head, limit = chosen
    if desk.paces[head.kind].rate is not None or (head.kind == "create" and not restored.free_for_creates(desk)):
        return
    desk.ahead = made_ready(desk, head, limit, gone)


def let_go(desk: Desk, kinds: Sequence[Kind]) -> Parcel | None:
    """The batch that was made ready, let go now. None when there is none, or it is no longer what should leave: then it is
    taken back."""
    parcel = desk.ahead
    if parcel is None:
        return None
    if parcel.kind not in kinds or not _is_next(desk, parcel):
        take_back(desk)
        return None
    with desk.db.write() as tx:
        in_line.let_go(tx, parcel.batch, desk.now(), desk.market_at())
    desk.ahead = None
    return parcel


def take_back(desk: Desk) -> None:
    """Nothing of it has left: its changes wait in the outbox again."""
    if (parcel := desk.ahead) is not None:
        with desk.db.write() as tx:
            in_line.take_back(tx, parcel.batch, parcel.items, desk.now())
        desk.ahead = None


def _is_next(desk: Desk, parcel: Parcel) -> bool:
    """The request before it went well enough, nothing more urgent has come, and all of it is still wanted as it is."""
    kind, now = parcel.kind, desk.now()
    if max(desk.pauses.get(kind, 0), desk.paces[kind].ready_at) > now or len(parcel.items) > chunk_limit(desk, parcel.head):
        return False
    if (found := most_urgent(desk)) is not None and found[0].priority < parcel.head.priority:
        return False
    if kind == "create" and not restored.free_for_creates(desk):
        return False
    return desk.db.data_version() == parcel.seen or _as_meant(desk, parcel)


def _as_meant(desk: Desk, parcel: Parcel) -> bool:
    """An edit must not bring a price or stock that has become yesterday's since (DESIGN, invariant 4)."""
    if parcel.carried and in_line.carried(desk.db, parcel.carried.keys()) != parcel.carried:
        return False
    return in_line.as_meant(desk.db, parcel.batch)
