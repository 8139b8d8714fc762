"""What the shop did not take, as a list for the eye. Read only."""

from array import array

from aliexport_tui.store.database import Database, fold

_FAILED = "h.state = 'failed' OR (h.state = 'waiting' AND h.failure IS NOT NULL)"
"""Those that are tried again by themselves too: their reason may be worth a look before."""


def failed_ids(db: Database, *, account: str = "", text: str = "", only: str = "") -> "array[int]":
    """Newest failure first. `only`: "" both kinds, "failed" given up, "waiting" tried again; "dropped" by a person."""
    where = {
        "failed": "h.state = 'failed'",
        "waiting": f"h.state = 'waiting' AND ({_FAILED})",
        "dropped": "h.state = 'dropped'",
    }
    return db.ids(
        f"""SELECT h.id FROM hand_off h JOIN trade_order o ON o.id = h.trade_order JOIN account ON account.id = o.account
           WHERE ({where.get(only, _FAILED)}) AND (:account = '' OR account.code = :account)
             AND (:text = '' OR instr(o.words, :text) OR instr(lower(h.target), :text))
           ORDER BY coalesce(h.ended_at, h.began_at, h.made_at) DESC, h.id DESC""",
        {"account": account, "text": fold(text)},
    )
