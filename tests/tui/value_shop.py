"""A shop whose profile maps a colour, a material and a brand, with the dictionaries of one category."""

import msgspec

from aliexport_tui.model.profile import AttributeMapping, AxisMapping, CategoryMapping, Pick, Profile, ValueMatch
from aliexport_tui.model.schema import Brand, Category, Property, Value
from aliexport_tui.store import schema_cache
from aliexport_tui.store.database import Database
from tests.support.shop import NOW

TARGET = "200000361"
COLOURS = {"1": "Синий", "2": "Красный", "3": "Тёмно-серый", "4": "Хаки"}
MATERIALS = {"11": "Хлопок", "12": "Лён", "13": "Полиэстер"}


def fill_values(db: Database, *, dictionaries: bool = True) -> None:
    """After `tests.support.shop.fill`: every product of category 11 gets a colour and a material of its own."""
    category = Category(
        id=TARGET,
        name="Джинсы",
        parent_id="200000345",
        properties=(
            Property("10", "Материал", is_enum_prop=True, is_multi_select=True),
            Property("2", "Бренд", is_brand=True),
        ),
        sku_properties=(Property("14", "Цвет", is_enum_prop=True, has_customized_name=True),),
    )
    schema_cache.put_categories(db, 1, [category], NOW)
    if dictionaries:
        put_dictionaries(db)
    schema_cache.put_items(db, 1, "brands", "", [Brand("800001", "Елка")], NOW)
    params = (("синий", "Хлопок 100%"), ("Красная", "лён"), ("khaki", "Крапива"), ("мокрый асфальт", "Крапива"))
    with db.write() as tx:
        for number, (row, body) in enumerate(tx.rows("SELECT id, body FROM product WHERE category = '11' ORDER BY id")):
            told = msgspec.json.decode(str(body))
            colour, material = params[number % len(params)]
            told["params"] = [{"name": "Цвет", "value": colour}, {"name": "материал", "value": material}]
            tx.run("UPDATE product SET body = ? WHERE id = ?", (msgspec.json.encode(told).decode(), row))
        tx.run("UPDATE profile SET body = ? WHERE id = 1", (msgspec.json.encode(PROFILE).decode(),))


def put_dictionaries(db: Database) -> None:
    for key, names in ((f"{TARGET}/14/1", COLOURS), (f"{TARGET}/10/0", MATERIALS)):
        schema_cache.put_items(db, 1, "values", key, [Value(id, name) for id, name in names.items()], NOW)


PROFILE = Profile(
    code="shoes",
    name="Обувь",
    account="main",
    source="feed",
    active=True,
    categories=(CategoryMapping(shop="11", target=TARGET),),
    attributes=(AttributeMapping("10", Pick(param="Материал"), unmatched="block"),),
    axes=(AxisMapping("14", Pick(param="Цвет"), values=(ValueMatch("Чернильный", "1"),)),),
)
