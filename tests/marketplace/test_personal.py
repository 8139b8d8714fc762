"""What people say and where they live is in no record: the document's order with everything planted that could be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.marketplace.local.personal import MASK, Concealment
from tests.marketplace.order_sample import ORDER, page

PLANTED = "Тайна-9Qz"
SECRET_ORDER = {
    **ORDER,
    "buyer_name": PLANTED,
    "buyer_phone": 79991234567,
    "buyer_email": f"{PLANTED}@example.com",
    "delivery_address": f"ул. {PLANTED}",
    "delivery_info": {
        "city": PLANTED,
        "new_member": [PLANTED],
        "id": PLANTED,
        "receiver": {"name": PLANTED, "phone": PLANTED, "status": PLANTED},
    },
    "seller_comment": PLANTED,
    "buyer": {"name": PLANTED, "id": PLANTED},
    "disputes": [{"id": PLANTED, "code": PLANTED, "message": PLANTED}],
    "order_lines": [{**ORDER["order_lines"][0], "buyer_comment": PLANTED, "engraving": PLANTED}],
    "gift": {"lines": [{"name": PLANTED}]},
}


def concealed(*bodies: object) -> list[str]:
    concealment = Concealment()
    return [concealment.body(json.dumps(body, ensure_ascii=False).encode()).decode() for body in bodies]


def test_an_order_without_its_buyer() -> None:
    (told,) = concealed(page(SECRET_ORDER))
    assert PLANTED not in told
    assert "79991234567" not in told
    kept = json.loads(told)["data"]["orders"][0]
    assert kept["buyer_name"] == kept["delivery_info"]["receiver"]["name"] == MASK
    for member in ("id", "created_at", "status", "total_amount", "pre_split_postings", "logistic_orders", "commission"):
        assert kept[member] == ORDER[member]
    line = kept["order_lines"][0]
    assert line == {**ORDER["order_lines"][0], "buyer_comment": MASK, "engraving": MASK}
    assert kept["seller_comment"] == MASK
    assert json.loads(concealed(page(ORDER))[0])["data"]["orders"][0]["order_lines"][0]["buyer_comment"] is None


def test_what_is_asked() -> None:
    (told,) = concealed({"trade_order_id": 5, "tracking_number": "T", "support_phone_number": "+79991234567"})
    assert json.loads(told) == {"trade_order_id": 5, "tracking_number": "T", "support_phone_number": MASK}
    asked = {"page": 1, "update_at_from": "2026-02-01T00:00:00Z", "order_statuses": ["Created"], "order_ids": [5]}
    assert json.loads(concealed(asked)[0]) == asked


def test_the_address_of_a_label() -> None:
    """Whoever has it can see the buyer's."""
    assert json.loads(concealed({"data": {"label_url": "https://labels.example.com/s3cret"}, "error": None})[0]) == {
        "data": {"label_url": MASK},
        "error": None,
    }


def test_a_server_that_repeats_what_it_was_told() -> None:
    asked = {"trade_order_id": 5, "support_phone_number": "8 999 123"}
    said = {"data": None, "error": {"code": "E", "message": "Телефон 8 999 123 (+7 999 123-45-67, a@b.ru): нет заказа 5"}}
    told = json.loads(concealed(asked, said)[1])
    assert told["error"] == {"code": "E", "message": f"Телефон {MASK} ({MASK}, {MASK}): нет заказа 5"}


WHOLE = json.dumps(page(SECRET_ORDER), ensure_ascii=False)


@given(st.integers(0, len(WHOLE)))
def test_an_answer_that_is_cut_off(length: int) -> None:
    """Wherever; a piece of the planted word too."""
    part = WHOLE[:length]
    told = Concealment().body(part.encode()).decode()
    assert PLANTED[:3] not in told
    assert "7999" not in told
    assert Concealment().text(part[:2000]).find(PLANTED[:3]) == -1


@pytest.mark.parametrize("body", ["", "<html>Bad gateway 502</html>", "null", "[]", "{}"])
def test_other_bodies_pass(body: str) -> None:
    assert Concealment().body(body.encode()).decode() == body


def test_escaped_letters_hide_nothing() -> None:
    body = json.dumps(page(SECRET_ORDER))  # every Russian letter as \\uXXXX
    told = Concealment().body(body.encode()).decode()
    assert PLANTED not in told
    assert json.dumps(PLANTED)[1:8] not in told
    assert json.dumps(PLANTED)[1:8] not in Concealment().body(body[:-3].encode()).decode()
