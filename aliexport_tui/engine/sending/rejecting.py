"""Tell that the marketplace refused an item, and keep why."""

from collections.abc import Sequence

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.model.problem import Problem, Stage
from aliexport_tui.store import settlement
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.outbox import Item


def reject(
    desk: Desk, tx: Transaction, item: Item, stage: Stage, faults: Sequence[Problem], *, confirmed: bool = False
) -> None:
    """`confirmed`: the cards were looked at, it has surely not been carried out."""
    end = settlement.rejected_for_good if confirmed else settlement.rejected
    end(tx, item, stage, faults, desk.now())
    args = faults[0].args
    desk.log(
        tx,
        "item.rejected",
        level="warning",
        run=item.run,
        listing=item.listing,
        name=item.name,
        key=item.external_id,
        text=args.get("text") or args.get("card") or args.get("cards") or "",
    )
