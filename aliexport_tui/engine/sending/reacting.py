"""How the worker reacts to what became of a request: faster, slower, smaller, or not at all for now."""

from aliexport_tui.engine.sending.budget import BUCKETS
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import (
    AuthError,
    Fate,
    InvalidRequest,
    MarketplaceError,
    QuotaError,
    RateError,
)
from aliexport_tui.model.change import Kind
from aliexport_tui.model.errors import MarketplaceUnusable

MOST_FAILURES = 5
_TRULY_MOST = 15
_FIRST_PAUSE_MS = 500
_LONGEST_PAUSE_MS = 60_000


def after_success(desk: Desk, kind: Kind, sent: int) -> None:
    desk.failures = 0
    desk.chunks.went_well(kind, sent)
    desk.paces[kind].went_well(sent, desk.now())


def after_failure(desk: Desk, kind: Kind, sent: int, doubt: int, error: MarketplaceError) -> None:
    """Raises MarketplaceUnusable when it makes no sense to go on."""
    now = desk.now()
    match error:
        case AuthError():
            raise MarketplaceUnusable("marketplace.token_refused", said=error.said) from error
        case QuotaError():
            _quota_used_up(desk, kind, error)
        case RateError():
            desk.paces[kind].too_fast(sent, error.retry_after, now)
        case InvalidRequest():
            desk.chunks.failed(kind, sent, doubt)
        case _:
            if error.fate is Fate.UNKNOWN:
                desk.paces[kind].went_well(sent, now)
                desk.chunks.failed(kind, sent, doubt)
            desk.failures += 1
            if desk.failures >= MOST_FAILURES:
                _ask_whether_it_is_there(desk, error)
            desk.pauses[kind] = now + min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS * 2**desk.failures)


def _quota_used_up(desk: Desk, kind: Kind, error: QuotaError) -> None:
    """No second refusal: the ledger says when there is room again, or the server itself."""
    now = desk.now()
    until = desk.budget.refused(kind, now)
    if error.retry_after is not None:
        until = max(until, now + round(error.retry_after * 1000))
    bucket = BUCKETS.get(kind)
    together = [other for other in BUCKETS if bucket and (BUCKETS[other] == bucket or desk.budget.terms.counts_lanes)]
    for paused in together or [kind]:
        desk.pauses[paused] = until


def _ask_whether_it_is_there(desk: Desk, error: MarketplaceError) -> None:
    """So many failures in a row: is the marketplace gone, or do these products make it stumble? Of the latter each is
    tried a few times only; requests that don't even arrive would be tried for ever."""
    if error.fate is Fate.NOT_SENT or desk.failures >= _TRULY_MOST:
        raise MarketplaceUnusable("marketplace.unreachable", said=error.said) from error
    try:
        desk.market.check()
    except MarketplaceError as trouble:
        raise MarketplaceUnusable("marketplace.unreachable", said=trouble.said or error.said) from trouble
