"""Magento 2 over REST: signing in, all pages, children and stocks into one file (`sources.md` §1.3)."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen, shown
from aliexport_tui.sources.numbers import parse_pieces
from aliexport_tui.sources.rest.api import Api, Refused
from aliexport_tui.sources.rest.lines import Lines
from aliexport_tui.sources.rest.magento_signing import signed_in
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.web.json_value import JsonValue

PAGE = 100
_SKUS_AT_ONCE = 50
_MOST_STALE = 3
_ENDLESS = 10**15
_MOST_DIGITS = 15
_WHOLE_EVERY_MS = 24 * 3600 * 1000
"""What was deleted from the shop is noticed only when everything is asked for."""
_FIELDS = (
    "items[id,sku,name,price,status,visibility,type_id,weight,updated_at,extension_attributes,media_gallery_entries,"
    "custom_attributes],total_count"
)
_ATTRIBUTE_FIELDS = "items[attribute_id,attribute_code,default_frontend_label,frontend_input,options],total_count"

Filter = tuple[str, str, str]
"""Field, condition, value; several are joined by AND."""


def fetch_magento(
    location: str,
    folder: Path,
    clock: Clock,
    settings: SourceSettings,
    keys: Mapping[str, str],
    seen: Seen,
    limits: FetchLimits,
) -> Fetched:
    """See rest.fetching.Fetcher. `location`: the shop's address. `seen.etag`: when everything was asked for last (UTC ms),
    `seen.last_modified`: the newest `updated_at` that came; what changed since is asked for when both are there and the
    first is younger than a day."""
    place = Place(file=shown(location))
    shop, base = addresses(location, settings.store_view, place)
    began = clock.now_ms()
    partial = bool(seen.last_modified) and seen.etag.isdecimal() and began - int(seen.etag) < _WHOLE_EVERY_MS
    with Api(place, clock, limits, keys.values()) as api, Lines(folder / "magento.jsonl", limits.max_bytes, place) as lines:
        asking = _Asking(api, base, keys, clock, place)
        lines.write("shop", {"address": shop, "at": began, "partial": partial})
        for attribute in asking.everything("products/attributes", _ATTRIBUTE_FIELDS, "attribute_id"):
            lines.write("attribute", attribute.value)
        lines.write("categories", asking.get("categories").value)
        filters = (("updated_at", "gteq", seen.last_modified),) if partial else ()
        stocks = _Stocks(asking, settings.warehouses)
        newest = seen.last_modified
        shown_by_themselves = 0
        for page in asking.pages("products", _FIELDS, "entity_id", filters):
            children = {one.text("sku"): asking.children(one.text("sku")) for one in page if _is_configurable(one)}
            skus = [one.text("sku") for one in page if not _is_configurable(one)]
            skus += [child.text("sku") for found in children.values() for child in found or ()]
            known = stocks.of(skus)
            for one in page:
                newest = max(newest, one.text("updated_at"))
                lines.write("product", _line(one, children.get(one.text("sku"), []), known))
            shown_by_themselves += sum(one.text("visibility") != "1" for one in page)
            if 0 < limits.products <= shown_by_themselves:
                break
        if partial:
            for sku, amount in stocks.every():
                lines.write("stock", {"sku": sku, "quantity": amount})
    return Fetched(lines.path, Seen(seen.etag if partial else str(began), newest), partial=partial)


def addresses(location: str, store_view: str, place: Place) -> tuple[str, str]:
    """-> the shop's own address, and where its REST begins. Whatever follows `/rest` in the given one is dropped."""
    parts = urlsplit(location)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError("source.address", place, scheme=parts.scheme or "-")
    path = parts.path.partition("/rest")[0].removesuffix("/index.php").rstrip("/")
    shop = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    scope = f"/{quote(store_view, safe='')}" if store_view else ""
    return shop, f"{shop}/rest{scope}/V1"


class _Asking:
    """Questions to one shop. A token that ends on the way is renewed once for each refusal."""

    def __init__(self, api: Api, base: str, keys: Mapping[str, str], clock: Clock, place: Place) -> None:
        self._api = api
        self._base = base
        self._renew = signed_in(api, base, keys, clock, place)

    def get(self, path: str, *params: tuple[str, str]) -> JsonValue:
        try:
            return self._api.get(f"{self._base}/{path}", *params)[0]
        except Refused as refusal:
            if refusal.status != 401 or self._renew is None:
                raise
            self._renew()
            return self._api.get(f"{self._base}/{path}", *params)[0]

    def pages(self, path: str, fields: str, sort: str, filters: Iterable[Filter] = ()) -> Iterator[list[JsonValue]]:
        """Pages without what came before: a page past the end is the last one again (magento2 #8099), and what is deleted
        on the way moves the pages, so the one before is asked for again. A total that is none, or that the pages never
        reach, ends with the pages that bring nothing new."""
        seen: set[str] = set()
        page, total, stale = 1, 0, 0
        while True:
            said = self.get(path, *_criteria(page, sort, filters), ("fields", fields))
            items = list(said.get("items").items())
            fresh = {_mark(one): one for one in items if _mark(one) not in seen}
            seen.update(fresh)
            if fresh:
                yield list(fresh.values())
            stale = 0 if fresh else stale + 1
            told = parse_pieces(said.text("total_count"))
            before, total = total, _ENDLESS if told is None else told
            if total < before and page > 1:
                page -= 1
            elif not items or stale > _MOST_STALE or page * PAGE >= total:
                return
            else:
                page += 1

    def everything(self, path: str, fields: str, sort: str, filters: Iterable[Filter] = ()) -> Iterator[JsonValue]:
        for page in self.pages(path, fields, sort, filters):
            yield from page

    def children(self, sku: str) -> list[JsonValue] | None:
        """None where the shop does not give them: a slash in a SKU is too much for many."""
        try:
            return list(self.get(f"configurable-products/{quote(sku, safe='')}/children").items())
        except Refused as refusal:
            if refusal.status in (400, 404):
                return None
            raise


class _Stocks:
    """Amounts by SKU: of the chosen sources where the shop has several (MSI), else of its one stock."""

    def __init__(self, asking: _Asking, warehouses: tuple[str, ...]) -> None:
        self._asking = asking
        self._warehouses = frozenset(warehouses)
        self._has_sources = True

    def of(self, skus: Iterable[str]) -> dict[str, Decimal | None]:
        """None: sold without counting. A SKU that the shop knows no stock of is not among them."""
        wanted = sorted(set(filter(None, skus)))
        try:
            if self._has_sources:
                return self._of_sources(wanted)
        except Refused as refusal:
            if refusal.status not in (400, 404):
                raise
            self._has_sources = False
        return self._one_by_one(wanted)

    def every(self) -> Iterator[tuple[str, Decimal]]:
        """All there is, where there are sources: a sale moves no `updated_at`. Sources of one SKU may stand pages apart."""
        if not self._has_sources:
            return
        found: dict[str, Decimal] = {}
        for item in self._asking.everything("inventory/source-items", "items,total_count", "sku"):
            self._count(found, item)
        yield from found.items()

    def _of_sources(self, skus: list[str]) -> dict[str, Decimal | None]:
        found = dict.fromkeys(skus, Decimal(0))  # what stands in no source can't be bought
        lists = [sku for sku in skus if "," not in sku]
        groups = [lists[at : at + _SKUS_AT_ONCE] for at in range(0, len(lists), _SKUS_AT_ONCE)]
        groups += [[sku] for sku in skus if "," in sku]
        for group in groups:
            condition = "in" if len(group) > 1 else "eq"
            filters = (("sku", condition, ",".join(group)),)
            for item in self._asking.everything("inventory/source-items", "items,total_count", "sku", filters):
                self._count(found, item)
        return dict(found)

    def _count(self, found: dict[str, Decimal], item: JsonValue) -> None:
        if self._warehouses and item.text("source_code") not in self._warehouses:
            return
        amount = _number(item.text("quantity")) if item.text("status") != "0" else Decimal(0)
        sku = item.text("sku")
        found[sku] = found.get(sku, Decimal(0)) + amount

    def _one_by_one(self, skus: Iterable[str]) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for sku in skus:
            try:
                item = self._asking.get(f"stockItems/{quote(sku, safe='')}")
            except Refused as refusal:
                if refusal.status in (400, 404):
                    continue
                raise
            managed = item.flag("manage_stock") is not False
            amount = _number(item.text("qty")) if item.flag("is_in_stock") is not False else Decimal(0)
            found[sku] = amount if managed else None
        return found


def _criteria(page: int, sort: str, filters: Iterable[Filter]) -> Iterator[tuple[str, str]]:
    yield "searchCriteria[pageSize]", str(PAGE)
    yield "searchCriteria[currentPage]", str(page)
    yield "searchCriteria[sortOrders][0][field]", sort
    yield "searchCriteria[sortOrders][0][direction]", "ASC"
    for number, (field, condition, value) in enumerate(filters):
        group = f"searchCriteria[filter_groups][{number}][filters][0]"
        yield f"{group}[field]", field
        yield f"{group}[condition_type]", condition
        yield f"{group}[value]", value


def _mark(item: JsonValue) -> str:
    """What tells one item of a list from the others."""
    named = item.text("id") or item.text("attribute_id")
    return named or f"{item.text('source_code')}\n{item.text('sku')}"


def _line(product: JsonValue, children: list[JsonValue] | None, stocks: Mapping[str, Decimal | None]) -> dict[str, object]:
    skus = [product.text("sku"), *(child.text("sku") for child in children or ())]
    return {
        "product": product.value,
        "children": None if children is None else [child.value for child in children],
        "stocks": {sku: stocks[sku] for sku in skus if sku in stocks},
    }


def _is_configurable(product: JsonValue) -> bool:
    return product.text("type_id") == "configurable"


def _number(text: str) -> Decimal:
    """0 for what is no amount of pieces: "NaN", "1e999999999"."""
    try:
        amount = Decimal(text)
    except ArithmeticError:
        return Decimal(0)
    return amount if amount.is_finite() and amount.adjusted() < _MOST_DIGITS else Decimal(0)
