"""LIVE or SANDBOX: may a key of this screen send something to a real marketplace?"""

from collections.abc import Iterable

from aliexport_tui.engine.own_sandbox import is_simulated
from aliexport_tui.store.browse import AccountName


def badge(accounts: Iterable[AccountName], only: str = "") -> str:
    """`only`: the one account that the screen's keys reach; unless it is named, any that is switched on. LIVE when one of
    them is real, "" when there is none."""
    reached = [account for account in accounts if account.enabled]
    if only:
        reached = [account for account in reached if account.code == only] or reached
    if not reached:
        return ""
    return "SANDBOX" if all(is_simulated(account.base_url) for account in reached) else "LIVE"
