"""An order by the number that a person gives."""

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts, orders
from aliexport_tui.store.database import Database
from aliexport_tui.store.orders import StoredOrder


def order_named(db: Database, number: str, account: str = "") -> StoredOrder:
    """`account`: its code, "" for whichever has it. Raises ConfigError `account.unknown`, `orders.unknown`,
    `orders.of_several`."""
    number = number.strip().lstrip("#№").strip()
    if account:
        found = orders.find(db, accounts.get(db, account).id, number)
        several: tuple[StoredOrder, ...] = (found,) if found else ()
    else:
        several = orders.named(db, number)
    if not several:
        raise ConfigError("orders.unknown", order=number)
    if len(several) > 1:
        raise ConfigError("orders.of_several", order=number, accounts=", ".join(one.account_code for one in several))
    return several[0]
