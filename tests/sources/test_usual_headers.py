import pytest

from aliexport_tui.sources.layouts.updates import only_updates
from aliexport_tui.sources.layouts.usual_headers import suggest, suggest_params


@pytest.mark.parametrize(
    ("headers", "columns", "pictures"),
    [
        (("Артикул", "Название", "Цена"), {"sku": "Артикул", "name": "Название", "price": "Цена"}, ()),
        (
            ("Код_товара *", "Наименование:", "Цена, руб."),
            {"sku": "Код_товара *", "name": "Наименование:", "price": "Цена, руб."},
            (),
        ),
        (("Код", "Цена (опт)", "Цена"), {"sku": "Код", "price": "Цена"}, ()),
        (("Код", "Цена Москва", "Цена Сибирь"), {"sku": "Код"}, ()),
        (("Код", "PriceUSD"), {"sku": "Код", "price": "PriceUSD"}, ()),
        (("Код", "Цена Розничная", "Цена Опт"), {"sku": "Код", "price": "Цена Розничная"}, ()),
        (("A", "Количество Остаток", "Цена", "Сумма"), {"stock": "Количество Остаток", "price": "Цена"}, ()),
        (("Код", "Вес, г", "Ширина (мм)"), {"sku": "Код", "weight": "Вес, г", "width": "Ширина (мм)"}, ()),
        (("Код", "Фото", "Фото", ""), {"sku": "Код"}, ("Фото", "Фото#2")),
        (("Код", "Параметр: Название", "Атрибут_Вес(кг)"), {"sku": "Код"}, ()),
    ],
)
def test_columns_by_their_usual_names(headers: tuple[str, ...], columns: dict[str, str], pictures: tuple[str, ...]) -> None:
    assert suggest(headers) == (columns, pictures)


def test_columns_that_say_that_they_are_params() -> None:
    headers = ("Код", "Атрибут_Вес(кг)", "Параметр: Цвет", "Свойство : Размер", "Характеристика", "attribute_colour")
    assert suggest_params(headers) == {
        "Вес(кг)": "Атрибут_Вес(кг)",
        "Цвет": "Параметр: Цвет",
        "Размер": "Свойство : Размер",
        "colour": "attribute_colour",
    }


@pytest.mark.parametrize(
    ("headers", "only"),
    [
        (("Артикул", "Остаток"), True),
        (("sku", "price", "qty"), True),
        (("sku", "source_code", "status", "quantity"), True),
        (("Штрихкод", "Цена", ""), True),
        (("Артикул", "Наименование", "Остаток"), False),
        (("Артикул", "Категория", "Цена"), False),
        (("Артикул", "Цена", "Фото"), False),
        (("Артикул", "Комментарий"), False),
        (("Остаток", "Цена"), False),
        ((), False),
    ],
)
def test_tables_that_only_update(headers: tuple[str, ...], only: bool) -> None:
    assert only_updates(headers) is only
