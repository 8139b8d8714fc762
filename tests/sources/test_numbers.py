from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.sources.numbers import (
    Stock,
    parse_flag,
    parse_measure,
    parse_pieces,
    parse_price,
    parse_stock,
    parse_weight,
)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1990", 199000),
        ("1990.5", 199050),
        ("1990,5", 199050),
        ("14 227", 1422700),
        ("14\u00a0227", 1422700),
        ("14\u202f227,30 ₽", 1422730),
        ("6,31руб", 631),
        ("6,31 руб.", 631),
        ("1 990 р.", 199000),
        ("$12.50", 1250),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1,234", 123400),
        ("0,125", 13),
        ("1.234.567", 123456700),
        ("994.9499999999999", 99495),
        (".5", 50),
        ("1'200", 120000),
        ("0", None),
        ("0.00", None),
        ("0.001", None),
        ("", None),
        ("   ", None),
        ("по запросу", None),
        ("по запиту", None),
        ("-5", None),
        ("500-700", None),
        ("от 500", None),
        ("1e5", None),
        ("nan", None),
        ("12.34.5", None),
        ("1,2,3", None),
        ("٣", None),
        ("9" * 16, None),
    ],
)
def test_prices(text: str, minor: int | None) -> None:
    assert parse_price(text) == minor


@pytest.mark.parametrize(("text", "comma", "minor"), [("1,234", True, 123), ("1,23", False, None), ("1,234", False, 123400)])
def test_a_said_decimal_comma_is_believed(text: str, comma: bool, minor: int | None) -> None:
    assert parse_price(text, comma) == minor


@pytest.mark.parametrize(
    ("text", "amount"),
    [("20.1", "20.1"), ("1,234", "1.234"), ("5 см", "5"), ("10cm", "10"), ("0", None), ("большой", None), ("1,5,2", None)],
)
def test_measures(text: str, amount: str | None) -> None:
    assert parse_measure(text) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(("text", "kilograms"), [("0.5", "0.5"), ("0,5 кг", "0.5"), ("250 г", "0.25"), ("3kg", "3")])
def test_weights_are_kilograms(text: str, kilograms: str) -> None:
    assert parse_weight(text) == Decimal(kilograms)


@pytest.mark.parametrize(
    ("text", "stock"),
    [
        ("12", Stock(12)),
        ("12.0", Stock(12)),
        ("> 10", Stock(10)),
        ("12 шт", Stock(12)),
        ("-3", Stock(0)),
        ("Есть", Stock(None, True)),
        ("+", Stock(None, True)),
        ("Отсутсвует", Stock(0, False)),
        ("-", Stock(0, False)),
        ("скоро", None),
        ("", None),
    ],
)
def test_stocks(text: str, stock: Stock | None) -> None:
    assert parse_stock(text) == stock


@pytest.mark.parametrize(
    ("text", "flag"), [("true", True), ("Да", True), ("false", False), ("нет", False), ("", None), ("x", None)]
)
def test_flags(text: str, flag: bool | None) -> None:
    assert parse_flag(text) is flag


@given(st.decimals(min_value="0.01", max_value="9999999", places=2))
def test_a_price_is_read_back_in_every_way_of_writing(amount: Decimal) -> None:
    minor = int(amount * 100)
    plain = f"{amount:f}"
    grouped = f"{amount:,.2f}"
    spaced = grouped.replace(",", "\u00a0").replace(".", ",")
    for text in (plain, plain.replace(".", ","), grouped, spaced, f"{spaced} руб.", f"{plain} ₽"):
        assert parse_price(text) == minor, text


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    price = parse_price(text)
    assert price is None or price > 0
    measure = parse_measure(text)
    assert measure is None or measure > 0
    parse_weight(text)
    parse_flag(text)
    stock = parse_stock(text)
    assert stock is None or stock.number is None or stock.number >= 0


@given(st.text(alphabet="0123456789.,- ", max_size=24))
def test_no_run_of_digits_and_marks_raises(text: str) -> None:
    for comma in (None, True, False):
        parse_price(text, comma)
    parse_measure(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("100.0000", 100),
        (" 2.5 ", 2),
        ("7", 7),
        (".5", 0),
        ("-3.0000", 0),
        ("", None),
        (".", None),
        ("1,5", None),
        ("1e9", None),
        ("9" * 16, None),
        ("NaN", None),
    ],
)
def test_pieces(text: str, pieces: int | None) -> None:
    assert parse_pieces(text) == pieces
