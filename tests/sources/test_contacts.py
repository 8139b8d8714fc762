"""Phones, mail addresses and links in texts; articles, sizes, prices and bar codes are none of them."""

import time

import pytest

from aliexport_tui.sources.contacts import contacts_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Звоните: +7 (495) 123-45-67!", ("+7 (495) 123-45-67",)),
        ("тел. 8-800-555-35-35", ("8-800-555-35-35",)),
        ("8 (800) 555 35 35 бесплатно", ("8 (800) 555 35 35",)),
        ("8 800 555 35 35", ("8 800 555 35 35",)),
        ("+79161234567", ("+79161234567",)),
        ("пишите 89161234567.", ("89161234567",)),
        ("(495) 123-45-67", ("(495) 123-45-67",)),
        ("8(4852)12-34-56", ("8(4852)12-34-56",)),
        ("+375 29 123-45-67", ("+375 29 123-45-67",)),
        ("+380(44)123-45-67", ("+380(44)123-45-67",)),
        ("7 (916) 123‑45‑67", ("7 (916) 123‑45‑67",)),
        ("<b>8 (800)</b> 555-35-35", ("8 (800)  555-35-35",)),
        ("+7&nbsp;495&nbsp;123-45-67", ("+7 495 123-45-67",)),
        ("Телефон: 123-45-67", ("123-45-67",)),
        ("WhatsApp 9161234567", ("9161234567",)),
        ("почта info@shop.example.ru, пишите", ("info@shop.example.ru",)),
        ("Заказ на www.shop.ru/sale.", ("www.shop.ru/sale",)),
        ('<a href="https://shop.ru/a?b=1">тут</a>', ("https://shop.ru/a?b=1",)),
        ("Наш сайт Mebel-Plus.ru!", ("Mebel-Plus.ru",)),
        ("магазин.рф — лучшие цены", ("магазин.рф",)),
        ("t.me/shop_bot", ("t.me/shop_bot",)),
        ("https://a.ru и https://a.ru, https://b.ru", ("https://a.ru", "https://b.ru")),
        ("+7 495 123-45-67, a@b.ru, http://c.ru", ("+7 495 123-45-67", "a@b.ru", "http://c.ru")),
    ],
)
def test_contacts(text: str, found: tuple[str, ...]) -> None:
    assert contacts_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Размеры: 8-10-12-14-16",
        "Размер 120x80x75 см, вес 12.5 кг",
        "Артикул 8-800-555-35-35",
        "Арт. 89161234567",
        "код: 89161234567",
        "Штрихкод 4607012345678",
        "EAN 89161234567",
        "Модель 8 800 100 20 30",
        "Цена 14 227 руб., старая 16 990",
        "Температура от -40 до +85 °C",
        "ГОСТ 12345-67-89",
        "ТУ 2293-001-12345678-2015",
        "с 10-12-2023 по 15-12-2024",
        "220-240 В, 50-60 Гц, 1500-2000 Вт",
        "2.4 ГГц 802.11 b/g/n",
        "Windows 10 / .NET 4.8, ASP.NET",
        "Резьба 1/2, 3/4; SDS-plus 8x100x160",
        "Совместимость: 8520, 8530, 8540, 8800 555",
        "Номер детали 06A-905-115-D",
        "Батарея 3000 мА·ч, IP68",
        "Память 8 128 256 512",
        '<img src="https://shop.ru/pic.jpg">',
        "100% хлопок. По-русски.Без пробела",
        "8 900 г",
        "ISBN 978-5-17-118366-1",
        "1234567890123456",
    ],
)
def test_no_contacts(text: str) -> None:
    assert contacts_in(text) == ()


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    for piece in ("8 (", "+7 ", "a.", "a@", "<", "тел 1", "8 900 ", "www.", "1-2", "(123", "a-"):
        text = piece * (200_000 // len(piece))
        began = time.perf_counter()
        contacts_in(text)
        assert time.perf_counter() - began < 1.5, piece
