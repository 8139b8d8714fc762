"""WooCommerce over REST v3: units, categories, all products with their variations into one file (`sources.md` §1.4)."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen, shown
from aliexport_tui.sources.rest.api import Answer, Api, Refused
from aliexport_tui.sources.rest.lines import Lines
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.web.dates import moment_of
from aliexport_tui.web.json_value import JsonValue
from aliexport_tui.web.oauth1 import Credentials, oauth1
from aliexport_tui.web.signing import basic

WOO_KEYS = ("consumer_key", "consumer_secret")
PAGE = 100
_WALKS = 3
"""So often are all pages gone through while products vanish under way."""
_MOST_PAGES = 100_000
_WHOLE_EVERY_MS = 24 * 3600 * 1000
"""What was deleted from the shop is noticed only when everything is asked for."""
_OVERLAP_MS = 5 * 60 * 1000
"""A product that is saved while it is asked for may carry an earlier moment."""
_FIELDS = (
    "id,name,type,status,featured,catalog_visibility,description,short_description,permalink,sku,global_unique_id,price,"
    "regular_price,sale_price,on_sale,virtual,downloadable,manage_stock,stock_quantity,stock_status,weight,dimensions,"
    "shipping_class,tax_class,categories,brands,tags,images,image,attributes,meta_data"
)
_REFUSED = (401, 403, 404)


def fetch_woo(
    location: str,
    folder: Path,
    clock: Clock,
    settings: SourceSettings,
    keys: Mapping[str, str],
    seen: Seen,
    limits: FetchLimits,
) -> Fetched:
    """See rest.fetching.Fetcher. `location`: the shop's address, with or without /wp-json. `seen.etag`: when everything
    was asked for last (UTC ms); `seen.last_modified`: the shop's time of the last import, ISO in UTC. What changed since is
    asked for when both are there and the first is younger than a day. A variation's change is noticed by its parent's
    moment: WooCommerce saves the parent with it."""
    place = Place(file=shown(location))
    if missing := [name for name in WOO_KEYS if not keys.get(name)]:
        raise ConfigError("source.keys_missing", place, source=place.file, names=", ".join(missing))
    began = clock.now_ms()
    since = seen.last_modified if seen.etag.isdecimal() and began - int(seen.etag) < _WHOLE_EVERY_MS else ""
    with Api(place, clock, limits, keys.values()) as api, Lines(folder / "woo.jsonl", limits.max_bytes, place) as lines:
        shop = _Shop(api, location, keys, clock, place)
        moment = shop.first_words(clock)
        lines.write("shop", {"partial": bool(since), **_units(shop)})
        for category in _if_allowed(shop, "products/categories", "id,name,parent"):
            lines.write("category", category.value)
        count = 0
        for product in _products(shop, since):
            # Of what is not published only a partial file has to tell the variations: they go out of stock.
            has_variations = product.text("type") == "variable" and (since or product.text("status") == "publish")
            ours = [one.value for one in _variations(shop, product.text("id"))] if has_variations else []
            lines.write("product", {"item": product.value, "variations": ours})
            count += 1
            if count == limits.products:
                break
    if since and not count:
        return Fetched(None, seen)
    return Fetched(lines.path, Seen(seen.etag if since else str(began), _iso(moment - _OVERLAP_MS)), partial=bool(since))


class _Shop:
    """Knows how this one wants to be asked: by /wp-json or, without fine addresses, by ?rest_route=; over HTTPS with the
    keys as user and password, or signed where the server keeps these from PHP or there is no HTTPS."""

    def __init__(self, api: Api, location: str, keys: Mapping[str, str], clock: Clock, place: Place) -> None:
        parts = urlsplit(location)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ConfigError("source.address", place, scheme=parts.scheme or "-")
        path = parts.path.partition("/wp-json")[0].rstrip("/")
        self._api = api
        self._place = place
        self._base = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
        self._fine = "rest_route=" not in parts.query
        self._signed = oauth1(Credentials(*(keys[name] for name in WOO_KEYS)), clock, carrier="query")
        self._plain = basic(*(keys[name] for name in WOO_KEYS)) if parts.scheme == "https" else self._signed
        api.sign = self._plain

    def first_words(self, clock: Clock) -> int:
        """Find out how to ask; -> the shop's own time, UTC ms."""
        try:
            answer = self._one_way_or_the_other()
        except Refused as refusal:
            if refusal.status != 401 or self._api.sign is self._signed:
                raise
            self._api.sign = self._signed
            try:
                answer = self._one_way_or_the_other()
            except Refused:
                raise refusal from None
        told = moment_of(answer.headers.get("date", ""))
        return clock.now_ms() if told is None else told

    def _one_way_or_the_other(self) -> Answer:
        question = (("per_page", "1"), ("_fields", "id"))
        try:
            return self.get("products", *question)[1]
        except SourceError as error:
            if error.code not in ("source.not_found", "source.html") or not self._fine:
                raise
            self._fine = False
            try:
                return self.get("products", *question)[1]
            except SourceError:
                self._fine = True
                raise error from None

    def get(self, route: str, *params: tuple[str, str]) -> tuple[JsonValue, Answer]:
        if self._fine:
            return self._api.get(f"{self._base}/wp-json/wc/v3/{route}", *params)
        return self._api.get(f"{self._base}/", ("rest_route", f"/wc/v3/{route}"), *params)

    def pages(self, route: str, fields: str, *params: tuple[str, str]) -> Iterator[tuple[list[JsonValue], int | None]]:
        """Items and how many there are in all, as the shop says with each page. Ends with the last page as it is then told;
        where that is not told, with a page that is short or the same as the one before."""
        before: list[str] = []
        for page in range(1, _MOST_PAGES):
            numbers = (("page", str(page)), ("per_page", str(PAGE)))
            said, answer = self.get(route, *numbers, *params, ("_fields", fields))
            if not said.is_list:
                raise SourceError("source.answer_unreadable", self._place)
            items = list(said.items())
            ids = [one.text("id") for one in items]
            yield items, answer.number("x-wp-total")
            last = answer.number("x-wp-totalpages")
            if not items or ids == before or (page >= last if last is not None else len(items) < PAGE):
                return
            before = ids
        raise SourceError("source.limit", self._place, what="pages", limit=str(_MOST_PAGES))

    def everything(self, route: str, fields: str, *params: tuple[str, str]) -> Iterator[JsonValue]:
        """Each id once. What vanishes on the way moves the pages behind it: where the shop's total has fallen, all pages are
        gone through again."""
        seen: set[str] = set()
        for _ in range(_WALKS):
            totals: list[int] = []
            for items, total in self.pages(route, fields, *params):
                totals += [] if total is None else [total]
                for item in items:
                    id = item.text("id")
                    if id and id not in seen:
                        seen.add(id)
                        yield item
            if not any(later < earlier for earlier, later in itertools.pairwise(totals)):
                return


def _products(shop: _Shop, since: str) -> Iterator[JsonValue]:
    order = (("orderby", "id"), ("order", "asc"), ("status", "any"))
    changed = (("modified_after", since), ("dates_are_gmt", "true")) if since else ()
    return shop.everything("products", _FIELDS, *order, *changed)


def _variations(shop: _Shop, product: str) -> Iterator[JsonValue]:
    """None of a product that is deleted at this moment."""
    try:
        yield from shop.everything(f"products/{product}/variations", _FIELDS, ("orderby", "id"), ("order", "asc"))
    except Refused as refusal:
        if refusal.status != 404:
            raise


def _if_allowed(shop: _Shop, route: str, fields: str) -> Iterator[JsonValue]:
    """Nothing where the keys do not reach so far."""
    try:
        yield from shop.everything(route, fields)
    except Refused as refusal:
        if refusal.status not in _REFUSED:
            raise


def _units(shop: _Shop) -> dict[str, str]:
    """Of the shop's settings, by their names there; without those that the keys may not see."""
    found: dict[str, str] = {}
    for group, name in (
        ("products", "woocommerce_weight_unit"),
        ("products", "woocommerce_dimension_unit"),
        ("general", "woocommerce_currency"),
    ):
        try:
            said, _ = shop.get(f"settings/{group}/{name}")
        except Refused as refusal:
            if refusal.status not in _REFUSED:
                raise
            continue
        found[name] = said.text("value")
    return found


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
