"""Which offers a rule makes one product, what then tells them apart, and what it leaves alone."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.model.product import Param, Product, ShopCategory, Sku
from aliexport_tui.sources.joining.by_rule import joined_by_rule
from aliexport_tui.sources.joining.rules import article_parts, group_of
from aliexport_tui.sources.joining.variant_words import part
from aliexport_tui.sources.reading import Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.settings import SourceSettings

BY_NAME = SourceSettings(join="name")


@pytest.mark.parametrize(
    ("name", "rest", "parts"),
    [
        ("Футболка красная XL", "Футболка", [("colour", "красная"), ("size", "XL")]),
        ("Футболка тёмно-синяя, размер 48", "Футболка", [("colour", "тёмно-синяя"), ("size", "48")]),
        ("Ботинки (38)", "Ботинки", [("size", "38")]),
        ("Ботинки зимние р.42", "Ботинки зимние", [("size", "42")]),
        ("Кроссовки 42 размер чёрные", "Кроссовки", [("size", "42"), ("colour", "чёрные")]),
        ("Футболка (красный, M)", "Футболка", [("colour", "красный"), ("size", "M")]),
        ("Пальто, 42-44, серое", "Пальто", [("size", "42-44"), ("colour", "серое")]),
        ("Hoodie-XS-Black", "Hoodie", [("size", "XS"), ("colour", "Black")]),
        ("Pant-32-Dark Blue", "Pant", [("size", "32"), ("colour", "Dark Blue")]),
        ("Hat gray", "Hat", [("colour", "gray")]),
        ("Шарф коралловый", "Шарф", [("colour", "коралловый")]),
        ("Рубашка М", "Рубашка", [("size", "М")]),
        ("Простыня 150х200 см", "Простыня", [("size", "150х200 см")]),
        ("Куртка цвет: хаки", "Куртка", [("colour", "хаки")]),
        ("Тельняшка XXL/3XL", "Тельняшка", [("size", "XXL"), ("size", "3XL")]),
        ("Костюм 54/182", "Костюм", [("size", "54/182")]),
        ("iPhone 12", "iPhone 12", []),
        ("Galaxy S 24", "Galaxy S 24", []),
        ("H&M", "H&M", []),
        ("Белка и Стрелка", "Белка и Стрелка", []),
        ("Носки 3 пары", "Носки 3 пары", []),
        ("Levi's джинсы", "Levi's джинсы", []),
    ],
)
def test_sizes_and_colours_in_names(name: str, rest: str, parts: list[tuple[str, str]]) -> None:
    found = part(name)
    assert (found.rest, list(found.parts)) == (rest, parts)


def test_own_words_tell_variants_apart() -> None:
    assert part("Чай 100 г Пачка", ["пачка", "100 г"]).key() == part("Чай 250 г Ящик", ["ящик", "250 Г"]).key() == "чай"


@given(st.text(max_size=200))
def test_any_text_is_parted_in_words_of_its_own(name: str) -> None:
    found = part(name)
    assert all(" ".join(text.split()) in " ".join(name.split()) for _axis, text in found.parts)
    assert part(found.rest).rest == found.rest or found.parts


@pytest.mark.parametrize(
    ("separator", "length", "expected"),
    [
        ("-", 0, ("AB-12", "XL")),
        ("-", 1, ("AB", "12-XL")),
        ("-", 3, ("AB-12", "XL")),
        ("", 4, ("AB-1", "2-XL")),
        ("", 0, ("AB-12-XL", "")),
        ("/", 0, ("", "")),
        ("", 9, ("", "")),
    ],
)
def test_an_article_by_separator_and_length(separator: str, length: int, expected: tuple[str, str]) -> None:
    settings = SourceSettings(join="article", join_separator=separator, join_length=length)
    assert article_parts("AB-12-XL", settings) == expected


def goods(
    code: str, name: str, *params: Param, article: str = "", brand: str = "", category: str = "", price: int = 10_00
) -> ReadProduct:
    sku = Sku(code, price=price)
    return ReadProduct(Product(code, name, category=category, brand=brand, article=article, params=params, skus=(sku,)))


def joined(items: Sequence[Item], settings: SourceSettings) -> list[Product]:
    return [item.product for item in joined_by_rule(iter(items), settings) if isinstance(item, ReadProduct)]


def test_a_product_of_its_variants_by_name() -> None:
    cap = goods("4", "Кепка")
    found = joined([goods("1", "Красная футболка M"), cap, goods("2", "Синяя футболка, L")], BY_NAME)
    assert found[0] == cap.product
    shirt = found[1]
    assert (shirt.key, shirt.name, shirt.params) == ("group:name:футболка", "Футболка", ())
    assert [(sku.code, sku.params) for sku in shirt.skus] == [
        ("1", (Param("Цвет", "Красная"), Param("Размер", "M"))),
        ("2", (Param("Цвет", "Синяя"), Param("Размер", "L"))),
    ]


def test_params_of_the_feed_come_before_what_a_name_says() -> None:
    members = [goods(code, f"Shirt {code}", Param("Size", size)) for code, size in (("S", "44"), ("M", "46"))]
    (shirt,) = joined(members, BY_NAME)
    assert [sku.params for sku in shirt.skus] == [(Param("Size", "44"),), (Param("Size", "46"),)]


def test_another_brand_is_another_product() -> None:
    assert len(joined([goods("1", "Shirt S", brand="A"), goods("2", "Shirt M", brand="B")], BY_NAME)) == 2


def test_a_product_of_its_variants_by_article() -> None:
    settings = SourceSettings(join="article", join_separator="-")
    (box,) = joined([goods("1", "Коробка", article="K-1-small"), goods("2", "Коробка", article="K-1-big")], settings)
    assert (box.key, box.name) == ("group:article:K-1", "Коробка")
    assert [sku.params for sku in box.skus] == [(Param("Вариант", "small"),), (Param("Вариант", "big"),)]


def test_a_key_does_not_hang_on_how_many_there_are() -> None:
    assert [product.key for product in joined([goods("1", "Shirt S")], BY_NAME)] == ["group:name:shirt"]


def test_groups_of_the_feed_and_what_has_variants_are_left_alone() -> None:
    two = ReadProduct(Product("9", "Shirt S", skus=(Sku("9a"), Sku("9b"))))
    group = ReadProduct(Product("group:5", "Shirt M", skus=(Sku("5"),)))
    assert joined([two, group], BY_NAME) == [two.product, group.product]


def test_what_else_is_read_passes_in_its_order() -> None:
    items: list[Item] = [ShopCategory("1", "A"), goods("1", "Кепка"), ShopCategory("2", "B")]
    assert list(joined_by_rule(iter(items), BY_NAME)) == items
    assert list(joined_by_rule(iter(items), SourceSettings())) == items


def test_members_that_a_file_of_changes_does_not_name_stay() -> None:
    read = list(joined_by_rule(iter([OnlyChanges(), goods("1", "Shirt S")]), BY_NAME))
    assert isinstance(read[1], ReadProduct)
    assert read[1].partial


def test_a_very_long_name_is_no_name_to_look_into() -> None:
    assert group_of(goods("1", "красная " * 5_000).product, BY_NAME) == ""
