"""A Magento shop over its REST, by a server of the tests' own."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import encode
from aliexport_tui.model.errors import AliexportError, ConfigError, SourceError
from aliexport_tui.model.product import Param, SkuUpdate
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen
from aliexport_tui.sources.reading import Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.rest.magento import read_magento_rest
from aliexport_tui.sources.rest.magento_fetch import fetch_magento
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import sources
from aliexport_tui.store.sources import Source
from tests.sources.support import Result
from tests.support.shop import FixedClock, make_workspace
from tests.support.shops.magento import OAUTH, USER, Magento

TOKEN = {"access_token": "integration-token"}
SIZES = {"": " ", "168": "S", "169": "M"}


@pytest.fixture
def shop() -> Iterator[Magento]:
    with Magento() as magento:
        magento.attributes = [
            attribute(1, "size", "Size", "select", SIZES),
            attribute(2, "material", "Material", "multiselect", {"5": "Cotton", "6": "Wool"}),
            attribute(3, "manufacturer", "Manufacturer", "select", {"9": "Ёлка"}),
            attribute(4, "description", "Description", "textarea", {}),
        ]
        leaf = {"id": 12, "name": "Tees", "children_data": []}
        top = {"id": 11, "name": "Men", "children_data": [leaf]}
        magento.categories = {"id": 2, "name": "Default Category", "children_data": [top]}
        yield magento


def attribute(number: int, code: str, label: str, kind: str, options: Mapping[str, str]) -> dict[str, Any]:
    return {
        "attribute_id": number,
        "attribute_code": code,
        "default_frontend_label": label,
        "frontend_input": kind,
        "options": [{"label": text, "value": value} for value, text in options.items()],
    }


def product(number: int, sku: str, kind: str = "simple", **more: Any) -> dict[str, Any]:
    custom = more.pop("custom", {})
    return {
        "id": number,
        "sku": sku,
        "name": f"Name of {sku}",
        "price": 25.5,
        "status": 1,
        "visibility": 4,
        "type_id": kind,
        "updated_at": "2026-11-01 10:00:00",
        "weight": 0.5,
        "extension_attributes": {"category_links": [{"category_id": "11"}, {"category_id": "12"}]},
        "media_gallery_entries": [
            {"media_type": "external-video", "disabled": False, "types": [], "file": "/v/i/video.jpg"},
            {"media_type": "image", "disabled": True, "types": [], "file": "/h/i/hidden.jpg"},
            {"media_type": "image", "disabled": False, "types": [], "file": "/b/a/back.jpg"},
            {"media_type": "image", "disabled": False, "types": ["image"], "file": "/m/a/main.jpg"},
        ],
        "custom_attributes": [{"attribute_code": code, "value": value} for code, value in custom.items()],
        **more,
    }


def tee(magento: Magento) -> None:
    magento.products += [
        product(1, "T-S", visibility=1, custom={"size": "168", "material": "5,6"}),
        product(2, "T-M", visibility=1, price=27, custom={"size": "169", "material": "5,6"}),
        product(3, "T", "configurable", price=0, custom={"manufacturer": "9", "description": "<p>Soft</p>"}),
    ]
    magento.children["T"] = ["T-S", "T-M"]
    magento.source_items = [
        {"sku": "T-S", "source_code": "central", "quantity": 5, "status": 1},
        {"sku": "T-S", "source_code": "east", "quantity": 2, "status": 1},
        {"sku": "T-M", "source_code": "east", "quantity": 9, "status": 0},
    ]


def fetched(
    shop: Magento,
    folder: Path,
    keys: Mapping[str, str] = TOKEN,
    seen: Seen = Seen(),  # noqa: B008 (frozen)
    settings: SourceSettings = SourceSettings(kind="magento_rest"),  # noqa: B008 (frozen)
    clock: FixedClock | None = None,
) -> Fetched:
    return fetch_magento(f"{shop.address}/rest/V1", folder, clock or FixedClock(), settings, keys, seen, FetchLimits())


def read(
    found: Fetched,
    settings: SourceSettings = SourceSettings(kind="magento_rest"),  # noqa: B008 (frozen)
) -> list[Item]:
    assert found.path is not None
    return list(read_magento_rest(found.path, settings, "shop"))


def test_a_configurable_product_with_its_children(shop: Magento, tmp_path: Path) -> None:
    tee(shop)
    result = Result(read(fetched(shop, tmp_path)))
    shirt = result.only
    assert (shirt.key, shirt.name, shirt.category, shirt.brand) == ("T", "Name of T", "12", "Ёлка")
    assert (shirt.description, shirt.weight) == ("<p>Soft</p>", Decimal("0.5"))
    assert [(sku.code, sku.price, sku.stock, sku.available, sku.params) for sku in shirt.skus] == [
        ("T-S", 2550, 7, True, (Param("Size", "S"),)),
        ("T-M", 2700, 0, False, (Param("Size", "M"),)),
    ]
    assert shirt.params == (Param("Material", "Cotton"), Param("Material", "Wool"))
    assert shirt.pictures == tuple(f"{shop.address}/media/catalog/product/{name}.jpg" for name in ("m/a/main", "b/a/back"))
    assert [(one.key, one.name, one.parent) for one in result.categories.values()] == [
        ("11", "Men", ""),
        ("12", "Tees", "11"),
    ]
    assert result.codes == []


def test_stock_of_the_chosen_sources_alone(shop: Magento, tmp_path: Path) -> None:
    tee(shop)
    settings = SourceSettings(kind="magento_rest", warehouses=("east",))
    shirt = Result(read(fetched(shop, tmp_path, settings=settings), settings)).only
    assert [sku.stock for sku in shirt.skus] == [2, 0]


def test_a_shop_without_sources_is_asked_for_each_stock(shop: Magento, tmp_path: Path) -> None:
    tee(shop)
    shop.source_items = None
    shop.stock_items = {
        "T-S": {"qty": 4, "is_in_stock": True, "manage_stock": True},
        "T-M": {"qty": 0, "is_in_stock": True, "manage_stock": False},
    }
    shirt = Result(read(fetched(shop, tmp_path))).only
    assert [(sku.stock, sku.available) for sku in shirt.skus] == [(4, True), (None, True)]


def test_pages_end_where_the_total_says_and_never_double(shop: Magento, tmp_path: Path) -> None:
    shop.products = [product(number, f"P{number}") for number in range(1, 251)]
    result = Result(read(fetched(shop, tmp_path)))
    assert len(result.products) == 250
    assert shop.asked.count("products") == 3


def test_a_product_deleted_on_the_way_hides_none(shop: Magento, tmp_path: Path) -> None:
    shop.products = [product(number, f"P{number:03}") for number in range(1, 251)]

    class Deleting(FixedClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if shop.asked.count("products") == 1 and len(shop.products) == 250:
                del shop.products[0]

    found = fetched(shop, tmp_path, clock=Deleting())
    keys = set(Result(read(found)).products)
    assert keys >= {f"P{number:03}" for number in range(2, 251)}


@pytest.mark.parametrize("keys", [TOKEN, USER, OAUTH], ids=["token", "password", "oauth"])
def test_three_ways_to_sign_in(shop: Magento, tmp_path: Path, keys: Mapping[str, str]) -> None:
    shop.products = [product(1, "A,1"), product(2, "B/2 ж")]
    assert len(Result(read(fetched(shop, tmp_path, keys))).products) == 2


def test_a_second_factor(shop: Magento, tmp_path: Path) -> None:
    shop.otp = "123456"
    shop.products = [product(1, "A")]
    assert Result(read(fetched(shop, tmp_path, {**USER, "otp": "123456"}))).only.key == "A"
    with pytest.raises(SourceError) as refused:
        fetched(shop, tmp_path, {**USER, "otp": "999999"})
    assert refused.value.code == "source.keys_refused"


def test_a_token_that_ends_on_the_way_is_renewed(shop: Magento, tmp_path: Path) -> None:
    shop.products = [product(number, f"P{number}") for number in range(1, 151)]

    class Ending(FixedClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if shop.asked.count("products") == 1:
                shop.tokens.discard("admin-token-1")

    assert len(Result(read(fetched(shop, tmp_path, USER, clock=Ending()))).products) == 150


def test_a_busy_shop_is_asked_again_and_a_wrong_key_is_not(shop: Magento, tmp_path: Path) -> None:
    shop.products = [product(1, "A")]
    shop.fail = [JSONResponse({"message": "maintenance"}, 503, {"Retry-After": "30"}) for _ in range(3)]
    clock = FixedClock()
    began = clock.now
    assert Result(read(fetched(shop, tmp_path, clock=clock))).only.key == "A"
    assert clock.now - began >= 90_000
    shop.asked.clear()
    with pytest.raises(SourceError) as refused:
        fetched(shop, tmp_path, {"access_token": "wrong"})
    assert (refused.value.code, len(shop.asked)) == ("source.keys_refused", 1)
    with pytest.raises(ConfigError) as missing:
        fetched(shop, tmp_path, {})
    assert missing.value.code == "source.keys_missing"


def test_what_is_left_out_is_told(shop: Magento, tmp_path: Path) -> None:
    shop.products = [
        product(1, "V", "virtual"),
        product(2, "G", "grouped"),
        product(3, "B", "bundle"),
        product(4, "H", visibility=1),
        product(5, "C", "configurable"),
        product(6, "S/1", "configurable"),
        product(7, "N", price=0, name="", custom={"size": "777"}),
    ]
    shop.children = {"C": []}
    result = Result(read(fetched(shop, tmp_path)))
    assert sorted(result.codes) == [
        "feed.name_missing",
        "feed.price_missing",
        "feed.skipped_bundle",
        "feed.skipped_grouped",
        "feed.skipped_not_visible",
        "feed.skipped_virtual",
        "feed.variants_missing",
        "feed.variants_missing",
    ]
    assert result.products["N"].params == ()


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("", "", (2000, 2550)),
        ("2023-11-01 00:00:00", "2023-11-30 00:00:00", (2000, 2550)),
        ("2023-11-14 00:00:00", "2023-11-14 00:00:00", (2000, 2550)),
        ("2023-11-15 00:00:00", "", (2550, None)),
        ("", "2023-11-13 00:00:00", (2550, None)),
    ],
)
def test_a_special_price_counts_between_its_days(
    shop: Magento, tmp_path: Path, first: str, last: str, expected: tuple[int, int | None]
) -> None:
    """The clock stands at 2023-11-14 22:13 UTC."""
    days = {"special_from_date": first, "special_to_date": last}
    shop.products = [product(1, "A", custom={"special_price": "20.00", **days})]
    (sku,) = Result(read(fetched(shop, tmp_path))).only.skus
    assert (sku.price, sku.old_price) == expected


def test_only_what_changed_since_and_all_stocks(shop: Magento, tmp_path: Path) -> None:
    tee(shop)
    first = fetched(shop, tmp_path)
    assert first.seen.last_modified == "2026-11-01 10:00:00"
    shop.products[0].update(updated_at="2026-11-02 08:00:00", price=30)
    shop.products.append(product(9, "NEW", updated_at="2026-11-02 09:00:00"))
    for one in shop.products[1:3]:
        one["updated_at"] = "2026-10-01 00:00:00"
    items = read(fetched(shop, tmp_path, seen=first.seen))
    assert OnlyChanges() in items
    updates = {item.code: (item.price, item.stock) for item in items if isinstance(item, SkuUpdate)}
    assert updates == {"T-S": (3000, 7), "T-M": (None, 0)}
    assert list(Result(item for item in items if not isinstance(item, SkuUpdate | OnlyChanges)).products) == ["NEW"]


def test_after_a_day_everything_is_asked_for_again(shop: Magento, tmp_path: Path) -> None:
    tee(shop)
    clock = FixedClock()
    first = fetched(shop, tmp_path, clock=clock)
    clock.sleep(25 * 3600)
    again = fetched(shop, tmp_path, seen=first.seen, clock=clock)
    assert (first.partial, again.partial) == (False, False)


@pytest.mark.parametrize("address", ["ftp://shop.example", "shop.example", "http://"])
def test_addresses_that_are_none(tmp_path: Path, address: str) -> None:
    with pytest.raises(AliexportError) as refused:
        fetch_magento(address, tmp_path, FixedClock(), SourceSettings(), TOKEN, Seen(), FetchLimits())
    assert refused.value.code == "source.address"


def test_an_import_into_the_file(shop: Magento, tmp_path: Path) -> None:
    tee(shop)
    workspace = make_workspace(tmp_path)
    with closing(workspace.open()) as db:
        settings = SourceSettings(kind="magento_rest")
        sources.add(db, Source("shop", shop.address, encode(settings)), workspace.clock.now_ms())
        with pytest.raises(ConfigError) as refused:
            import_source(workspace, db, "shop")
        assert refused.value.code == "source.keys_missing"
        Secrets(workspace.secrets).set_keys("shop", TOKEN)
        first = import_source(workspace, db, "shop")
        assert (first.counts.products, first.counts.skus, first.counts.new) == (1, 2, 1)
        shop.source_items = [{"sku": "T-S", "source_code": "central", "quantity": 3, "status": 1}]
        second = import_source(workspace, db, "shop")
        assert (second.counts.changed, second.counts.vanished) == (1, 0)
        assert db.rows("SELECT code, stock FROM sku ORDER BY code") == [("T-M", 0), ("T-S", 3)]


def test_a_look_asks_for_few_products(shop: Magento, tmp_path: Path) -> None:
    shop.products = [product(number, f"S{number}", visibility=4 if number > 100 else 1) for number in range(1, 401)]
    settings = SourceSettings(kind="magento_rest")
    found = fetch_magento(shop.address, tmp_path, FixedClock(), settings, TOKEN, Seen(), FetchLimits(products=50))
    assert len(Result(read(found)).products) == 100
    assert sum(asked == "products" for asked in shop.asked) == 2


def lines(folder: Path, *said: dict[str, Any]) -> Result:
    path = folder / "feed.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in said), encoding="utf-8")
    return Result(read_magento_rest(path, SourceSettings(kind="magento_rest"), "shop"))


def test_what_stands_twice_counts_once(tmp_path: Path) -> None:
    child = product(5, "C")
    children = [child, dict(child), product(6, "C", price=9), product(7, "")]
    parent = {"product": product(4, "P", "configurable"), "children": children, "stocks": {}}
    alone = {"product": product(1, "A"), "children": [], "stocks": {"A": 1}}
    stock = {"stock": {"sku": "Z", "quantity": 2}}
    result = lines(tmp_path, {"product": alone}, {"product": alone}, {"product": parent}, stock, stock)
    assert sorted(result.products) == ["A", "P"]
    assert [sku.code for sku in result.products["P"].skus] == ["C"]
    told = [code for code in result.codes if code.startswith("feed.id_")]
    assert sorted(told) == ["feed.id_conflict", "feed.id_conflict", "feed.id_missing", "feed.id_repeated"]
    assert {key: update.stock for key, update in result.updates.items()} == {"Z": 2}


@pytest.mark.parametrize("quantity", ["1e999999999", "NaN", "9" * 40, "x", None, [1]])
def test_a_stock_that_is_no_number_is_none(tmp_path: Path, quantity: object) -> None:
    said = {"product": product(1, "A"), "children": [], "stocks": {"A": quantity}}
    result = lines(tmp_path, {"shop": {"at": "x"}}, {"product": said})
    assert result.only.skus[0].stock is None


@pytest.mark.parametrize("total", ["x", None, 10**15, "1e999999999", [7]])
def test_a_total_that_is_none_ends_with_the_pages(tmp_path: Path, total: object) -> None:
    """The last page again and again, as `sources.md` §1.3 has it."""

    class Wrong(Magento):
        def _page(self, items: list[dict[str, Any]], query: Mapping[str, str], sort: str) -> Response:
            said = json.loads(bytes(super()._page(items, query, sort).body))
            return JSONResponse({**said, "total_count": total})

    with Wrong() as shop:
        shop.products = [product(number, f"P{number}") for number in range(1, 151)]
        shop.source_items = [{"sku": "P1", "source_code": "s", "quantity": "sNaN", "status": 1}]
        shop.source_items += [{"sku": "P1", "source_code": code, "quantity": "1e999999999", "status": 1} for code in "ab"]
        result = read(fetched(shop, tmp_path))
    products = [item for item in result if isinstance(item, ReadProduct)]
    assert len(products) == 150
    assert products[0].product.skus[0].stock == 0
