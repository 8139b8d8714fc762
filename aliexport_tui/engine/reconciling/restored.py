"""The file was brought back from a backup: sends that it does not know have left, and may still be in the queue. Nothing is
created before the horizon after the last of them has passed and a complete scan has begun after that; prices, stocks and
visibility are taken as they are now."""

import msgspec

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.reconciling.mark import Mark, MarkFile
from aliexport_tui.engine.sending.desk import Desk, open_desk
from aliexport_tui.engine.sending.looking import keep, look
from aliexport_tui.engine.sending.looks import missed
from aliexport_tui.engine.sending.scan import full_scan
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import CardStatus, CardSummary, Marketplace, MarketplaceError
from aliexport_tui.model.event import Event
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import cards, events, in_line, outbox, restoring, settlement
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

_AS_SEEN: tuple[Lane, ...] = ("price", "stock", "visibility")
_CLOCKS_DIFFER_MS = 300_000
_PER_TRANSACTION = 100
_POLL_CAP_MS = 5_000
_LOOK_AGAIN_MS = 5_000
_OUTDATED_MS = 86_400_000
"""So old a scan knows nothing of the cards that others have made since."""


def left(desk: Desk, batch: int) -> None:
    """The intent of a batch is committed; its request is about to leave. Raises FileTrouble."""
    MarkFile(desk.db, desk.account).write(restoring.identity(desk.db), batch, desk.market_now())


def notice(db: Database, now: int) -> bool:
    """Compare the file with the marks of its accounts; True when it was found restored, which is written down in it first.
    A mark is read before the file: the file is always at least as far."""
    marks = {account: MarkFile(db, account).read() for account in restoring.accounts(db)}
    known, last = restoring.identity(db), restoring.last_batch(db)
    lost = [until for account, found in marks.items() if (until := _lost(db, account, found, known, last, now))]
    if not lost and known and all(marks.values()):
        return False
    with db.write() as tx:
        identity = restoring.ensure_identity(tx)
        for account in (one for one, found in marks.items() if found is None):
            restoring.forget_scan(tx, account)
        if lost:
            restoring.came_back(tx, max(lost))
            restoring.doubt_what_is_told_of_orders(tx, now)
            events.add(tx, [Event(now, "file.restored", {"path": str(db.path)}, level="error")])
    for account, found in marks.items():
        if lost or found is None:
            MarkFile(db, account).write(identity, last, now)
    return bool(lost)


def _lost(db: Database, account: int, found: tuple[Mark, bool] | None, known: str, last: int, now: int) -> int:
    """UTC ms until which sends may have left that the file does not know; 0 when it knows all. A mark that is ahead of its
    file tells when the last one left; one that came back with the file, or is lost, tells nothing."""
    if found is None:
        return now if known and restoring.has_sent(db, account) else 0
    mark, in_place = found
    if known and mark.file != known:
        return now
    if mark.batch > last or not known or restoring.waits(db, mark.batch):
        return mark.at if mark.batch else 0
    return 0 if in_place else now


def attend(desk: Desk, locale: str) -> bool:
    """Under the account's lock: catch up with what the marketplace has now. False when there is nothing to catch up with.
    Raises MarketplaceError."""
    notice(desk.db, desk.market_now())
    known_until = restoring.known_until(desk.db, desk.account)
    if known_until is None:
        return False
    _doubt_open_sends(desk)
    full_scan(desk)
    after = 0
    while due := cards.at_rest(desk.db, desk.account, after=after, limit=_PER_TRANSACTION):
        after = due[-1].listing
        rows = cards.read(desk.db, desk.account, [one.card_id for one in due])
        known = cards.known(desk.db, due)
        with desk.db.write() as tx:
            for one in due:
                row = rows.get(one.card_id)
                if row is None:
                    continue
                card = msgspec.json.decode(row.body, type=CardSummary)
                status: CardStatus = "ONLINE" if row.status == "ONLINE" else "OFFLINE"
                names = keep(tx, look(one, known[one.listing], card, status, locale), desk.now()) or {}
                for lane in _AS_SEEN:
                    if lane in names:
                        cards.take_as_base(tx, one.listing, lane, names[lane], desk.now())
                if _written_since(desk, card, one.seen_at or known_until):
                    restoring.doubt_content(tx, one.listing, desk.now())
    with desk.db.write() as tx:
        restoring.caught_up(tx, desk.account)
        desk.log(tx, "file.caught_up")
    return True


def _written_since(desk: Desk, card: CardSummary, known_until: int) -> bool:
    """By the marketplace's clock, which may be known only roughly."""
    ahead_ms = desk.market.ahead_ms
    return card.updated_at > known_until + (-_CLOCKS_DIFFER_MS if ahead_ms is None else ahead_ms)


def attend_first(workspace: Workspace, db: Database, account: Account, market: Marketplace) -> None:
    """Before anything is planned, so that the plan compares with what is there now. When another process holds the account,
    it has attended to it itself. Raises MarketplaceError."""
    notice(db, workspace.clock.now_ms())
    if restoring.known_until(db, account.id) is None:
        return
    lock = Lock(workspace.lock(f"account-{account.code}"))
    if lock.acquire(who=who(), now=workspace.clock.now_ms()):
        try:
            attend(open_desk(db, workspace.clock, account, market, poll_cap_ms=_POLL_CAP_MS), account.locale)
        finally:
            lock.release()


def free_for_creates(desk: Desk) -> bool:
    """Nothing is to be waited for or looked through before a create."""
    return restoring.creates_after(desk.db, desk.account) is None and _scanned_of_late(desk)


def _scanned_of_late(desk: Desk) -> bool:
    last = cards.last_full_scan(desk.db, desk.account)
    return last is not None and 0 <= desk.now() - last <= _OUTDATED_MS


def ready_for_creates(desk: Desk) -> bool:
    """Before the first create of an account, or of a day, and after a restore a complete scan tells what is there already.
    False while the horizon after a restore has not passed, or when the scan failed: creates wait, all else goes on. Raises
    MarketplaceUnusable."""
    after = restoring.creates_after(desk.db, desk.account)
    if after is not None and (wait_ms := after - desk.market_now()) > 0:
        desk.pauses["create"] = desk.now() + wait_ms
        return False
    if after is not None or not _scanned_of_late(desk):
        try:
            full_scan(desk)
        except MarketplaceError as error:
            missed(desk, error)
            desk.pauses["create"] = desk.now() + _LOOK_AGAIN_MS
            return False
        restoring.creates_go_on(desk.db, desk.account)
    return True


def _doubt_open_sends(desk: Desk) -> None:
    """What the file takes to be on its way ended long ago, and newer values may have followed: today's goes again."""
    for batch in outbox.open_batches(desk.db, desk.account, "intent", "answered", "unknown"):
        items = outbox.items(desk.db, batch.id)
        if any(item.kind in settlement.LOOKED_FOR for item in items):
            continue
        with desk.db.write() as tx:
            for item in items:
                settlement.in_doubt(tx, item, desk.now())
            outbox.save_batch(tx, batch.id, "settled", desk.now())
    with desk.db.write() as tx:
        in_line.let_all_go(tx, desk.account)
        restoring.empty_outbox(tx, desk.account, desk.now())
