"""SKU codes that stand on several cards: told, never touched."""

import msgspec

from aliexport_tui.model.problem import Problem, Stage
from aliexport_tui.store import problems
from aliexport_tui.store.database import Database, Transaction, as_int, as_text
from aliexport_tui.store.listings import refresh

_STAGE: Stage = "readback"


class Twin(msgspec.Struct, frozen=True):
    """A listing whose card shares SKU codes with other cards. `cards`: all of them; `known`: it was told before."""

    listing: int
    name: str
    cards: tuple[str, ...]
    known: bool


_DOUBLED = "SELECT sku_code FROM card_sku WHERE account = :account GROUP BY sku_code HAVING count(*) > 1"


def count(db: Database, account: int) -> int:
    """How many SKU codes stand on more than one card."""
    return as_int(db.value(f"SELECT count(*) FROM ({_DOUBLED})", {"account": account}))


def of_listings(db: Database, account: int) -> tuple[Twin, ...]:
    """Linked listings whose card is not the only one with its codes."""
    rows = db.rows(
        f"""SELECT l.id, p.name, group_concat(DISTINCT o.card_id), EXISTS (SELECT 1 FROM problem WHERE listing = l.id
                   AND lane = '' AND stage = '{_STAGE}' AND code = 'card.duplicate')
        FROM card_sku s JOIN listing l ON l.account = s.account AND l.card_id = s.card_id
        JOIN card_sku o ON o.account = s.account AND o.sku_code = s.sku_code JOIN product p ON p.id = l.product
        WHERE s.account = :account AND s.sku_code IN ({_DOUBLED}) GROUP BY l.id ORDER BY l.id""",
        {"account": account},
    )
    return tuple(
        Twin(as_int(row[0]), as_text(row[1]), tuple(sorted(as_text(row[2]).split(","))), bool(row[3])) for row in rows
    )


def tell(tx: Transaction, account: int, twins: tuple[Twin, ...], now: int) -> None:
    """The account's listings have exactly these duplicates from now on."""
    before = tx.rows(
        "SELECT p.id, p.listing FROM problem p JOIN listing l ON l.id = p.listing"
        f" WHERE l.account = ? AND p.lane = '' AND p.stage = '{_STAGE}' AND p.code = 'card.duplicate'",
        (account,),
    )
    tx.many("DELETE FROM problem WHERE id = ?", [(row[0],) for row in before])
    for twin in twins:
        fault = Problem("card.duplicate", args={"cards": ", ".join(twin.cards)}, severity="warning")
        problems.add(tx, twin.listing, "", _STAGE, [fault], now)
    for listing in {as_int(row[1]) for row in before} | {twin.listing for twin in twins}:
        refresh(tx, listing, now)
