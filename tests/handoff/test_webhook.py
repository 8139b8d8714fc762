"""An address of the shop's own, over real HTTP."""

from collections.abc import Iterator

import pytest
from starlette.responses import JSONResponse, Response

from aliexport_tui.handoff.target import HandOffTrouble
from aliexport_tui.handoff.webhook import Webhook
from aliexport_tui.model.clock import SystemClock
from tests.handoff.parcels import NUMBER, Memory, parcel
from tests.support.shops.serving import LOSE, told
from tests.support.shops.webhook import SECRET
from tests.support.shops.webhook import Webhook as Shop


@pytest.fixture(scope="module")
def serving() -> Iterator[Shop]:
    with Shop() as shop:
        yield shop


@pytest.fixture
def shop(serving: Shop) -> Shop:
    serving.taken.clear()
    serving.repeated.clear()
    serving.faults.clear()
    return serving


@pytest.fixture
def target(shop: Shop) -> Iterator[Webhook]:
    made = Webhook(f"{shop.address}/orders", 5, SECRET, SystemClock())
    yield made
    made.close()


def test_signed_and_taken(shop: Shop, target: Webhook) -> None:
    assert Memory().deliver(target, parcel()).reference == f"WAE-{NUMBER}"
    (document,) = shop.taken.values()
    assert document["marketplace_number"] == NUMBER


def test_a_repetition_is_taken_too(shop: Shop, target: Webhook) -> None:
    shop.faults = [LOSE]
    with pytest.raises(HandOffTrouble, match=r"handoff\.unreachable") as caught:
        Memory().deliver(target, parcel())
    assert (caught.value.fate, caught.value.again) == ("unknown", True)
    assert Memory().deliver(target, parcel(doubt=True)).reference == f"WAE-{NUMBER}"
    assert (len(shop.taken), len(shop.repeated)) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "code", "again", "after_s"),
    [
        (told("slow down", 429, Retry_After="90"), "handoff.busy", True, 90.0),
        (told("closed", 503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), "handoff.busy", True, 0.0),
        (told("oops", 500), "handoff.server_trouble", True, None),
        (told("unknown goods", 422), "handoff.refused", False, None),
        (told("who are you", 401), "handoff.keys_refused", True, None),
        (Response(status_code=302, headers={"Location": "http://elsewhere.example/"}), "handoff.redirect", True, None),
        (JSONResponse({"message": f"secret {SECRET}"}, 400), "handoff.refused", False, None),
    ],
)
def test_what_is_no_success(
    shop: Shop, target: Webhook, answer: Response, code: str, again: bool, after_s: float | None
) -> None:
    shop.faults = [answer]
    with pytest.raises(HandOffTrouble) as caught:
        Memory().deliver(target, parcel())
    assert (caught.value.code, caught.value.again, caught.value.after_s) == (code, again, after_s)
    assert SECRET not in str(caught.value)
    assert shop.taken == {}


def test_nobody_there() -> None:
    target = Webhook("http://127.0.0.1:9/orders", 5, SECRET, SystemClock())
    with pytest.raises(HandOffTrouble, match=r"handoff\.unreachable") as caught:
        Memory().deliver(target, parcel())
    target.close()
    assert (caught.value.fate, caught.value.wide) == ("not_taken", True)


def test_a_try_hands_over_nothing(shop: Shop, target: Webhook) -> None:
    target.check()
    assert (shop.tests, shop.taken) == (1, {})


@pytest.mark.parametrize(
    ("url", "secret", "code"),
    [
        ("http://shop.example/orders", SECRET, "handoff.plain_http"),
        ("ftp://shop.example/orders", SECRET, "handoff.address"),
        ("https://user:word@shop.example/orders", SECRET, "handoff.address"),
        ("https://shop.example/orders", "", "handoff.keys_missing"),
    ],
)
def test_where_no_order_goes(url: str, secret: str, code: str) -> None:
    with pytest.raises(HandOffTrouble) as caught:
        Webhook(url, 5, secret, SystemClock())
    assert caught.value.code == code
