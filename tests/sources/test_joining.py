from pathlib import Path

import pytest

from aliexport_tui.model.product import Param
from aliexport_tui.sources.joining.groups import common_name
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.support import feed, offer, read_text


def member(id: str, size: str, colour: str = "синий", more: str = "", name: str = "Футболка «Полоса»") -> str:
    params = f'<param name="Размер">{size}</param><param name="Цвет">{colour}</param><param name="Ткань">Хлопок</param>'
    picture = f"<picture>https://a.example/{colour}.jpg</picture>"
    return offer(params + picture + more, id=id, attributes='group_id="55"', name=f"{name}, {size}")


def test_a_group_is_one_product_whose_skus_hold_what_differs(tmp_path: Path) -> None:
    offers = member("1", "S") + offer(id="9") + member("2", "M") + member("3", "M", "белый")
    result = read_text(tmp_path, feed(offers))
    assert list(result.products) == ["9", "group:55"]
    product = result.products["group:55"]
    assert product.name == "Футболка «Полоса»"
    assert product.params == (Param("Ткань", "Хлопок"),)
    assert [sku.code for sku in product.skus] == ["1", "2", "3"]
    assert product.skus[2].params == (Param("Размер", "M"), Param("Цвет", "белый"))
    assert product.pictures == ("https://a.example/синий.jpg", "https://a.example/белый.jpg")
    assert product.skus[2].pictures == ("https://a.example/белый.jpg",)
    assert result.codes == []


def test_pictures_that_all_share_belong_to_the_product_alone(tmp_path: Path) -> None:
    product = read_text(tmp_path, feed(member("1", "S") + member("2", "M"))).only
    assert [sku.pictures for sku in product.skus] == [(), ()]


def test_a_group_of_one_keeps_the_key_of_its_group(tmp_path: Path) -> None:
    product = read_text(tmp_path, feed(member("1", "S"))).only
    assert (product.key, product.skus[0].code, product.skus[0].params) == ("group:55", "1", ())
    assert Param("Размер", "S") in product.params


def test_joining_can_be_switched_off(tmp_path: Path) -> None:
    settings = SourceSettings(join_groups=False)
    assert list(read_text(tmp_path, feed(member("1", "S") + member("2", "M")), settings).products) == ["1", "2"]


def test_a_group_over_two_categories_is_told(tmp_path: Path) -> None:
    categories = '<categories><category id="1">А</category><category id="2">Б</category></categories>'
    other = member("2", "M").replace("<categoryId>1<", "<categoryId>2<")
    result = read_text(tmp_path, feed(member("1", "S") + other, categories))
    assert (result.codes, result.only.category) == (["feed.group_categories"], "1")


def test_the_icml_dialect_groups_by_product(tmp_path: Path) -> None:
    offers = "".join(
        offer("<productName>Чехол</productName>", id=id, attributes=f'productId="4" quantity="{id}"') for id in ("1", "2")
    )
    product = read_text(tmp_path, feed(offers)).only
    assert (product.key, [sku.stock for sku in product.skus]) == ("group:4", [1, 2])


@pytest.mark.parametrize("attributes", ["", 'group_id="5"'])
def test_identical_repetitions_are_merged(tmp_path: Path, attributes: str) -> None:
    result = read_text(tmp_path, feed("\n".join([offer(attributes=attributes)] * 3)))
    assert [sku.code for sku in result.only.skus] == ["7"]
    assert [(problem.code, problem.severity, problem.place.line) for problem in result.problems] == [
        ("feed.id_repeated", "warning", 3),
        ("feed.id_repeated", "warning", 4),
    ]


@pytest.mark.parametrize("attributes", ["", 'group_id="5"'])
def test_one_id_for_two_things_blocks_and_names_both_lines(tmp_path: Path, attributes: str) -> None:
    offers = offer(attributes=attributes) + "\n" + offer(attributes=attributes, price="200")
    result = read_text(tmp_path, feed(offers))
    assert result.only.skus[0].price == 10000
    (problem,) = result.problems
    assert (problem.code, problem.severity) == ("feed.id_conflict", "error")
    assert problem.args == {"id": "7", "first": "2", "line": "3"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_sku_code_in_two_products_stays_in_both_for_planning_to_block(tmp_path: Path, order: tuple[int, int]) -> None:
    offers = [offer(attributes='group_id="5"'), offer()]
    result = read_text(tmp_path, feed(offers[order[0]] + "\n" + offers[order[1]]))
    codes = [sku.code for product in result.products.values() for sku in product.skus]
    assert len(codes) == 2
    assert len(set(codes)) == 1


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["Футболка синяя, S", "Футболка синяя, M"], "Футболка синяя"),
        (["Футболка синяя", "Футболка синяя"], "Футболка синяя"),
        (["Кроссовки Бег (38)", "Кроссовки Бег (39)"], "Кроссовки Бег"),
        (["Футболка синяя", "Футболка синяя XL"], "Футболка синяя"),
        (["Стол белый", "Стул чёрный"], "Стол белый"),
        (["", "Стул"], "Стул"),
        (["", ""], ""),
    ],
)
def test_the_name_of_a_group(names: list[str], name: str) -> None:
    assert common_name(names) == name
