"""A look at tasks or cards that failed: it is tried again later, and a marketplace that is gone ends the run."""

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.marketplace.port import AuthError, MarketplaceError
from aliexport_tui.model.errors import MarketplaceUnusable

MOST_MISSED = 5


def missed(desk: Desk, error: MarketplaceError) -> None:
    """Each look was tried several times already. Raises MarketplaceUnusable when it makes no sense to go on."""
    if isinstance(error, AuthError):
        raise MarketplaceUnusable("marketplace.token_refused", said=error.said) from error
    desk.missed += 1
    if desk.missed >= MOST_MISSED:
        raise MarketplaceUnusable("marketplace.unreachable", said=error.said) from error
    with desk.db.write() as tx:
        desk.log(tx, "look.missed", level="warning", reason=error.code, said=error.said)
