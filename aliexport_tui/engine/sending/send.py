"""Send one batch: take the most urgent changes, commit the intent, let the request leave, note the answer, learn from it.
While it is on its way the next one is made ready."""

from collections.abc import Sequence

from aliexport_tui.engine.reconciling import restored
from aliexport_tui.engine.sending import ahead
from aliexport_tui.engine.sending.answers import keep_answer, keep_failure
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.parcel import Parcel
from aliexport_tui.engine.sending.preparing import URGENT, head_of, made_ready, most_urgent
from aliexport_tui.engine.sending.reacting import after_failure, after_success
from aliexport_tui.engine.sending.request import InTheAir
from aliexport_tui.marketplace.port import MarketplaceError
from aliexport_tui.model.change import KINDS, Kind
from aliexport_tui.model.errors import FileTrouble


def send_urgent(desk: Desk) -> None:
    """Send a batch of prices or stocks if one may go now: they don't wait until many groups and cards have been read."""
    send_next(desk, URGENT)


def send_next(desk: Desk, kinds: Sequence[Kind] = KINDS) -> bool:
    """Send the most urgent batch that may go now. False when there is none. Raises MarketplaceUnusable."""
    began = desk.now()
    next_one = desk.ahead
    if next_one is not None and next_one.kind not in kinds and most_urgent(desk, kinds) is None:
        return False
    parcel = ahead.let_go(desk, kinds)
    if parcel is None:
        chosen = most_urgent(desk, kinds)
        if chosen is None:
            return False
        head, limit = chosen
        if head.kind == "create" and not restored.ready_for_creates(desk):
            return True
        parcel = made_ready(desk, head, limit)
    if parcel is not None:
        _send(desk, parcel)
        _measure(desk, parcel.kind, len(parcel.items), desk.now() - began)
    return True


def next_due(desk: Desk) -> int | None:
    """UTC ms at which something that waits now may leave."""
    now = desk.now()
    times = [
        max(desk.pauses.get(kind, 0), desk.paces[kind].ready_at, desk.budget.frees_at(kind, now))
        for kind in KINDS
        if head_of(desk, kind, set())
    ]
    return min((time for time in (*times, *desk.waits.values()) if time > now), default=None)


def _measure(desk: Desk, kind: Kind, products: int, took_ms: int) -> None:
    """A running mean: large batches of late tell most."""
    each = took_ms / 1000 / products
    desk.seconds[kind] = (desk.seconds.get(kind, each) + each) / 2


def _send(desk: Desk, parcel: Parcel) -> None:
    count = len(parcel.items)
    try:
        restored.left(desk, parcel.batch)
    except FileTrouble:
        desk.ahead = parcel  # nothing of it has left: who ends the worker's work takes it back
        raise
    flight = InTheAir(parcel.leave)
    trouble: Exception | None = None
    try:
        ahead.make_ready(desk, parcel)
    except Exception as error:  # noqa: BLE001  # why: the answer of what is on its way is kept before anything else
        trouble = error
    try:
        answer = flight.landed()
    except MarketplaceError as error:
        keep_failure(desk, parcel, error)
        after_failure(desk, parcel.kind, count, parcel.head.doubt, error)
    else:
        keep_answer(desk, parcel, answer)
        after_success(desk, parcel.kind, count)
    if trouble is not None:
        raise trouble
