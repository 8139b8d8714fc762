"""What becomes of goods and offers of 1C, case by case."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.commerceml_sets import (
    BLUE,
    CLASSIFIER,
    SETTINGS,
    catalogue,
    details,
    good,
    offer,
    package,
    price,
    read,
    traits,
    values,
)


def line_of(text: str, path: Path) -> int:
    return path.read_text("utf-8").partition(text)[0].count("\n") + 1


def test_a_good_with_its_offer(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        catalogue(
            good(
                "<Артикул>К-1</Артикул><Штрихкод>4600000000017</Штрихкод><БазоваяЕдиница Код='796 '>шт</БазоваяЕдиница>"
                "<Описание>Тёплая &amp; лёгкая</Описание><Картинка>import_files/ab/1.jpg</Картинка><Страна>Россия</Страна>"
                "<Изготовитель><Ид>m</Ид><Наименование>Север</Наименование></Изготовитель>"
                + values(("p1", BLUE), ("p2", "62,5"))
                + details(ВидНоменклатуры="Одежда", Вес="0,8", Длина="40"),
                group="g2",
            )
        ),
        package(offer(prices=price("1 990,50", currency="руб"))),
    )
    assert result.codes == []
    assert not result.only_changes
    assert {key: (one.name, one.parent) for key, one in result.categories.items()} == {
        "g1": ("Одежда", ""),
        "g2": ("Куртки", "g1"),
    }
    (sku,) = result.only.skus
    assert msgspec.structs.replace(result.only, place=sku.place, skus=()) == Product(
        key="a",
        name="Куртка",
        category="g2",
        brand="Север",
        article="К-1",
        description="Тёплая & лёгкая",
        currency="RUB",
        country="Россия",
        pictures=("https://shop.example/upload/import_files/ab/1.jpg",),
        params=(Param("Цвет", "Синий"), Param("Длина рукава", "62,5")),
        weight=Decimal("0.8"),
        length=Decimal(40),
        fields={"ВидНоменклатуры": "Одежда", "БазоваяЕдиница": "шт"},
        place=sku.place,
    )
    assert sku == Sku("a", price=199050, stock=3, barcode="4600000000017", place=sku.place)
    assert (result.only.place.file, result.only.place.line, result.only.place.key) == (
        "set/0.xml",
        line_of("<Товар>", tmp_path / "0.xml"),
        "a",
    )
    assert (sku.place.file, sku.place.line) == ("set/1.xml", line_of("<Предложение>", tmp_path / "1.xml"))


@pytest.mark.parametrize(
    ("inner", "member", "value", "codes"),
    [
        (details(ОписаниеВФорматеHTML="&lt;p&gt;Да&lt;/p&gt;") + "<Описание>нет</Описание>", "description", "<p>Да</p>", []),
        ("<Описание><![CDATA[<b>5 < 6</b>]]></Описание>", "description", "<b>5 < 6</b>", []),
        ("<Описание><p>Прямо</p> так</Описание>", "description", "<p>Прямо</p> так", []),
        ("<Описание>???? ???? ????</Описание>", "description", "???? ???? ????", ["feed.letters_lost"]),
        ("<ТорговаяМарка>Берег</ТорговаяМарка>", "brand", "Берег", []),
        ("<Вес>0</Вес>", "weight", None, []),
        ("<Вес>1.25</Вес>", "weight", Decimal("1.25"), []),
        ("<Вес>много</Вес>", "weight", None, ["feed.weight_unreadable"]),
        (details(Вес="800 г"), "weight", Decimal("0.8"), []),
        (details(Ширина="около"), "width", None, ["feed.dimensions_unreadable"]),
        ("<Картинка>/upload/1 2.jpg</Картинка><Картинка/>", "pictures", ("https://shop.example/upload/1%202.jpg",), []),
        ("<Картинка>http://x.example/1.jpg</Картинка>", "pictures", ("http://x.example/1.jpg",), []),
        ("<БазоваяЕдиница>715 </БазоваяЕдиница>", "fields", {"БазоваяЕдиница": "пара"}, []),
        ("<БазоваяЕдиница Код='999' НаименованиеПолное='Бухта'/>", "fields", {"БазоваяЕдиница": "Бухта"}, []),
        (
            "<БазоваяЕдиница Код='796'>\n<Пересчет><Единица>796</Единица></Пересчет>\n</БазоваяЕдиница>",
            "fields",
            {"БазоваяЕдиница": "шт"},
            [],
        ),
        (details(Код="7") + details(Код="8"), "fields", {"Код": "7, 8"}, []),
        ("<Штрихкод>1, 2</Штрихкод><Штрихкод>3</Штрихкод>", "fields", {"barcodes": "1, 2, 3"}, []),
        (details(ОписаниеФайла="import_files/1.jpg#перед"), "fields", {}, []),
        (
            values(("p2", "a</Значение><Значение>b"), ("p1", "")),
            "params",
            (Param("Длина рукава", "a"), Param("Длина рукава", "b")),
            [],
        ),
        (
            values(("p1", "22222222-1111-1111-1111-111111111111"), ("p9", "да")),
            "params",
            (),
            ["feed.value_unknown", "feed.property_unknown"],
        ),
    ],
)
def test_what_a_good_says(tmp_path: Path, inner: str, member: str, value: object, codes: list[str]) -> None:
    result = read(tmp_path, catalogue(good(inner)), package(offer()))
    assert (getattr(result.only, member), result.codes) == (value, codes)


@pytest.mark.parametrize(
    ("groups", "category", "codes"),
    [
        ("<Группы><Ид>g2</Ид><Ид>g1</Ид></Группы>", "g2", ["feed.groups_several"]),
        ("<Группы><Ид>none</Ид><Ид>g1</Ид></Группы>", "g1", []),
        ("<Группы><Ид>none</Ид></Группы>", "", ["feed.category_orphan"]),
        ("<Категория>g1</Категория>", "g1", []),
        ("<Группы/>", "", []),
    ],
)
def test_groups(tmp_path: Path, groups: str, category: str, codes: list[str]) -> None:
    result = read(tmp_path, catalogue(good(groups, group="")), package(offer()))
    assert (result.only.category, result.codes) == (category, codes)


def test_categories_instead_of_groups(tmp_path: Path) -> None:
    category = "<Категория><Ид>c</Ид><Наименование>Лампы</Наименование></Категория>"
    flat = f"<Классификатор><Категории>{category}</Категории></Классификатор>"
    result = read(tmp_path, catalogue(good("<Категория>c</Категория>", group=""), classifier=flat), package(offer()))
    assert (result.only.category, result.categories["c"].name) == ("c", "Лампы")


def test_old_names_of_properties(tmp_path: Path) -> None:
    old = (
        "<Классификатор><Свойства><СвойствоНоменклатуры><Ид>p</Ид><Наименование>Бренд</Наименование></СвойствоНоменклатуры>"
        "</Свойства></Классификатор>"
    )
    result = read(tmp_path, catalogue(good(values(("p", "Лад")), group=""), classifier=old), package(offer()))
    assert (result.only.brand, result.only.params) == ("Лад", (Param("Бренд", "Лад"),))


def test_without_a_classifier_names_are_unknown_and_it_is_told_once(tmp_path: Path) -> None:
    goods = [good(values(("p1", "x")), id=id, group="") for id in ("a", "b")]
    result = read(tmp_path, catalogue(*goods, classifier=""), package(offer(), offer(id="b")))
    assert result.codes == ["feed.classifier_absent"]
    assert result.products["a"].params == ()


NAMED = "feed.trait_differs"


@pytest.mark.parametrize(
    ("inner", "name", "params", "codes"),
    [
        (traits(Размер="38"), "Куртка (38)", (Param("Размер", "38"),), []),
        (traits(Размер="40"), "Куртка (38)", (Param("Размер", "40"),), [NAMED]),
        (traits(Цвет="Синий", Размер="38"), "Куртка (синий, 38)", (Param("Цвет", "Синий"), Param("Размер", "38")), []),
        (traits(Цвет="Синий", Размер="39"), "Куртка (синий, 38)", (Param("Цвет", "Синий"), Param("Размер", "39")), [NAMED]),
        (traits(Размер="38"), "Куртка", (Param("Размер", "38"),), []),
        ("", "Куртка (38)", (Param("Характеристика", "38"),), []),
        ("", "Куртка (синий (матовый), 38)", (Param("Характеристика", "синий (матовый), 38"),), []),
        ("", "Куртка зимняя (38)", (Param("Характеристика", "38"),), []),
        ("", "Куртка", (), ["feed.trait_missing"]),
        (traits(Размер=""), "Куртка", (), ["feed.trait_missing"]),
    ],
)
def test_what_tells_variants_apart(
    tmp_path: Path, inner: str, name: str, params: tuple[Param, ...], codes: list[str]
) -> None:
    other = offer(traits(Размер="50"), id="a#2", name="Куртка (50)")
    result = read(tmp_path, catalogue(good()), package(offer(inner, id="a#1", name=name), other))
    assert [sku.code for sku in result.only.skus] == ["a#1", "a#2"]
    assert (result.only.skus[0].params, result.codes) == (params, codes)


def test_brackets_of_the_good_itself_are_no_variant(tmp_path: Path) -> None:
    both = [offer(traits(Размер=size), id=f"a#{size}", name="Пара (2 шт.)") for size in ("38", "39")]
    result = read(tmp_path, catalogue(good(name="Пара (2 шт.)")), package(*both))
    assert [sku.params for sku in result.only.skus] == [(Param("Размер", "38"),), (Param("Размер", "39"),)]
    assert result.codes == []


def test_a_lone_offer_needs_no_characteristic(tmp_path: Path) -> None:
    result = read(tmp_path, catalogue(good(name="Набор (3 шт.)")), package(offer(name="Набор (3 шт.)")))
    assert (result.only.skus[0].params, result.codes) == ((), [])


@pytest.mark.parametrize(
    ("prices", "found", "currency", "codes"),
    [
        (price("1990"), 199000, "RUB", []),
        (price("1 990,5"), 199050, "RUB", []),
        (price("19.90", currency="RUR"), 1990, "RUB", []),
        (price("19.90", currency=""), 1990, "RUB", []),
        (price("5", currency="USD"), 500, "USD", []),
        (price("0"), None, "", ["feed.price_missing"]),
        (price("по запросу"), None, "", ["feed.price_missing"]),
        ("", None, "", ["feed.price_missing"]),
    ],
)
def test_prices(tmp_path: Path, prices: str, found: int | None, currency: str, codes: list[str]) -> None:
    result = read(tmp_path, catalogue(good()), package(offer(prices=prices)))
    assert (result.only.skus[0].price, result.only.currency, result.codes) == (found, currency, codes)


def test_two_currencies_in_one_good(tmp_path: Path) -> None:
    both = [offer(traits(Размер=one), id=f"a#{one}", prices=price(currency=one)) for one in ("RUB", "USD")]
    assert read(tmp_path, catalogue(good()), package(*both)).codes == ["feed.currencies_differ"]


RESTS = "<Остатки><Остаток><Склад><Ид>w1</Ид><Количество>2</Количество></Склад></Остаток>{}</Остатки>"
AT = '<Склад ИдСклада="w1" КоличествоНаСкладе="2"/><Склад КоличествоНаСкладе="5" ИдСклада="w2"></Склад>'
WAREHOUSES = (
    "<Склад><Ид>w1</Ид><Наименование>Москва</Наименование></Склад>"
    "<Склад><Ид>w2</Ид><Наименование>Тула</Наименование></Склад>"
)
MOSCOW = msgspec.structs.replace(SETTINGS, warehouses=("москва",))
BOTH = msgspec.structs.replace(SETTINGS, warehouses=("w1", "Тула"))


@pytest.mark.parametrize(
    ("total", "inner", "settings", "stock", "codes"),
    [
        ("3", "", SETTINGS, 3, []),
        ("3,000", "", SETTINGS, 3, []),
        ("2.7", "", SETTINGS, 2, []),
        ("1 200", "", SETTINGS, 1200, []),
        ("-4", "", SETTINGS, 0, ["feed.stock_negative"]),
        ("есть", "", SETTINGS, None, ["feed.stock_unreadable"]),
        ("", "", SETTINGS, None, []),
        ("9", AT, SETTINGS, 9, []),
        ("", AT, SETTINGS, 7, []),
        ("9", AT, MOSCOW, 2, []),
        ("", AT, BOTH, 7, []),
        ("", f"<Склады>{AT}</Склады>", MOSCOW, 2, []),
        ("", RESTS.format(""), SETTINGS, 2, []),
        ("", RESTS.format("<Остаток><Склад><Ид>w2</Ид><Количество>-1</Количество></Склад></Остаток>"), SETTINGS, 2,
         ["feed.stock_negative"]),
        ("", "<Остатки><Остаток><Количество>6</Количество></Остаток></Остатки>", SETTINGS, 6, []),
        ("", '<Склад ИдСклада="w2" КоличествоНаСкладе="8"/>', MOSCOW, 0, []),
        ("9", "", MOSCOW, 0, ["feed.stock_without_warehouse"]),
        ("", "", MOSCOW, None, []),
    ],
)  # fmt: skip
def test_rests(
    tmp_path: Path, total: str, inner: str, settings: SourceSettings, stock: int | None, codes: list[str]
) -> None:
    result = read(tmp_path, catalogue(good()), package(offer(inner, stock=total), warehouses=WAREHOUSES), settings=settings)
    assert (result.only.skus[0].stock, result.codes) == (stock, codes)


def test_a_good_without_an_offer_is_blocked_and_an_offer_without_a_good_told(tmp_path: Path) -> None:
    result = read(tmp_path, catalogue(good()), package(offer(id="z", name="Забыт")))
    assert result.codes == ["feed.skipped_without_good", "feed.offer_missing"]
    assert result.file_problems[0].args == {"id": "z", "name": "Забыт"}
    assert [(sku.code, sku.price, sku.stock) for sku in result.only.skus] == [("a", None, None)]


@pytest.mark.parametrize(
    ("first", "second", "name", "codes"),
    [
        (good(), good(), "Куртка", ["feed.id_repeated"]),
        (good(), good(name="Пальто"), "Пальто", ["feed.id_conflict"]),
    ],
)
def test_a_good_named_twice(tmp_path: Path, first: str, second: str, name: str, codes: list[str]) -> None:
    result = read(tmp_path, catalogue(first, good(id="b"), second), package(offer(), offer(id="b")))
    assert [(one.key, one.name) for one in result.products.values()] == [("a", name), ("b", "Куртка")]
    assert result.codes == codes


@pytest.mark.parametrize(
    ("second", "price_found", "stock", "codes"),
    [
        (offer(), 10000, 3, ["feed.id_repeated"]),
        (offer(prices=price("200")), 20000, 3, ["feed.id_conflict"]),
        (offer(stock="4"), 10000, 4, ["feed.id_conflict"]),
        (offer(prices=price("50", kind="t2"), name="", stock=""), 10000, 3, []),
    ],
)
def test_an_offer_named_twice(tmp_path: Path, second: str, price_found: int, stock: int, codes: list[str]) -> None:
    chosen = msgspec.structs.replace(SETTINGS, price_type="t1")
    result = read(tmp_path, catalogue(good()), package(offer(), second), settings=chosen)
    (sku,) = result.only.skus
    assert (sku.price, sku.stock, result.codes) == (price_found, stock, codes)


def test_characteristics_that_stand_as_goods_of_their_own(tmp_path: Path) -> None:
    """As programs of version 2.03 write them."""
    goods = [
        good(traits(Размер=size) + f"<Штрихкод>{size}</Штрихкод>", id=f"a#{size}", name=f"Куртка зимняя ({size})")
        for size in ("38", "39", "40")
    ]
    offers = [offer(id=f"a#{size}", name="Куртка зимняя") for size in ("38", "39")]
    result = read(tmp_path, catalogue(*goods), package(*offers))
    assert (result.only.key, result.only.name) == ("a", "Куртка зимняя")
    assert [(sku.code, sku.price, sku.barcode, sku.params) for sku in result.only.skus] == [
        ("a#38", 10000, "38", (Param("Размер", "38"),)),
        ("a#39", 10000, "39", (Param("Размер", "39"),)),
        ("a#40", None, "40", (Param("Размер", "40"),)),
    ]
    assert result.codes == ["feed.price_missing"]


@pytest.mark.parametrize(
    ("marked", "codes", "skus"),
    [
        (("38",), ["feed.skipped_deleted"], ["a#39"]),
        (("38", "39"), ["feed.skipped_deleted"], None),
    ],
)
def test_such_goods_marked_as_deleted(
    tmp_path: Path, marked: tuple[str, ...], codes: list[str], skus: list[str] | None
) -> None:
    goods = [
        good(traits(Размер=size), id=f"a#{size}", attributes=' Статус="Удален"' if size in marked else "")
        for size in ("38", "39")
    ]
    result = read(tmp_path, catalogue(*goods), package(*(offer(id=f"a#{size}") for size in ("38", "39"))))
    found = [sku.code for product in result.products.values() for sku in product.skus]
    assert (found or None, result.codes) == (skus, codes)


def test_without_an_id(tmp_path: Path) -> None:
    result = read(tmp_path, catalogue(good(), good(id="")), package(offer(), offer(id=" ")))
    assert result.codes == ["feed.id_missing"] * 2
    lines = [line_of("<Ид></Ид>", tmp_path / "0.xml") - 1, line_of("<Ид> </Ид>", tmp_path / "1.xml") - 1]
    assert [problem.place.line for problem in result.file_problems] == lines


def test_an_id_with_control_characters(tmp_path: Path) -> None:
    """Good and offer may write it differently; it is one line of plain text for us."""
    result = read(tmp_path, catalogue(good(id="a\t1\n2")), package(offer(id=" a 1\t2 ")))
    assert (result.only.key, [sku.code for sku in result.only.skus], result.codes) == ("a 1 2", ["a 1 2"], [])


@pytest.mark.parametrize("name", ["", "  "])
def test_names(tmp_path: Path, name: str) -> None:
    full = read(tmp_path, catalogue(good(details(ПолноеИмя="x"), name=name)), package(offer(name="Из предложения")))
    assert (full.only.name, full.codes) == ("Из предложения", [])
    none = read(tmp_path, catalogue(good(name=name)), package(offer(name=name)))
    assert (none.only.name, none.codes) == ("", ["feed.name_missing"])


def test_units_and_settings_of_measures(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(SETTINGS, weight_unit="g", length_unit="mm")
    unit = "<ЕдиницаИзмерения><Код>796 </Код><НаименованиеКраткое>штук</НаименованиеКраткое></ЕдиницаИзмерения>"
    classifier = CLASSIFIER.replace("</Кл", f"<ЕдиницыИзмерения>{unit}</ЕдиницыИзмерения></Кл")
    inner = "<БазоваяЕдиница>796 </БазоваяЕдиница><Вес>800</Вес>" + details(Высота="125")
    result = read(tmp_path, catalogue(good(inner), classifier=classifier), package(offer()), settings=settings)
    assert (result.only.weight, result.only.height) == (Decimal("0.8"), Decimal("12.5"))
    assert result.only.fields == {"БазоваяЕдиница": "штук"}
