"""Lists of tracks as people paste them and shops write them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.orders.news.carriers import carrier_for
from aliexport_tui.engine.orders.news.pasted import hear, text_of
from aliexport_tui.engine.orders.news.said import News, shown_number
from aliexport_tui.model.order_settings import Carrier, ComingBack

ONE = News("5000000000000001", "T-1", "Demo Courier", line=1)


def news(line: int = 1, **changes: str) -> News:
    return msgspec.structs.replace(ONE, line=line, **changes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5000000000000001 T-1 Demo Courier", (news(),)),
        ("5000000000000001\tT-1\tDemo Courier", (news(),)),
        ("5000000000000001;T-1;Demo Courier", (news(),)),
        ('"5000000000000001","T-1","Demo Courier"', (news(),)),
        ("\n# a note\n5000000000000001; T-1 ;Demo  Courier\n\n", (news(3),)),
        ("'5000000000000001;T-1;Demo Courier", (news(),)),
        ("5000000000000001.0;T-1;Demo Courier", (news(),)),
        ("№ 5000000000000001;T-1;Demo Courier", (news(),)),
        ("Перевозчик;Трек-номер;Номер заказа\nDemo Courier;T-1;5000000000000001", (news(2),)),
        (
            "order_id,tracking_number,provider_name,tracking_url,support_phone\n5000000000000001,T-1,Demo Courier,https://x/T-1,+7",
            (news(2, track_url="https://x/T-1", phone="+7"),),
        ),
        ("order;track;carrier;status\n5000000000000001;;;Доставлен", (news(2, track="", carrier="", status="delivered"),)),
        ("order;track;carrier;status\n5000000000000001;T-1;Demo Courier;Shipped", (news(2),)),
        ('[{"order": 5000000000000001, "track": "T-1", "carrier": "Demo Courier"}]', (news(),)),
        ('{"shipments": [{"order": "5000000000000001", "track": "T-1", "carrier": "Demo Courier"}]}', (news(),)),
        ('{"order": 5000000000000001, "track": "T-1", "carrier": "Demo Courier"}', (news(),)),
        (
            '{"order": 1, "track": "A1", "тк": "B"}\n\n{"id": "5000000000000001", "track": "T-1", "тк": "Demo Courier"}',
            (News("1", "A1", "B", line=1), news(3)),
        ),
        (
            "1\tA1\tB\n5000000000000001 T-1 Demo Courier\n5000000000000001;T-1;Demo Courier",
            (News("1", "A1", "B", line=1), news(2), news(3)),
        ),
        ("", ()),
    ],
)
def test_every_form_is_understood(text: str, found: tuple[News, ...]) -> None:
    heard = hear(text)
    assert (heard.news, heard.bad) == (found, ())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";T-1;Demo", "news.no_order"),
        ("5E+15;T-1;Demo", "news.number_damaged"),
        ("5,00000000000001E+15\tT-1\tDemo", "news.number_damaged"),
        ("5000000000000001;4.60703E+12;Demo", "news.number_damaged"),
        ("5000000000000001;;Demo", "news.no_track"),
        ("5000000000000001;Demo Courier;T-1", "news.track_odd"),
        ("5000000000000001;T-1;" + "x" * 501, "news.too_long"),
        ('{"order": "5000000000000001", "status": "lost"}', "news.status_unknown"),
        ('{"track": "T-1"}', "news.no_order"),
        ("[1]", "news.not_json"),
        ('{"order": 1, "track": "A1", "тк": "B"}\n{"order": ', "news.not_json"),
    ],
)
def test_what_can_not_be_understood_is_told_with_its_line(row: str, code: str) -> None:
    heard = hear(row)
    assert [one.code for one in heard.bad] == [code]
    assert heard.bad[0].line == row.count("\n") + 1


def test_a_bad_row_takes_nothing_from_the_others() -> None:
    heard = hear("5000000000000001;T-1;Demo\nnonsense\n5000000000000002;T-2;Demo")
    assert [one.order for one in heard.news] == ["5000000000000001", "5000000000000002"]
    assert [(one.line, one.code) for one in heard.bad] == [(2, "news.no_track")]


@pytest.mark.parametrize(
    "row",
    [
        "Иванов Иван;T-1;Demo",
        "Иванов Иван;;Demo",
        "500;Иванов Иван;Demo",
        "order;track;status\nул. Тестовая 1;T-1;Петров Пётр",
        "order;track;status\n500;T-1;Петров Пётр +70000000000",
    ],
)
def test_a_column_out_of_place_is_not_told(row: str) -> None:
    """A buyer's name where a number should be stands in no log."""
    heard = hear(row)
    told = " ".join(value for one in heard.bad for value in one.args.values())
    told += "".join(shown_number(one.order) for one in heard.news)
    assert told
    assert not any(word in told for word in ("Иван", "Тестовая", "Петр", "7000"))


@given(st.text(max_size=200))
def test_any_text_is_heard(text: str) -> None:
    heard = hear(text)
    assert all(one.order for one in heard.news)
    lines = {one.line for one in heard.news} | {one.line for one in heard.bad}
    assert all(1 <= line <= len(text.splitlines()) + 1 for line in lines)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Заказ".encode(), "Заказ"),
        ("Заказ".encode("utf-8-sig"), "Заказ"),
        ("Заказ".encode("cp1251"), "Заказ"),
        ("Заказ".encode("utf-16"), "Заказ"),
        (b"PK\x03\x04\0\0", None),
        (b"\xff\xfe\x00", None),
    ],
)
def test_encodings_of_old_shops(data: bytes, text: str | None) -> None:
    assert text_of(data) == text


BACK = ComingBack(
    carriers=(Carrier("СДЭК", "CDEK", "https://cdek.example/?t={track}", "+70000000001"), Carrier("pickup")),
    default_carrier="сдэк",
)


@pytest.mark.parametrize(
    ("said", "url", "told"),
    [
        ("сдэк ", "", ("CDEK", "https://cdek.example/?t=T%2F1", "+70000000001")),
        ("", "", ("CDEK", "https://cdek.example/?t=T%2F1", "+70000000001")),
        ("СДЭК", "https://own.example/1", ("CDEK", "https://own.example/1", "+70000000001")),
        ("Pickup", "", ("Pickup", "", "")),
        ("Почта", "", ("Почта", "", "")),
    ],
)
def test_the_mapping_of_carriers(said: str, url: str, told: tuple[str, str, str]) -> None:
    found = carrier_for(BACK, said, "T/1", track_url=url)
    assert (found.name, found.track_url, found.support_phone) == told
