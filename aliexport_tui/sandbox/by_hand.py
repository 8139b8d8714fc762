"""What people and time do to a card without the API: the seller in the cabinet, buyers, the marketplace itself.

{"id": "1005…" or "sku": "CODE",            which card; a code on several cards means the first
 "delete": true, "online": false,           the cabinet
 "copy": true,                              a second card with the same content
 "price": "9.90", "inventory": 50, "subject": "…", "weight": "1.5", "attributes": [], "remove_sku": "CODE",
 "sold": 2,                                 that many of each SKU are bought
 "rehost": "https://cdn.example.org",       pictures move to another host
 "lead_time": 30}
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from aliexport_tui.sandbox.cards import Cards, StoredCard
from aliexport_tui.sandbox.records import Card
from aliexport_tui.sandbox.wire import JsonObject


def alter(cards: Cards, order: JsonObject, now: int) -> str | None:
    """Carry the order out; the id of the card, or of its copy. None when there is no such card."""
    stored = _found(cards, order)
    if stored is None:
        return None
    if order.get("copy"):
        bare = tuple(msgspec.structs.replace(sku, sku_id="0") for sku in stored.card.skus)
        return cards.add(stored.seller, msgspec.structs.replace(stored.card, skus=bare), now, now)
    if order.get("delete"):
        cards.delete(stored.id, now)
        return stored.id
    if isinstance(online := order.get("online"), bool):
        cards.set_online(stored.id, online, now)
    altered = _altered(stored.card, order)
    if altered != stored.card:
        cards.replace(stored, altered, now)
    return stored.id


def _found(cards: Cards, order: JsonObject) -> StoredCard | None:
    if order.get("id"):
        found = cards.select("id = ? AND deleted_ms IS NULL", (str(order["id"]),))
    else:
        having = "deleted_ms IS NULL AND id IN (SELECT card_id FROM sku WHERE code = ?)"
        found = cards.select(having, (str(order.get("sku")),), 1)
    return found[0] if found else None


def _altered(card: Card, order: JsonObject) -> Card:
    skus = tuple(sku for sku in card.skus if sku.code != order.get("remove_sku"))
    if price := order.get("price"):
        skus = tuple(msgspec.structs.replace(sku, price=str(price)) for sku in skus)
    if isinstance(amount := order.get("inventory"), int):
        skus = tuple(msgspec.structs.replace(sku, inventory=amount) for sku in skus)
    if isinstance(sold := order.get("sold"), int):
        skus = tuple(msgspec.structs.replace(sku, inventory=max(0, sku.inventory - sold)) for sku in skus)
    changes: dict[str, object] = {"skus": skus}
    if subject := order.get("subject"):
        changes["subjects"] = {**card.subjects, card.language: str(subject)}
    if weight := order.get("weight"):
        changes["weight"] = str(weight)
    if order.get("attributes") == []:
        changes["attributes"] = ()
    if isinstance(days := order.get("lead_time"), int):
        changes["shipping_lead_time"] = days
    if host := order.get("rehost"):
        changes["images"] = tuple(f"{host}{urlsplit(url).path}" for url in card.images)
    altered: Card = msgspec.structs.replace(card, **changes)
    return altered
