"""A set of CommerceML as 1C writes it, as large as asked for, the same at each call.

Shaped like real exports: 12 properties of which some are lists of values, a good of 5 kB, every third with sizes (offers
that name their characteristics), two kinds of prices, three warehouses, tabs and line ends."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TextIO
from uuid import UUID

_MB = 1_000_000
_SEED = 20_260_302
_GOODS_PER_WRITE = 50
_HEAD = (
    '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" ВерсияСхемы="2.08" ДатаФормирования="2026-03-01T10:00:00">\n'
)
_UNIT = '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт</БазоваяЕдиница>'
_LISTS = ("Цвет", "Материал", "Сезон", "Страна производства")
_TEXTS = ("Ширина", "Высота", "Комплектация", "Уход", "Гарантия", "Коллекция", "Состав", "Код поставщика")
_WORDS = (
    "куртка", "рубашка", "светильник", "чайник", "стол", "кресло", "полка", "набор", "коврик", "сумка", "рюкзак",
    "ботинки", "термос", "плед", "подушка", "лампа", "зимний", "летний", "складной", "мягкий", "лёгкий", "прочный",
    "тёплый", "детский", "мужской", "женский", "синий", "серый", "белый", "чёрный", "зелёный", "сталь", "хлопок",
)  # fmt: skip
_SIZES = ("38", "39", "40", "41")


class _Set:
    """The ids that both files speak of."""

    def __init__(self) -> None:
        self.chance = Random(_SEED)
        self.catalogue = self.id()
        self.groups = [self.id() for _ in range(400)]
        self.lists = {name: [(self.id(), self.words(1)) for _ in range(40)] for name in _LISTS}
        self.properties = {name: self.id() for name in (*_LISTS, *_TEXTS)}
        self.prices = [(self.id(), name) for name in ("Розничная", "Оптовая")]
        self.warehouses = [(self.id(), name) for name in ("Москва", "Новосибирск", "Владивосток")]
        self.goods: list[tuple[str, str, tuple[str, ...]]] = []

    def id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128)))

    def words(self, count: int) -> str:
        return " ".join(self.chance.choices(_WORDS, k=count)).capitalize()


def write_commerceml(folder: Path, megabytes: int) -> int:
    """import0_1.xml and offers0_1.xml in `folder`, `megabytes` together or a little more. To be read with the price type
    "Розничная". -> goods."""
    folder.mkdir(exist_ok=True)
    made = _Set()
    size = 0
    with (
        (folder / "import0_1.xml").open("w", encoding="utf-8", newline="\n") as goods,
        (folder / "offers0_1.xml").open("w", encoding="utf-8", newline="\n") as offers,
    ):
        goods.write(_HEAD)
        goods.writelines(_classifier(made))
        goods.write(f'\t<Каталог СодержитТолькоИзменения="false">\n\t\t<Ид>{made.catalogue}</Ид>\n\t\t<Товары>\n')
        offers.write(_HEAD)
        offers.writelines(_package(made))
        while size < megabytes * _MB:
            for _ in range(_GOODS_PER_WRITE):
                _good(made, goods, offers)
            size = goods.tell() + offers.tell()
        goods.write("\t\t</Товары>\n\t</Каталог>\n</КоммерческаяИнформация>\n")
        offers.write("\t\t</Предложения>\n\t</ПакетПредложений>\n</КоммерческаяИнформация>\n")
    return len(made.goods)


def _classifier(made: _Set) -> Iterator[str]:
    yield f"\t<Классификатор>\n\t\t<Ид>{made.catalogue}</Ид>\n\t\t<Наименование>Товары</Наименование>\n\t\t<Группы>\n"
    for at, group in enumerate(made.groups):
        yield f"\t\t\t<Группа>\n\t\t\t\t<Ид>{group}</Ид>\n\t\t\t\t<Наименование>Полка {at}</Наименование>\n\t\t\t</Группа>\n"
    yield "\t\t</Группы>\n\t\t<Свойства>\n"
    for name, key in made.properties.items():
        kind = "Справочник" if name in made.lists else "Строка"
        yield f"\t\t\t<Свойство>\n\t\t\t\t<Ид>{key}</Ид>\n\t\t\t\t<Наименование>{name}</Наименование>\n"
        yield f"\t\t\t\t<ТипЗначений>{kind}</ТипЗначений>\n\t\t\t\t<ВариантыЗначений>\n"
        for value, text in made.lists.get(name, ()):
            yield f"\t\t\t\t\t<Справочник>\n\t\t\t\t\t\t<ИдЗначения>{value}</ИдЗначения>\n"
            yield f"\t\t\t\t\t\t<Значение>{text}</Значение>\n\t\t\t\t\t</Справочник>\n"
        yield "\t\t\t\t</ВариантыЗначений>\n\t\t\t</Свойство>\n"
    yield "\t\t</Свойства>\n\t</Классификатор>\n"


def _package(made: _Set) -> Iterator[str]:
    yield f'\t<ПакетПредложений СодержитТолькоИзменения="false">\n\t\t<Ид>{made.catalogue}#</Ид>\n\t\t<ТипыЦен>\n'
    for key, name in made.prices:
        yield f"\t\t\t<ТипЦены>\n\t\t\t\t<Ид>{key}</Ид>\n\t\t\t\t<Наименование>{name}</Наименование>\n"
        yield "\t\t\t\t<Валюта>RUB</Валюта>\n\t\t\t</ТипЦены>\n"
    yield "\t\t</ТипыЦен>\n\t\t<Склады>\n"
    for key, name in made.warehouses:
        yield f"\t\t\t<Склад>\n\t\t\t\t<Ид>{key}</Ид>\n\t\t\t\t<Наименование>{name}</Наименование>\n\t\t\t</Склад>\n"
    yield "\t\t</Склады>\n\t\t<Предложения>\n"


def _good(made: _Set, goods: TextIO, offers: TextIO) -> None:
    chance = made.chance
    key, name = made.id(), f"{made.words(5)} № {len(made.goods) + 1}"
    sizes = _SIZES if len(made.goods) % 3 == 0 else ()
    made.goods.append((key, name, sizes))
    values = "".join(
        f"\t\t\t\t\t<ЗначенияСвойства>\n\t\t\t\t\t\t<Ид>{id}</Ид>\n\t\t\t\t\t\t<Значение>"
        f"{chance.choice(made.lists[one])[0] if one in made.lists else made.words(2)}</Значение>\n"
        "\t\t\t\t\t</ЗначенияСвойства>\n"
        for one, id in made.properties.items()
    )
    details = "".join(
        f"\t\t\t\t\t<ЗначениеРеквизита>\n\t\t\t\t\t\t<Наименование>{one}</Наименование>\n"
        f"\t\t\t\t\t\t<Значение>{value}</Значение>\n\t\t\t\t\t</ЗначениеРеквизита>\n"
        for one, value in (
            ("ВидНоменклатуры", "Товар"),
            ("ТипНоменклатуры", "Запас"),
            ("Полное наименование", name),
            ("Вес", "0.5"),
        )
    )
    goods.write(
        f"\t\t\t<Товар>\n\t\t\t\t<Ид>{key}</Ид>\n\t\t\t\t<Штрихкод>46{len(made.goods):011}</Штрихкод>\n"
        f"\t\t\t\t<Артикул>АРТ-{key[:8]}</Артикул>\n\t\t\t\t<Наименование>{name}</Наименование>\n\t\t\t\t{_UNIT}\n"
        f"\t\t\t\t<Группы>\n\t\t\t\t\t<Ид>{chance.choice(made.groups)}</Ид>\n\t\t\t\t</Группы>\n"
        f"\t\t\t\t<Описание>{made.words(25)} &quot;люкс&quot;</Описание>\n"
        f"\t\t\t\t<Картинка>import_files/{key[:2]}/{key}_1.jpg</Картинка>\n"
        f"\t\t\t\t<Картинка>import_files/{key[:2]}/{key}_2.jpg</Картинка>\n"
        f"\t\t\t\t<Изготовитель>\n\t\t\t\t\t<Ид>{made.catalogue}</Ид>\n\t\t\t\t\t<Наименование>Берег</Наименование>\n"
        f"\t\t\t\t</Изготовитель>\n\t\t\t\t<ЗначенияСвойств>\n{values}\t\t\t\t</ЗначенияСвойств>\n"
        "\t\t\t\t<СтавкиНалогов>\n\t\t\t\t\t<СтавкаНалога>\n\t\t\t\t\t\t<Наименование>НДС</Наименование>\n"
        "\t\t\t\t\t\t<Ставка>20</Ставка>\n\t\t\t\t\t</СтавкаНалога>\n\t\t\t\t</СтавкиНалогов>\n"
        f"\t\t\t\t<ЗначенияРеквизитов>\n{details}\t\t\t\t</ЗначенияРеквизитов>\n\t\t\t</Товар>\n"
    )
    for size in sizes or ("",):
        offers.write(_offer(made, key, name, size))


def _offer(made: _Set, key: str, name: str, size: str) -> str:
    price = made.chance.randint(90, 90_000)
    trait = (
        "\t\t\t\t<ХарактеристикиТовара>\n\t\t\t\t\t<ХарактеристикаТовара>\n\t\t\t\t\t\t<Наименование>Размер</Наименование>\n"
        f"\t\t\t\t\t\t<Значение>{size}</Значение>\n\t\t\t\t\t</ХарактеристикаТовара>\n\t\t\t\t</ХарактеристикиТовара>\n"
    )
    prices = "".join(
        f"\t\t\t\t\t<Цена>\n\t\t\t\t\t\t<Представление>{price} RUB за шт</Представление>\n"
        f"\t\t\t\t\t\t<ИдТипаЦены>{kind}</ИдТипаЦены>\n\t\t\t\t\t\t<ЦенаЗаЕдиницу>{price}.5</ЦенаЗаЕдиницу>\n"
        "\t\t\t\t\t\t<Валюта>RUB</Валюта>\n\t\t\t\t\t\t<Единица>шт</Единица>\n\t\t\t\t\t\t<Коэффициент>1</Коэффициент>\n"
        "\t\t\t\t\t</Цена>\n"
        for kind, _name in made.prices
    )
    rests = [(warehouse, made.chance.randint(0, 60)) for warehouse, _name in made.warehouses]
    at = "".join(f'\t\t\t\t<Склад ИдСклада="{one}" КоличествоНаСкладе="{number}"/>\n' for one, number in rests)
    return (
        f"\t\t\t<Предложение>\n\t\t\t\t<Ид>{key}{'#' + made.id() if size else ''}</Ид>\n"
        f"\t\t\t\t<Артикул>АРТ-{key[:8]}</Артикул>\n"
        f"\t\t\t\t<Наименование>{name}{f' ({size})' if size else ''}</Наименование>\n"
        f"\t\t\t\t{_UNIT}\n{trait if size else ''}\t\t\t\t<Цены>\n{prices}\t\t\t\t</Цены>\n"
        f"\t\t\t\t<Количество>{sum(number for _, number in rests)}</Количество>\n{at}\t\t\t</Предложение>\n"
    )
