"""A WooCommerce shop over its REST, by a server of the tests' own."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import encode
from aliexport_tui.model.errors import AliexportError, ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, ShopCategory, SkuUpdate
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen
from aliexport_tui.sources.reading import Item, OnlyChanges
from aliexport_tui.sources.rest import api
from aliexport_tui.sources.rest.lines import Lines
from aliexport_tui.sources.rest.woo import read_woo_rest
from aliexport_tui.sources.rest.woo_fetch import fetch_woo
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import catalogue, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.sources import Source
from tests.sources.support import SHARED, Result
from tests.support.shop import FixedClock, make_workspace
from tests.support.shops.woo import KEYS, TLS, Woo, product, variation

WOO = SourceSettings(kind="woo_rest")
DAY_MS = 24 * 3600 * 1000


@pytest.fixture(scope="module")
def server() -> Iterator[Woo]:
    with Woo() as woo:
        yield woo


@pytest.fixture
def shop(server: Woo) -> Woo:
    """As new."""
    fresh = vars(Woo())
    for name, value in fresh.items():
        if not name.startswith("_") or name == "_nonces":
            setattr(server, name, value)
    return server


def fetched(
    shop: Woo,
    folder: Path,
    seen: Seen = Seen(),  # noqa: B008 (frozen)
    *,
    keys: Mapping[str, str] = KEYS,
    clock: FixedClock | None = None,
    limits: FetchLimits = FetchLimits(),  # noqa: B008 (frozen)
    path: str = "",
) -> Fetched:
    return fetch_woo(shop.address + path, folder, clock or FixedClock(), WOO, keys, seen, limits)


def read(found: Fetched, settings: SourceSettings = WOO) -> list[Item]:
    assert found.path is not None
    return list(read_woo_rest(found.path, settings, "shop"))


def result_of(shop: Woo, folder: Path, settings: SourceSettings = WOO, **more: Any) -> Result:
    return Result(read(fetched(shop, folder, **more), settings))


def refusal(shop: Woo, folder: Path, **more: Any) -> AliexportError:
    with pytest.raises(AliexportError) as caught:
        fetched(shop, folder, **more)
    return caught.value


def pages(shop: Woo) -> list[str]:
    """Which pages of products were asked for."""
    return [line.split("&")[1] for line in shop.asked if line.startswith("products&page=")]


def many(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [product(number, f"S{number}") for number in range(first, first + count)]


def tee(shop: Woo) -> None:
    shop.categories = [
        {"id": 9, "name": "Clothing &amp; more", "parent": 0},
        {"id": 14, "name": "T-shirts", "parent": 9},
    ]
    shop.products = [
        product(
            20,
            "T",
            type="variable",
            name="Tee &#8211; soft",
            description="<p>Soft</p>\n",
            short_description="<p>Short</p>",
            price="18",
            regular_price="",
            manage_stock=True,
            stock_quantity=5,
            weight="0.2",
            dimensions={"length": "30", "width": "20", "height": "2"},
            categories=[{"id": 9, "name": "Clothing"}, {"id": 14, "name": "T-shirts"}],
            tags=[{"id": 1, "name": "Summer"}],
            brands=[{"id": 3, "name": "Ёлка"}],
            images=[{"src": "https://s/main.jpg"}, {"src": "https://s/back.jpg"}],
            attributes=[
                {"id": 6, "name": "Color", "variation": True, "options": ["Black", "Green"]},
                {"id": 0, "name": "Size", "variation": True, "options": ["S", "M"]},
                {"id": 0, "name": "Fabric", "variation": False, "options": ["Cotton", "Wool"]},
            ],
            meta_data=[
                {"id": 1, "key": "season", "value": "2026"},
                {"id": 2, "key": "_edit", "value": "1"},
                {"id": 3, "key": "tree", "value": {"a": 1}},
            ],
        )
    ]
    black = {"id": 6, "name": "Color", "option": "Black"}
    shop.variations[20] = [
        variation(
            21,
            "T-B-S",
            attributes=[black, {"id": 0, "name": "Size", "option": "S"}],
            regular_price="20.00",
            sale_price="18.50",
            price="18.50",
            on_sale=True,
            manage_stock=True,
            stock_quantity=7,
            global_unique_id="4600000000001",
            image={"src": "https://s/black.jpg"},
        ),
        variation(
            22, "T", attributes=[black], manage_stock="parent", stock_quantity=5, sale_price="1", weight="0.3", image=None
        ),
        variation(23, "T-G-M", "Green", stock_status="onbackorder", status="publish", image={"src": "https://s/main.jpg"}),
        variation(24, "T-X", "Green", status="private"),
    ]


def test_a_variable_product_with_its_variations(shop: Woo, tmp_path: Path) -> None:
    tee(shop)
    result = result_of(shop, tmp_path)
    shirt = result.only
    assert (shirt.key, shirt.name, shirt.category, shirt.brand, shirt.currency) == ("T", "Tee – soft", "14", "Ёлка", "RUB")
    assert (shirt.description, shirt.url) == ("<p>Soft</p>", "https://shop.example/product/20/")
    assert [shirt.weight, shirt.length, shirt.width, shirt.height] == [Decimal("0.3"), 30, 20, 2]
    assert shirt.pictures == ("https://s/main.jpg", "https://s/back.jpg")
    assert shirt.params == (Param("Fabric", "Cotton"), Param("Fabric", "Wool"))
    assert shirt.fields == {
        "Visibility in catalog": "visible",
        "Tags": "Summer",
        "Categories": "Clothing, T-shirts",
        "Short description": "<p>Short</p>",
        "Meta: season": "2026",
    }
    assert [(sku.code, sku.price, sku.old_price, sku.stock, sku.available, sku.barcode) for sku in shirt.skus] == [
        ("T-B-S", 1850, 2000, 7, True, "4600000000001"),
        ("id:22", 10000, None, 5, True, ""),
        ("T-G-M", 10000, None, 0, False, ""),
    ]
    assert [(sku.params, sku.pictures) for sku in shirt.skus] == [
        ((Param("Color", "Black"), Param("Size", "S")), ("https://s/black.jpg",)),
        ((Param("Color", "Black"),), ()),
        ((Param("Color", "Green"),), ("https://s/main.jpg",)),
    ]
    assert list(result.categories.values()) == [
        ShopCategory("9", "Clothing & more"),
        ShopCategory("14", "T-shirts", "9"),
    ]
    told = [(problem.code, problem.place.key, problem.args) for problem in (*result.file_problems, *result.problems)]
    assert told == [
        ("feed.skipped_draft", "T-X", {"status": "private"}),
        ("feed.sku_missing", "id:22", {"sku": "id:22"}),
        ("feed.variation_any", "id:22", {"attribute": "Size", "values": "S, M"}),
        ("feed.variation_any", "T-G-M", {"attribute": "Size", "values": "S, M"}),
        ("feed.stock_shared", "T", {"stock": "5", "count": "2"}),
    ]


def test_all_pages_are_asked_for_once_in_the_order_of_the_numbers(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(250)
    assert list(result_of(shop, tmp_path).products) == [f"S{number}" for number in range(1, 251)]
    assert pages(shop) == ["page=1", "page=2", "page=3"]
    assert all("per_page=100&orderby=id&order=asc" in line for line in shop.asked if line.startswith("products&page"))


@pytest.mark.parametrize("count", [0, 1, 100, 200])
@pytest.mark.parametrize("repeats", [False, True])
def test_a_shop_that_tells_no_totals_is_read_to_its_end(shop: Woo, tmp_path: Path, count: int, repeats: bool) -> None:
    shop.tells_totals, shop.repeats_last_page = False, repeats
    shop.products = many(count)
    assert len(result_of(shop, tmp_path).products) == count
    assert len(pages(shop)) <= 3


def test_a_last_page_that_repeats_itself_doubles_nothing(shop: Woo, tmp_path: Path) -> None:
    shop.products, shop.repeats_last_page = many(150), True

    def shrink(route: str) -> None:
        if pages(shop) == ["page=1", "page=2"]:
            shop.products = shop.products[:90]

    shop.meanwhile = shrink
    assert len(result_of(shop, tmp_path).products) == 100


def test_what_is_deleted_on_the_way_hides_nothing(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(250)

    def delete(route: str) -> None:
        if pages(shop) == ["page=1", "page=2"] and len(shop.products) == 250:
            del shop.products[:3]

    shop.meanwhile = delete
    assert list(result_of(shop, tmp_path).products) == [*(f"S{number}" for number in range(1, 101)), *(
        f"S{number}" for number in range(104, 251)
    ), "S101", "S102", "S103"]  # fmt: skip


def test_what_is_added_on_the_way_comes_too(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(200)

    def add(route: str) -> None:
        if pages(shop) == ["page=1", "page=2"] and len(shop.products) == 200:
            shop.products += [product(900, "new")]

    shop.meanwhile = add
    assert "new" in result_of(shop, tmp_path).products


def test_a_product_deleted_before_its_variations_are_asked_for(shop: Woo, tmp_path: Path) -> None:
    tee(shop)

    def delete(route: str) -> None:
        if route.endswith("variations"):
            shop.products = [product(1, "S1")]

    shop.meanwhile = delete
    assert result_of(shop, tmp_path).codes == ["feed.skipped_no_variations"]


def test_a_busy_shop_is_asked_again_when_it_wishes(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(1)
    shop.fail = [
        Response("busy", 503, {"Retry-After": "70"}),
        Response("too many", 429, {"Retry-After": "Tue, 14 Nov 2023 22:15:20 GMT"}),
        Response("", 502),
        HTMLResponse("<h1>Error establishing a database connection</h1>", 500),
    ]
    clock = FixedClock()
    began = clock.now
    assert len(result_of(shop, tmp_path, clock=clock).products) == 1
    # 70 s as it asks, to 22:15:20 (two minutes after the start) by the date, 8 s and 16 s of our own.
    assert 120_000 + 24_000 <= clock.now - began <= 120_000 + 26_000


def test_a_shop_that_stays_broken_is_given_up(shop: Woo, tmp_path: Path) -> None:
    shop.fail = [JSONResponse({"message": "Down for maintenance"}, 503)] * 20
    error = refusal(shop, tmp_path)
    assert (error.code, error.args_by_name) == ("source.http_status", {"status": "503", "reason": "Down for maintenance"})
    assert len(shop.fail) == 20 - api.TRIES


def test_nobody_waits_beyond_the_time_of_an_import(shop: Woo, tmp_path: Path) -> None:
    shop.fail = [Response("", 503, {"Retry-After": "200"})] * 20
    clock = FixedClock()
    began = clock.now
    assert refusal(shop, tmp_path, clock=clock, limits=FetchLimits(api_s=250)).code == "source.http_status"
    assert clock.now - began == 200_000


def test_a_slow_shop_times_out_and_nobody_there_is_told(tmp_path: Path) -> None:
    with Woo() as shop:
        shop.slow_s = 0.2
        error = refusal(shop, tmp_path, limits=FetchLimits(read_s=0.02))
    assert (error.code, error.args_by_name["seconds"]) == ("source.timeout", "0.02")
    with pytest.raises(AliexportError) as caught:
        fetch_woo("http://127.0.0.1:1", tmp_path, FixedClock(), WOO, KEYS, Seen(), FetchLimits())
    assert caught.value.code == "source.unreachable"


class Hurrying(FixedClock):
    """Ten seconds pass between any two looks at it."""

    def now_ms(self) -> int:
        self.now += 10_000
        return self.now


def test_an_answer_that_drips_is_given_up(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(1)
    assert refusal(shop, tmp_path, clock=Hurrying(), limits=FetchLimits(total_s=5)).code == "source.timeout"


def test_an_answer_that_is_cut_off_is_asked_for_again(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(1)
    shop.fail = [Response('[{"id": 1', headers={"Content-Length": "5000"})] * 2
    assert len(result_of(shop, tmp_path).products) == 1
    shop.fail = [Response('[{"id": 1', headers={"Content-Length": "5000"})] * 20
    assert refusal(shop, tmp_path).code == "source.unreachable"


def test_wrong_keys_are_named_without_being_shown(shop: Woo, tmp_path: Path) -> None:
    error = refusal(shop, tmp_path, keys={**KEYS, "consumer_key": "ck_secret"})
    assert (error.code, error.args_by_name) == (
        "source.keys_refused",
        {"status": "401", "reason": "Consumer key … is invalid."},
    )
    assert refusal(shop, tmp_path, keys={**KEYS, "consumer_secret": "cs_x"}).code == "source.keys_refused"
    assert shop.fail == []


@pytest.mark.parametrize("keys", [{}, {"consumer_key": "ck"}, {"consumer_key": "ck", "consumer_secret": ""}])
def test_missing_keys(shop: Woo, tmp_path: Path, keys: dict[str, str]) -> None:
    error = refusal(shop, tmp_path, keys=keys)
    assert (error.code, "consumer_secret" in error.args_by_name["names"], shop.asked) == ("source.keys_missing", True, [])


@pytest.mark.parametrize("target", ["http://elsewhere.example/wp-json/", "https://127.0.0.1/", "http://127.0.0.1:1/"])
def test_keys_go_to_no_other_host_or_scheme(shop: Woo, tmp_path: Path, target: str) -> None:
    shop.fail = [RedirectResponse(target, 301)]
    assert refusal(shop, tmp_path).code == "source.redirect"


def test_a_redirect_within_the_shop_is_followed_and_signed_anew(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(1)
    shop.fail = [RedirectResponse(f"{shop.address}/wp-json/wc/v3/products?from=old", 302)]
    assert len(result_of(shop, tmp_path).products) == 1
    shop.fail = [RedirectResponse("/wp-json/wc/v3/products")] * 10
    assert refusal(shop, tmp_path).code == "source.redirect"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (HTMLResponse("<!doctype html><title>Sign in</title>"), "source.html"),
        (Response("PHP Notice: [1"), "source.answer_unreadable"),
        (Response(b'[{"name": "\x82"}]'), "source.answer_unreadable"),
        (JSONResponse({"code": "rest_x", "message": "?"}, 400), "source.http_status"),
        (Response("[" * 200_000), "source.answer_unreadable"),
        (Response(b"\x1f\x8bbroken", headers={"Content-Encoding": "gzip"}), "source.gzip_broken"),
    ],
)
def test_answers_that_are_none(shop: Woo, tmp_path: Path, answer: Response, code: str) -> None:
    shop.fail = [answer] * 2
    assert refusal(shop, tmp_path).code == code


def test_an_object_in_place_of_a_list(shop: Woo, tmp_path: Path) -> None:
    shop.fail = [JSONResponse([]), *([JSONResponse({})] * 3), JSONResponse({"items": []})]
    assert refusal(shop, tmp_path).code == "source.answer_unreadable"


def test_answers_beyond_all_measure(shop: Woo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.products = [product(number, "S", description="x" * 5_000) for number in range(10)]
    assert refusal(shop, tmp_path, limits=FetchLimits(max_bytes=20_000)).code == "source.too_large"
    monkeypatch.setattr(api, "LARGEST_ANSWER", 20_000)
    assert refusal(shop, tmp_path).code == "source.too_large"


@pytest.mark.parametrize("location", ["ftp://shop.example", "shop.example", "http://"])
def test_addresses_that_are_none(tmp_path: Path, location: str) -> None:
    with pytest.raises(ConfigError) as caught:
        fetch_woo(location, tmp_path, FixedClock(), WOO, KEYS, Seen(), FetchLimits())
    assert caught.value.code == "source.address"


@pytest.mark.parametrize("path", ["", "/", "/wp-json/wc/v3/", "/wp-json", "/?rest_route=/wc/v3"])
@pytest.mark.parametrize("fine", [True, False])
def test_with_and_without_fine_addresses(shop: Woo, tmp_path: Path, path: str, fine: bool) -> None:
    shop.products, shop.fine_addresses = many(2), fine
    assert len(result_of(shop, tmp_path, path=path).products) == 2


def test_over_https_the_keys_are_user_and_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "cert.pem"))
    with Woo(tls=True) as shop:
        shop.products = many(1)
        assert len(result_of(shop, tmp_path).products) == 1
        assert set(shop.proofs) == {"basic"}
        shop.keeps_header_from_php = True
        shop.proofs.clear()
        assert len(result_of(shop, tmp_path).products) == 1
        assert set(shop.proofs) == {"oauth"}
        assert refusal(shop, tmp_path, keys={**KEYS, "consumer_secret": "cs"}).code == "source.keys_refused"


def test_units_and_currency_of_the_shop(shop: Woo, tmp_path: Path) -> None:
    shop.products = [product(1, "S", weight="2", dimensions={"length": "10", "width": "4", "height": "3.5"})]
    shop.settings = {
        "products/woocommerce_weight_unit": "lbs",
        "products/woocommerce_dimension_unit": "in",
        "general/woocommerce_currency": "EUR",
    }
    found = result_of(shop, tmp_path).only
    assert (found.weight, found.length, found.height, found.currency) == (
        Decimal("0.907"),
        Decimal("25.4"),
        Decimal("8.89"),
        "EUR",
    )


def test_units_that_the_keys_may_not_see(shop: Woo, tmp_path: Path) -> None:
    shop.settings.clear()
    shop.products = [product(1, "S", weight="2", categories=[{"id": 5, "name": "Дом"}])]
    result = result_of(shop, tmp_path)
    assert (result.only.weight, result.codes) == (Decimal(2), ["feed.units_assumed"])
    assert result.categories == {"5": ShopCategory("5", "Дом")}
    grams = SourceSettings(kind="woo_rest", weight_unit="g", length_unit="mm")
    result = result_of(shop, tmp_path, grams)
    assert (result.only.weight, result.codes) == (Decimal("0.002"), [])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"status": "draft"}, "feed.skipped_draft"),
        ({"status": "private"}, "feed.skipped_draft"),
        ({"virtual": True}, "feed.skipped_virtual"),
        ({"downloadable": True}, "feed.skipped_virtual"),
        ({"type": "external"}, "feed.skipped_external"),
        ({"type": "grouped"}, "feed.skipped_grouped"),
        ({"type": "bundle"}, "feed.skipped_type"),
        ({"type": "variable"}, "feed.skipped_no_variations"),
    ],
)
def test_what_is_left_out_is_told(shop: Woo, tmp_path: Path, more: dict[str, Any], code: str) -> None:
    shop.products = [product(1, "A", **more), product(2, "B")]
    result = result_of(shop, tmp_path)
    assert (list(result.products), result.codes, result.file_problems[0].place.key) == (["B"], [code], "A")


@pytest.mark.parametrize(
    ("more", "price", "old", "stock", "available"),
    [
        ({"regular_price": "10.00", "sale_price": "8", "price": "8", "on_sale": True}, 800, 1000, None, True),
        ({"regular_price": "10", "sale_price": "8", "price": "10", "on_sale": False}, 1000, None, None, True),
        ({"regular_price": "", "price": "7.5"}, 750, None, None, True),
        ({"regular_price": 12.5, "price": 12.5}, 1250, None, None, True),
        ({"manage_stock": True, "stock_quantity": 3}, 10000, None, 3, True),
        ({"manage_stock": True, "stock_quantity": 2.75}, 10000, None, 2, True),
        ({"manage_stock": True, "stock_quantity": -4, "stock_status": "onbackorder"}, 10000, None, 0, False),
        ({"manage_stock": False, "stock_quantity": None, "stock_status": "outofstock"}, 10000, None, 0, False),
    ],
)
def test_prices_and_stocks(
    shop: Woo, tmp_path: Path, more: dict[str, Any], price: int, old: int | None, stock: int | None, available: bool
) -> None:
    shop.products = [product(1, "A", **more)]
    (sku,) = result_of(shop, tmp_path).only.skus
    assert (sku.price, sku.old_price, sku.stock, sku.available) == (price, old, stock, available)


def test_values_of_other_types_than_documented(shop: Woo, tmp_path: Path) -> None:
    """As plug-ins and PHP make them: an object of a list with gaps, false for nothing, numbers of texts."""
    shop.products = [
        product(1, 12345, name=None, images={"1": {"src": "https://s/1.jpg"}}, attributes=False, dimensions=[], weight=1.5),  # type: ignore[arg-type]
        product(2, "B", type=None, categories=[{"id": "7", "name": "X"}, 5], tags=None, meta_data={"a": 1}, images=[{}]),
    ]
    result = result_of(shop, tmp_path)
    assert {key: (one.pictures, one.weight) for key, one in result.products.items()} == {
        "12345": (("https://s/1.jpg",), Decimal("1.5")),
        "B": ((), None),
    }
    assert result.codes == ["feed.name_missing"]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "src", "a"]), inner, max_size=3)
    ),
    max_leaves=5,
)
MEMBERS = st.dictionaries(st.sampled_from(sorted({*product(1), *variation(1), "brands", "parent"})), ANY, max_size=6)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=MEMBERS, other=MEMBERS, partial=ANY)
def test_whatever_a_plug_in_makes_of_a_product_is_read(tmp_path: Path, odd: Any, other: Any, partial: Any) -> None:
    path = tmp_path / "woo.jsonl"
    items = [product(1, "A", type="variable"), {**product(2, "B"), **odd}, {**product(3, "B", type="variable"), **other}]
    children = [variation(4, "B"), {**variation(5), **odd}, {**variation(6), **other}]
    with Lines(path, 1 << 20, Place()) as lines:
        lines.write("shop", {"partial": partial})
        lines.write("category", {"id": 7, "name": "X", **odd})
        for item in items:
            lines.write("product", {"item": item, "variations": children})
    Result(read_woo_rest(path, WOO, "shop"))


@pytest.mark.parametrize("line", [b"{", b"[]\n", b'{"a": 1, "b": 2}\n', b'{"product": "\x82"}\n', b"\n"])
def test_a_file_that_nobody_fetched(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "woo.jsonl"
    path.write_bytes(b'{"shop": {}}\n' + line)
    with pytest.raises(AliexportError) as caught:
        list(read_woo_rest(path, WOO, "shop"))
    assert (caught.value.code, caught.value.place.line) == ("source.broken", 2)


def test_a_sku_of_two_products_blocks_both(shop: Woo, tmp_path: Path) -> None:
    shop.products = [product(1, "S"), product(2, "S"), product(3)]
    result = result_of(shop, tmp_path)
    assert list(result.products) == ["S", "id:2", "id:3"]
    assert [(one.code, one.severity) for one in result.problems] == [
        ("feed.sku_repeated", "error"),
        ("feed.sku_repeated", "error"),
        ("feed.sku_missing", "warning"),
    ]


def test_a_shop_without_products(shop: Woo, tmp_path: Path) -> None:
    assert result_of(shop, tmp_path).codes == ["feed.no_offers"]


def test_only_what_changed_is_asked_for_until_a_day_has_gone(shop: Woo, tmp_path: Path) -> None:
    clock = FixedClock()
    tee(shop)
    shop.products += many(3)
    whole = fetched(shop, tmp_path, clock=clock)
    assert (whole.partial, whole.seen.last_modified) == (False, "2026-11-22T07:55:00")
    shop.now = "Sun, 22 Nov 2026 09:00:00 GMT"
    clock.now += 3600_000
    nothing = fetched(shop, tmp_path, whole.seen, clock=clock)
    assert (nothing.path, nothing.seen) == (None, whole.seen)
    shop.products[1]["date_modified_gmt"] = "2026-11-22T07:58:00"
    shop.products[1]["regular_price"] = "150"
    part = fetched(shop, tmp_path, nothing.seen, clock=clock)
    assert (part.partial, part.seen) == (True, Seen(whole.seen.etag, "2026-11-22T08:55:00"))
    first, *rest = read(part)
    assert isinstance(first, OnlyChanges)
    assert [product.skus[0].price for product in Result(rest).products.values()] == [15000]
    clock.now += DAY_MS
    again = fetched(shop, tmp_path, part.seen, clock=clock)
    assert (again.partial, again.seen.etag > whole.seen.etag, len(Result(read(again)).products)) == (False, True, 4)


def test_what_is_withdrawn_goes_out_of_stock_in_a_partial_file(shop: Woo, tmp_path: Path) -> None:
    tee(shop)
    shop.products += [product(30, "P"), product(31, "Q")]
    clock = FixedClock()
    whole = fetched(shop, tmp_path, clock=clock)
    for one in shop.products[:2]:
        one.update(status="draft", date_modified_gmt="2026-11-22T08:00:01")
    items = read(fetched(shop, tmp_path, whole.seen, clock=clock))
    updates = [(item.code, item.stock) for item in items if isinstance(item, SkuUpdate)]
    assert updates == [("T-B-S", 0), ("id:22", 0), ("T-G-M", 0), ("T-X", 0), ("P", 0)]


def test_a_look_asks_for_few_products(shop: Woo, tmp_path: Path) -> None:
    shop.products = many(400)
    found = fetched(shop, tmp_path, limits=FetchLimits(products=50))
    assert (len(Result(read(found)).products), pages(shop)) == (50, ["page=1"])


def stored(db: Database, code: str) -> tuple[object, ...]:
    """Price and stock of a SKU in the catalogue."""
    (row,) = db.rows("SELECT price, stock FROM sku WHERE code = ?", (code,))
    return tuple(row)


def test_imports_into_a_file(shop: Woo, tmp_path: Path) -> None:
    tee(shop)
    shop.products += many(120, 101)
    workspace = make_workspace(tmp_path)
    clock = workspace.clock
    assert isinstance(clock, FixedClock)
    with closing(workspace.open()) as db:
        sources.add(db, Source("woo", shop.address, encode(WOO)), clock.now)
        with pytest.raises(ConfigError):
            import_source(workspace, db, "woo")
        Secrets(workspace.secrets).set_keys("woo", KEYS)
        first = import_source(workspace, db, "woo")
        assert (first.state, first.counts.products, first.counts.new) == ("done", 121, 121)
        assert stored(db, "T-B-S") == (1850, 7)
        assert import_source(workspace, db, "woo").state == "unchanged"
        shop.products[1].update(regular_price="150", date_modified_gmt="2026-11-22T08:00:01")
        shop.products[2].update(status="draft", date_modified_gmt="2026-11-22T08:00:01")
        del shop.products[3]
        part = import_source(workspace, db, "woo")
        assert (part.state, part.counts.vanished) == ("done", 0)
        assert (stored(db, "S101"), stored(db, "S102"), stored(db, "S103")) == ((15000, None), (10000, 0), (10000, None))
        whole = import_source(workspace, db, "woo", again=True)
        assert (whole.counts.products, whole.counts.vanished) == (119, 2)
        shop.fail = [Response("", 404)] * 4
        with pytest.raises(AliexportError):
            import_source(workspace, db, "woo", again=True)
        assert catalogue.held(db, 1) == 119
    secret = KEYS["consumer_secret"].encode()
    assert [path for path in tmp_path.rglob("*") if secret in path.read_bytes()] == [workspace.secrets]
    assert not list(tmp_path.rglob("*.jsonl"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")
def test_the_answers_of_woocommerces_own_documents(shop: Woo, tmp_path: Path) -> None:
    said = {path.stem: json.loads(path.read_text("utf-8")) for path in (SHARED / "woocommerce_rest").glob("*.json")}
    shop.products = said["products_list"]
    shop.variations[799] = said["variations_list"]
    for one in shop.products:
        one["date_modified_gmt"] = "2026-01-01T00:00:00"
    result = result_of(shop, tmp_path)
    assert list(result.products) == ["id:794", "id:799"]
    assert [len(one.skus) for one in result.products.values()] == [1, len(said["variations_list"])]
    for one in said["products_list"]:
        assert len(result.products[f"id:{one['id']}"].pictures) == len(one["images"])
    prices = [sku.price for sku in result.products["id:799"].skus]
    assert prices == [int(Decimal(one["price"]) * 100) for one in sorted(said["variations_list"], key=lambda one: one["id"])]
