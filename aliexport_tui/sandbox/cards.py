"""The cards in the state file: their content as JSON, with the columns that lists filter by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from aliexport_tui.sandbox.records import Card, Sku
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.storage import Storage

_DECODER = msgspec.json.Decoder(Card)
_COLUMNS = "id, seller, online, created_ms, updated_ms, visible_ms, deleted_ms, body"


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A card with the marketplace's own facts about it; times are UTC milliseconds."""

    id: str
    seller: str
    online: bool
    created_ms: int
    updated_ms: int
    visible_ms: int
    deleted_ms: int | None
    card: Card


_Row = tuple[int, str, int, int, int, int, int | None, bytes]


def stored_card(row: _Row) -> StoredCard:
    """A row of the columns that `select` reads."""
    return StoredCard(str(row[0]), row[1], bool(row[2]), row[3], row[4], row[5], row[6], _DECODER.decode(row[7]))


class Cards:
    """Reads and writes of cards; never two cards made one."""

    def __init__(self, storage: Storage, schema: Schema) -> None:
        self._storage = storage
        self._schema = schema

    def add(self, seller: str, card: Card, now: int, visible_ms: int) -> str:
        """A new card, on sale; returns its id. Its SKUs get ids."""
        card_id = self._storage.take("card")
        card = self._with_sku_ids(card_id, card)
        self._storage.db.execute(
            "INSERT INTO card VALUES (?, ?, 1, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)",
            (card_id, seller, now, now, visible_ms, *self._derived(card)),
        )
        return str(card_id)

    def replace(self, stored: StoredCard, card: Card, now: int) -> None:
        """New content of a card; SKUs without an id get one, those left out lose theirs."""
        card_id = int(stored.id)
        if [sku.sku_id for sku in card.skus] != [sku.sku_id for sku in stored.card.skus]:
            kept = [int(sku.sku_id) for sku in card.skus if sku.sku_id != "0"]
            marks = ",".join("?" * len(kept))
            self._storage.db.execute(f"DELETE FROM sku WHERE card_id = ? AND id NOT IN ({marks})", (card_id, *kept))
            card = self._with_sku_ids(card_id, card)
        self._storage.db.execute(
            "UPDATE card SET updated_ms = ?, category = ?, top_category = ?, template = ?, title_fold = ?, "
            "quantity = ?, body = ? WHERE id = ?",
            (now, *self._derived(card), card_id),
        )

    def set_online(self, card_id: str, online: bool, now: int) -> None:
        """On sale or off sale."""
        self._storage.db.execute("UPDATE card SET online = ?, updated_ms = ? WHERE id = ?", (int(online), now, int(card_id)))

    def delete(self, card_id: str, now: int) -> None:
        """Gone for every read; the truth keeps it."""
        self._storage.db.execute("UPDATE card SET deleted_ms = ?, updated_ms = ? WHERE id = ?", (now, now, int(card_id)))

    def owned(self, card_id: str, seller: str) -> StoredCard | None:
        """A seller's card that is not deleted, visible or not."""
        found = self.select("id = ? AND seller = ? AND deleted_ms IS NULL", (int(card_id), seller))
        return found[0] if found else None

    def visible(self, card_id: str, seller: str, now: int) -> StoredCard | None:
        """A card that reads show."""
        card = self.owned(card_id, seller)
        return card if card and card.visible_ms <= now else None

    def select(self, where: str, arguments: Iterable[object], limit: int = -1) -> list[StoredCard]:
        """Cards by id that meet a condition over the table's columns."""
        rows = self._storage.db.execute(
            f"SELECT {_COLUMNS} FROM card WHERE {where} ORDER BY id LIMIT ?", (*arguments, limit)
        )
        return [stored_card(row) for row in rows]

    def code_taken(self, seller: str, code: str, except_card: str) -> bool:
        """Whether another card of the seller has a SKU of that code."""
        query = (
            "SELECT 1 FROM sku JOIN card ON card.id = sku.card_id "
            "WHERE code = ? AND seller = ? AND deleted_ms IS NULL AND card.id <> ?"
        )
        return self._storage.value(query, (code, seller, int(except_card or "0"))) > 0

    def by_sku_id(self, sku_id: str, seller: str, now: int) -> Sku | None:
        """The SKU of an id on a card that reads show."""
        card_id = self._storage.value("SELECT card_id FROM sku WHERE id = ?", (int(sku_id),))
        stored = self.visible(str(card_id), seller, now) if card_id else None
        return next((sku for sku in stored.card.skus if sku.sku_id == sku_id), None) if stored else None

    def _derived(self, card: Card) -> tuple[str, str, str, str, int, bytes]:
        return (
            card.category_id,
            self._schema.top_of(card.category_id),
            card.freight_template_id,
            "\n".join(card.subjects.values()).casefold(),
            card.quantity,
            msgspec.json.encode(card),
        )

    def _with_sku_ids(self, card_id: int, card: Card) -> Card:
        fresh = [sku for sku in card.skus if sku.sku_id == "0"]
        number = self._storage.take("sku", len(fresh))
        skus: list[Sku] = []
        rows: list[tuple[int, int, str]] = []
        for sku in card.skus:
            if sku.sku_id == "0":
                rows.append((number, card_id, sku.code))
                sku = msgspec.structs.replace(sku, sku_id=str(number))
                number += 1
            skus.append(sku)
        self._storage.db.executemany("INSERT INTO sku VALUES (?, ?, ?)", rows)
        return msgspec.structs.replace(card, skus=tuple(skus))

    def templates_in_use(self, seller: str, now: int) -> dict[str, int]:
        """How many visible cards use each shipping template."""
        rows = self._storage.db.execute(
            "SELECT template, count(*) FROM card WHERE seller = ? AND deleted_ms IS NULL AND visible_ms <= ? "
            "GROUP BY template",
            (seller, now),
        )
        return {str(template): int(count) for template, count in rows}

    def truth(self, after: int, limit: int) -> list[dict[str, object]]:
        """Every card of every seller by id, its content as stored (records.Card) under `card`."""
        rows = self._storage.db.execute(f"SELECT {_COLUMNS} FROM card WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
        return [
            {
                "id": str(row[0]),
                "seller": row[1],
                "online": bool(row[2]),
                "created_ms": row[3],
                "updated_ms": row[4],
                "visible_ms": row[5],
                "deleted": row[6] is not None,
                "card": msgspec.Raw(row[7]),
            }
            for row in rows
        ]

    def brief(self, after: int, limit: int) -> list[dict[str, object]]:
        """Every card by id with its SKU codes and state only."""
        rows = self._storage.db.execute(
            "SELECT card.id, online, deleted_ms, visible_ms, "
            "(SELECT json_group_array(code) FROM sku WHERE card_id = card.id) "
            "FROM card WHERE id > ? ORDER BY id LIMIT ?",
            (after, limit),
        )
        return [
            {
                "id": str(row[0]),
                "online": bool(row[1]),
                "deleted": row[2] is not None,
                "visible_ms": row[3],
                "sku_codes": msgspec.Raw(row[4].encode()),
            }
            for row in rows
        ]
