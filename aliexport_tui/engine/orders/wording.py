"""What the marketplace said no with -> a code of ours that has a text (local-orders.md §1.4)."""

from aliexport_tui.engine.orders.bench import Refusal
from aliexport_tui.marketplace.port import AuthError, MarketplaceError
from aliexport_tui.model.errors import MarketplaceUnusable
from aliexport_tui.model.order_action import Failure

_KNOWN = {
    "OrderNotFound": "refused.order_not_found",
    "SellerMismatch": "refused.seller_mismatch",
    "HandoverListNotFound": "refused.list_not_found",
    "WrongHandoverListStatusError": "refused.list_status",
    "RemoveOrdersFromBatch": "refused.not_removed",
    "LogisticProviderNotFound": "refused.no_provider",
}
_PREFIX = "ErrorCode."


def failure_of(error: MarketplaceError) -> Failure:
    """Why a request failed: the marketplace's own code in our words where it is known."""
    code = _KNOWN.get(error.server_code.removeprefix(_PREFIX))
    if code:
        return Failure(code, {"said": error.said})
    if error.code == "marketplace.invalid" and error.server_code:
        return Failure("refused.other", {"said": error.said, "word": error.server_code})
    return Failure(error.code, {"status": str(error.status), "said": error.said})


def refused_by_marketplace(code: str, said: str) -> Refusal:
    """One order of a request that was refused although the request as a whole was not (§3.3 `data.errors`)."""
    known = _KNOWN.get(code.removeprefix(_PREFIX))
    return Refusal(known, said=said) if known else Refusal("refused.other", said=said, word=code)


def unusable(error: MarketplaceError) -> MarketplaceUnusable:
    """Nothing can go on: the token is refused, or nobody answers."""
    code = "marketplace.token_refused" if isinstance(error, AuthError) else "marketplace.unreachable"
    return MarketplaceUnusable(code, said=error.said)
