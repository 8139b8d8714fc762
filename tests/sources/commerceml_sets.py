"""Files of 1C written by tests, and what the reader makes of them."""

from pathlib import Path

from aliexport_tui.sources.commerceml.reading import read_commerceml
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.support import Result

CLASSIFIER = """
<Классификатор><Ид>k</Ид><Наименование>Товары</Наименование>
<Группы>
  <Группа><Ид>g1</Ид><Наименование>Одежда</Наименование>
    <Группы><Группа><Ид>g2</Ид><Наименование>Куртки</Наименование></Группа></Группы></Группа>
</Группы>
<Свойства>
  <Свойство><Ид>p1</Ид><Наименование>Цвет</Наименование><ТипЗначений>Справочник</ТипЗначений>
    <ВариантыЗначений><Справочник><ИдЗначения>11111111-1111-1111-1111-111111111111</ИдЗначения><Значение>Синий</Значение>
    </Справочник></ВариантыЗначений></Свойство>
  <Свойство><Ид>p2</Ид><Наименование>Длина рукава</Наименование><ТипЗначений>Строка</ТипЗначений></Свойство>
</Свойства></Классификатор>"""
BLUE = "11111111-1111-1111-1111-111111111111"
SETTINGS = SourceSettings(kind="commerceml", base_url="https://shop.example/upload/")
RETAIL = "<ТипЦены><Ид>t1</Ид><Наименование>Розничная</Наименование><Валюта>руб</Валюта></ТипЦены>"
TRADE = "<ТипЦены><Ид>t2</Ид><Наименование>Оптовая</Наименование><Валюта>RUB</Валюта></ТипЦены>"


def document(body: str, version: str = "2.08", made: str = "2026-03-01T10:00:00", namespace: str = "") -> str:
    space = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация{space} ВерсияСхемы="{version}"'
        f' ДатаФормирования="{made}">\n{body}\n</КоммерческаяИнформация>'
    )


def catalogue(*goods: str, classifier: str = CLASSIFIER, changes: bool = False, **head: str) -> str:
    """import.xml."""
    attribute = f'СодержитТолькоИзменения="{str(changes).lower()}"'
    return document(f"{classifier}<Каталог {attribute}><Ид>k</Ид><Товары>\n{''.join(goods)}</Товары></Каталог>", **head)


def package(*offers: str, kinds: str = RETAIL, warehouses: str = "", changes: bool = False, **head: str) -> str:
    """offers.xml, prices.xml, rests.xml."""
    declared = f"<ТипыЦен>{kinds}</ТипыЦен>" if kinds else ""
    declared += f"<Склады>{warehouses}</Склады>" if warehouses else ""
    attribute = f'СодержитТолькоИзменения="{str(changes).lower()}"'
    inner = f"<Ид>k#</Ид>{declared}<Предложения>\n{''.join(offers)}</Предложения>"
    return document(f"<ПакетПредложений {attribute}>{inner}</ПакетПредложений>", **head)


def good(inner: str = "", id: str = "a", name: str = "Куртка", group: str = "g1", attributes: str = "") -> str:
    """A good without faults, unless `inner` adds some."""
    groups = f"<Группы><Ид>{group}</Ид></Группы>" if group else ""
    return f"<Товар{attributes}>\n<Ид>{id}</Ид><Наименование>{name}</Наименование>{groups}\n{inner}</Товар>\n"


def offer(inner: str = "", id: str = "a", name: str = "Куртка", prices: str | None = None, stock: str = "3") -> str:
    prices = price() if prices is None else prices
    number = f"<Количество>{stock}</Количество>" if stock else ""
    named = f"<Ид>{id}</Ид><Наименование>{name}</Наименование>"
    return f"<Предложение>\n{named}\n{inner}<Цены>{prices}</Цены>{number}</Предложение>\n"


def price(amount: str = "100", kind: str = "t1", currency: str = "RUB") -> str:
    return (
        f"<Цена><Представление>{amount} за шт</Представление><ИдТипаЦены>{kind}</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{amount}</ЦенаЗаЕдиницу><Валюта>{currency}</Валюта></Цена>"
    )


def traits(**found: str) -> str:
    inner = "".join(
        f"<ХарактеристикаТовара><Наименование>{name}</Наименование><Значение>{value}</Значение></ХарактеристикаТовара>"
        for name, value in found.items()
    )
    return f"<ХарактеристикиТовара>{inner}</ХарактеристикиТовара>"


def values(*found: tuple[str, str]) -> str:
    """Properties: id and value."""
    inner = "".join(f"<ЗначенияСвойства><Ид>{id}</Ид><Значение>{value}</Значение></ЗначенияСвойства>" for id, value in found)
    return f"<ЗначенияСвойств>{inner}</ЗначенияСвойств>"


def details(**found: str) -> str:
    inner = "".join(
        f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение></ЗначениеРеквизита>"
        for name, value in found.items()
    )
    return f"<ЗначенияРеквизитов>{inner}</ЗначенияРеквизитов>"


def read(folder: Path, *texts: str | bytes, settings: SourceSettings = SETTINGS) -> Result:
    """The texts as files of one folder, called "set"."""
    for number, text in enumerate(texts):
        (folder / f"{number}.xml").write_bytes(text.encode() if isinstance(text, str) else text)
    return Result(read_commerceml(folder, settings, "set"))
