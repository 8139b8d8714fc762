"""A create that waits in the outbox while the shop sells on: it leaves with today's stock instead of being put off."""

from aliexport_tui.store.database import Transaction


def with_todays_stock(tx: Transaction, change: int) -> bool:
    """Nothing of a create's card but its stock has become another since it was planned: the change has today's from now on.
    A stock run beside a long upload derives the stocks of what is still to be uploaded. False: left as it is."""
    return tx.run(_RENEW, {"change": change}) == 1


_RENEW = """
UPDATE change SET after = json_set(after, '$.stock', (
  SELECT s.want FROM lane s WHERE s.listing = change.listing AND s.lane = 'stock'))
WHERE id = :change AND kind = 'create'
  AND EXISTS (SELECT 1 FROM lane s WHERE s.listing = change.listing AND s.lane = 'stock' AND s.verdict = 'ok'
              AND s.hold IS NULL AND s.base IS NULL AND s.want <> json_extract(change.after, '$.stock'))
  AND NOT EXISTS (SELECT 1 FROM lane f JOIN json_each(change.after) a ON a.key = f.lane WHERE f.listing = change.listing
                  AND f.lane <> 'stock' AND (f.want IS NOT a.value OR f.base IS NOT NULL))"""
