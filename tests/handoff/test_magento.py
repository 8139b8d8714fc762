"""Orders in a Magento 2, directly and by cart, over real HTTP: each once, whatever breaks off."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec
import pytest
from starlette.responses import Response

from aliexport_tui.handoff.magento.address import address_of, country_code
from aliexport_tui.handoff.magento.cart import MagentoCart
from aliexport_tui.handoff.magento.direct import MagentoDirect, entity
from aliexport_tui.handoff.magento.goods import Goods
from aliexport_tui.handoff.magento.shop import MagentoShop
from aliexport_tui.handoff.target import HandOffTrouble, Parcel, Target
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.order import Buyer
from tests.handoff.parcels import NUMBER, ORDER, Dying, Killed, Memory, parcel
from tests.support.shops.magento_orders import TOKEN, USER, MagentoOrders
from tests.support.shops.serving import LOSE, told

WAYS = ("direct", "cart")


@pytest.fixture(scope="module")
def serving() -> Iterator[MagentoOrders]:
    with MagentoOrders() as shop:
        yield shop


@pytest.fixture
def shop(serving: MagentoOrders) -> MagentoOrders:
    address, server, thread = serving.address, serving._server, serving._thread
    MagentoOrders.__init__(serving)
    serving.address, serving._server, serving._thread = address, server, thread
    serving.products = {"CUP-1": {"status": 1, "stock": 5}, "=2+2": {"status": 1, "stock": 5}}
    return serving


def _target(shop: MagentoOrders, way: str, *, disabled: bool = False, keys: Mapping[str, str] | None = None) -> Target:
    asked = MagentoShop(shop.address, "default", keys or {"access_token": TOKEN}, SystemClock(), seconds=5)
    return (MagentoDirect if way == "direct" else MagentoCart)(asked, disabled=disabled)


def _deliver(shop: MagentoOrders, way: str, memory: Memory, parcel: Parcel, *, disabled: bool = False) -> str:
    target = _target(shop, way, disabled=disabled)
    try:
        return memory.deliver(target, parcel).reference
    finally:
        target.close()


def test_made_directly_with_the_marketplaces_sums(shop: MagentoOrders) -> None:
    assert _deliver(shop, "direct", Memory(), parcel()) == f"AE-{NUMBER}"
    (order,) = shop.orders.values()
    assert (order["increment_id"], order["ext_order_id"]) == (f"AE-{NUMBER}", NUMBER)
    assert (order["grand_total"], order["shipping_amount"], order["discount_amount"]) == (3150.00, 200.00, -100.00)
    assert [(item["sku"], item["qty_ordered"], item["product_id"]) for item in order["items"]] == [
        ("CUP-1", 2, 1),
        ("=2+2", 1, 2),
    ]
    assert order["billing_address"]["country_id"] == "RU"
    assert order["payment"]["method"] == "checkmo"


def test_another_prefix_makes_no_other_order(shop: MagentoOrders) -> None:
    _deliver(shop, "direct", Memory(), parcel())
    _deliver(shop, "direct", Memory(), msgspec.structs.replace(parcel(doubt=True), number=f"XX-{NUMBER}"))
    assert len(shop.orders) == 1


def test_made_by_cart_with_a_note_of_the_marketplaces_number(shop: MagentoOrders) -> None:
    assert _deliver(shop, "cart", Memory(), parcel()) == "000000001"
    assert len(shop.of_marketplace(NUMBER)) == 1
    assert shop.carts["cart00000001"]["address"]["countryId"] == "RU"


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_is_lost_after_any_request(shop: MagentoOrders, way: str) -> None:
    """And whoever comes next is another process, which knows what was remembered."""
    _deliver(shop, way, Memory(), parcel("1"))
    requests = len(shop.asked)
    for number in range(requests):
        name = str(5_000_000_000_000_100 + number)
        memory = Memory()
        shop.faults = [*[None] * number, LOSE]
        with pytest.raises(HandOffTrouble) as caught:
            _deliver(shop, way, memory, parcel(name))
        assert caught.value.again
        _deliver(shop, way, memory, parcel(name, doubt=True))
        assert len(shop.of_marketplace(name)) == 1, (way, number)
    assert len(shop.orders) == requests + 1
    assert shop.doubled == []


@pytest.mark.parametrize("after", [False, True])
def test_killed_around_what_a_cart_remembers(shop: MagentoOrders, after: bool) -> None:
    memory = Dying(after=after)
    with pytest.raises(Killed):
        _deliver(shop, "cart", memory, parcel())
    next_one = Memory()
    next_one.kept = memory.kept
    _deliver(shop, "cart", next_one, parcel(doubt=True))
    assert len(shop.of_marketplace(NUMBER)) == len(shop.orders) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("products", "code", "again"),
    [
        ({"CUP-1": {"status": 1, "stock": 5}}, "handoff.sku_unknown", False),
        ({"CUP-1": {"status": 2, "stock": 5}, "=2+2": {"status": 1, "stock": 5}}, "handoff.sku_disabled", False),
    ],
)
def test_goods_that_magento_does_not_sell(
    shop: MagentoOrders, way: str, products: dict[str, dict[str, int]], code: str, again: bool
) -> None:
    good, shop.products = shop.products, products
    memory = Memory()
    with pytest.raises(HandOffTrouble) as caught:
        _deliver(shop, way, memory, parcel())
    assert (caught.value.code, caught.value.again) == (code, again)
    shop.products = good  # a person has mended it
    _deliver(shop, way, memory, parcel())
    assert len(shop.orders) == 1


def test_disabled_goods_are_fine_where_the_settings_say_so(shop: MagentoOrders) -> None:
    shop.products["CUP-1"]["status"] = 2
    _deliver(shop, "direct", Memory(), parcel(), disabled=True)
    assert len(shop.orders) == 1


def test_the_cart_refuses_what_is_out_of_stock(shop: MagentoOrders) -> None:
    shop.products["CUP-1"]["stock"] = 1
    with pytest.raises(HandOffTrouble, match=r"handoff\.not_sold") as caught:
        _deliver(shop, "cart", Memory(), parcel())
    assert caught.value.args_by_name == {"sku": "CUP-1", "reason": "The requested qty is not available"}
    assert not caught.value.again


def test_a_cart_that_was_refused_is_looked_for_and_then_left(shop: MagentoOrders) -> None:
    memory = Memory()
    target = _target(shop, "cart")
    shop.faults = [*[None] * 7, told("The payment method isn't available.", 400)]
    with pytest.raises(HandOffTrouble, match=r"handoff\.refused"):
        memory.deliver(target, parcel())
    assert shop.asked[-1] == "PUT /rest/default/V1/guest-carts/cart00000001/order"
    memory.deliver(target, parcel())
    target.close()
    assert (len(shop.carts), len(shop.orders)) == (2, 1)


@pytest.mark.parametrize("way", WAYS)
def test_a_cancellation(shop: MagentoOrders, way: str) -> None:
    reference = _deliver(shop, way, Memory(), parcel())
    gone = parcel(kind="cancelled", reference=reference)
    for _ in range(2):
        assert _deliver(shop, way, Memory(), gone) == reference
    assert shop.orders[1]["state"] == "canceled"
    shop.orders[1]["state"] = "complete"
    with pytest.raises(HandOffTrouble, match=r"handoff\.not_cancelled"):
        _deliver(shop, way, Memory(), gone)
    with pytest.raises(HandOffTrouble, match=r"handoff\.order_gone"):
        _deliver(shop, way, Memory(), parcel(kind="cancelled", reference="none"))


@pytest.mark.parametrize("way", WAYS)
def test_nothing_goes_without_an_email_or_keys(shop: MagentoOrders, way: str) -> None:
    with pytest.raises(HandOffTrouble, match=r"handoff\.no_email") as caught:
        _deliver(shop, way, Memory(), parcel(customer_email=""))
    assert caught.value.wide
    target = _target(shop, way, keys={"user": "half"})
    with pytest.raises(HandOffTrouble, match=r"handoff\.keys_missing"):
        target.check()
    target.close()


def test_signed_in_anew_when_the_token_has_ended(shop: MagentoOrders) -> None:
    target = _target(shop, "direct", keys={"user": USER["username"], "password": USER["password"]})
    Memory().deliver(target, parcel("1"))
    shop.tokens.clear()  # four hours later
    Memory().deliver(target, parcel("2"))
    target.close()
    assert (shop.signed_in, len(shop.orders)) == (2, 2)


def test_an_answer_that_is_no_json_leaves_it_open(shop: MagentoOrders) -> None:
    shop.faults = [None, None, None, Response("<html>Notice: Undefined index</html>", media_type="text/html")]
    target = _target(shop, "direct")
    with pytest.raises(HandOffTrouble, match=r"handoff\.answer_unreadable") as caught:
        Memory().deliver(target, parcel())
    target.close()
    assert (caught.value.fate, caught.value.again) == ("unknown", True)


@pytest.mark.parametrize(
    ("told_country", "code"), [("RU", "RU"), ("Россия", "RU"), ("by", "BY"), ("Беларусь", "BY"), ("", "RU"), ("?", "RU")]
)
def test_countries(told_country: str, code: str) -> None:
    assert country_code(told_country) == code


def test_an_address_of_the_older_kind() -> None:
    address = address_of(parcel(buyer=Buyer(name="Анна", address="Россия, Пример, ул. 1")))
    assert (address["firstname"], address["lastname"], address["street"], address["city"]) == (
        "Анна",
        "-",
        ["Россия, Пример, ул. 1"],
        "-",
    )


def test_sums_hold_whatever_the_marketplace_took_off() -> None:
    goods = {"CUP-1": Goods("1", "simple"), "=2+2": Goods("2", "simple")}
    for total in (0, 1, 295_000, 305_001, 999_999):
        made = entity(parcel(order=msgspec.structs.replace(ORDER, total=total)), goods)
        sums = {name: made[name] for name in ("subtotal", "shipping_amount", "discount_amount", "grand_total")}
        assert all(isinstance(one, Decimal) for one in sums.values())
        assert made["grand_total"] == Decimal(total) / 100
        shown = [Decimal(str(sums[name])) for name in ("subtotal", "shipping_amount", "discount_amount")]
        assert sum(shown) == made["grand_total"]
