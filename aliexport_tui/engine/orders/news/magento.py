"""Shipments of a Magento 2: of the orders that wait, which the shop has sent, with their tracks."""

from collections.abc import Iterator, Mapping, Sequence

from aliexport_tui.engine.orders.news.said import Heard, News
from aliexport_tui.handoff.magento.shop import MagentoShop
from aliexport_tui.store.order_names import Awaited
from aliexport_tui.web.json_value import JsonValue

_AT_ONCE = 40
_PAGE = 100
_ORDERS = "items[entity_id,increment_id,ext_order_id,state],total_count"
_SHIPMENTS = "items[entity_id,order_id,tracks[track_number,title,carrier_code]],total_count"


def ask_magento(shop: MagentoShop, target: str, awaited: Sequence[Awaited], prefix: str) -> Heard:
    """The order is found by the number that the shop gave it when it took it, else by `ext_order_id`
    (`handoff.magento.direct`), with or without the prefix; of several shipments the newest track tells. Raises
    HandOffTrouble."""
    by_reference = {one.references[target]: one.number for one in awaited if one.references.get(target)}
    unnamed = [one.number for one in awaited if not one.references.get(target)]
    by_number = {name: number for number in unnamed for name in (number, prefix + number)}
    orders: dict[str, str] = {}
    for field, names in (("increment_id", by_reference), ("ext_order_id", by_number)):
        for item in _listed(shop, "orders", field, list(names), _ORDERS):
            number = names.get(item.text(field))
            if number and item.text("entity_id"):
                orders[item.text("entity_id")] = number
    return Heard(tuple(_news(shop, orders)))


def _news(shop: MagentoShop, orders: Mapping[str, str]) -> Iterator[News]:
    newest: dict[str, News] = {}
    for item in _listed(shop, "shipments", "order_id", list(orders), _SHIPMENTS):
        number = orders.get(item.text("order_id"))
        for track in item.get("tracks").items():
            code = track.text("track_number").strip()
            if number and code:
                carrier = track.text("title").strip() or track.text("carrier_code").strip()
                newest[number] = News(number, code, carrier)
    yield from newest.values()


def _listed(shop: MagentoShop, path: str, field: str, values: list[str], fields: str) -> Iterator[JsonValue]:
    """All whose field has one of the values, oldest first."""
    for start in range(0, len(values), _AT_ONCE):
        wanted = ",".join(values[start : start + _AT_ONCE])
        page, seen = 1, 0
        while True:
            group = "searchCriteria[filter_groups][0][filters][0]"
            said = shop.get(
                path,
                [
                    (f"{group}[field]", field),
                    (f"{group}[value]", wanted),
                    (f"{group}[condition_type]", "in"),
                    ("searchCriteria[sortOrders][0][field]", "entity_id"),
                    ("searchCriteria[sortOrders][0][direction]", "ASC"),
                    ("searchCriteria[pageSize]", str(_PAGE)),
                    ("searchCriteria[currentPage]", str(page)),
                    ("fields", fields),
                ],
            )
            items = list(said.get("items").items())
            yield from items
            seen += len(items)
            total = said.text("total_count")
            if not items or not total.isdecimal() or seen >= int(total):
                break
            page += 1
