"""What somebody should be told of: written where it becomes known, in the same transaction."""

import json
from collections.abc import Mapping

from aliexport_tui.model.alerts import Kind
from aliexport_tui.store.database import Transaction


def raise_alert(tx: Transaction, kind: Kind, subject: str, args: Mapping[str, str], now: int, *, code: str = "") -> int:
    """`subject`: the profile's, account's or target's code. `args`: figures and names for the text, nothing personal.
    `code`: the cause as a key of the messages registry, filled from the same args. Its id."""
    return tx.insert(
        "INSERT INTO alert (at, kind, subject, code, args) VALUES (?, ?, ?, ?, ?)",
        (now, kind, subject, code, json.dumps(dict(args), ensure_ascii=False)),
    )
