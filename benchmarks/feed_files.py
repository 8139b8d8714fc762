"""Files whose reading is measured: as large as asked for, the same at each call, in the sizes of `sources.md` §5.

YML: 2.1 kB an offer, eight params in an order of its own, three or four pictures, HTML in CDATA, as in Yandex's own
example. CSV: 25 columns, HTML over several lines in one cell, 0.8 kB a row. XLSX: 20 columns of a price list."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import xlsxwriter

_MB = 1_000_000
_SEED = 20_260_301
_WORDS = (
    "куртка", "рубашка", "светильник", "чайник", "стол", "кресло", "полка", "набор", "коврик", "сумка", "рюкзак",
    "ботинки", "термос", "плед", "подушка", "лампа", "зимний", "летний", "складной", "мягкий", "лёгкий", "прочный",
    "тёплый", "детский", "мужской", "женский", "синий", "серый", "белый", "чёрный", "зелёный", "дерево", "сталь",
    "хлопок", "шерсть", "стекло", "керамика", "для", "дома", "для", "дачи", "с", "чехлом", "на", "молнии", "с", "ручкой",
    "в", "подарок", "и", "надёжный", "материал", "который", "легко", "мыть", "служит", "долго", "не", "скользит",
    "хорошо", "держит", "тепло", "подходит", "к", "любой", "комнате", "просто",
)  # fmt: skip
_PARAMS = (
    "Цвет",
    "Материал",
    "Размер",
    "Страна производства",
    "Сезон",
    "Гарантия",
    "Ширина",
    "Высота",
    "Комплектация",
    "Вес",
)
_UNITS = {"Ширина": "см", "Высота": "см", "Вес": "г", "Гарантия": "мес"}
_BRANDS = ("Берег", "Север", "Домовой", "ООО «Лад»", "Kontur", "Прима")
_SHELVES = 400


def write_yml(path: Path, megabytes: int) -> int:
    """-> offers."""
    chance = Random(_SEED)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE yml_catalog SYSTEM "shops.dtd">\n')
        out.write('<yml_catalog date="2026-03-01 10:00"><shop><name>Берег</name>\n<categories>\n')
        for shelf in range(1, _SHELVES + 1):
            parent = f' parentId="{shelf // 8}"' if shelf >= 8 else ""
            out.write(f'<category id="{shelf}"{parent}>{_phrase(chance, 2)} {shelf}</category>\n')
        out.write("</categories>\n<offers>\n")
        number = 0
        while out.tell() < megabytes * _MB:
            for _ in range(50):
                number += 1
                out.write(_offer(chance, number))
        out.write("</offers>\n</shop></yml_catalog>\n")
    return number


def _offer(chance: Random, number: int) -> str:
    price = chance.randint(90, 90_000)
    lines = [f'<offer id="{100_000 + number}" available="{"true" if number % 7 else "false"}">']
    lines.append(f"<url>https://bereg.example/catalog/{number % 90}/tovar-{number}.html</url>")
    lines.append(f"<price>{price}</price>")
    if number % 3 == 0:
        lines.append(f"<oldprice>{price + chance.randint(1, 9_000)}</oldprice>")
    lines.append(f"<currencyId>RUR</currencyId><categoryId>{chance.randint(1, _SHELVES)}</categoryId>")
    lines += (f"<picture>{_picture(number, at)}</picture>" for at in range(1, 4 + number % 2))
    lines.append(f"<name>{_phrase(chance, 5)} № {number}</name>")
    lines.append(f"<vendor>{chance.choice(_BRANDS)}</vendor><vendorCode>ART-{number:07}</vendorCode>")
    lines.append(f"<description><![CDATA[{_html(chance, 40)}]]></description>")
    for name in chance.sample(_PARAMS, 8):
        unit = f' unit="{_UNITS[name]}"' if name in _UNITS else ""
        value = str(chance.randint(1, 300)) if unit else _phrase(chance, 2)
        lines.append(f'<param name="{name}"{unit}>{value}</param>')
    lines.append(f"<weight>{chance.randint(1, 90) / 10}</weight><barcode>46{number:011}</barcode>")
    lines.append(f"<count>{chance.randint(0, 60)}</count><sales_notes>Предоплата не нужна</sales_notes>\n</offer>\n")
    return "\n            ".join(lines)


COLUMNS = (
    "Артикул", "Название", "Категория", "Бренд", "Код производителя", "Описание", "Ссылка", "Валюта", "Страна", "Цена",
    "Старая цена", "Остаток", "Наличие", "Штрихкод", "Вес", "Длина", "Ширина", "Высота", "Фото 1", "Фото 2", "Цвет",
    "Материал", "Размер", "Сезон", "Примечание",
)  # fmt: skip


def write_csv(path: Path, megabytes: int) -> int:
    """-> rows below the header."""
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(";".join(COLUMNS) + "\n")
        for row in rows():
            out.write(";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if " " in cell else cell for cell in row) + "\n")
            number += 1
            if number % 50 == 0 and out.tell() >= megabytes * _MB:
                return number
    return number


def write_xlsx(path: Path, count: int) -> int:
    """A price list without the long texts: 20 columns, numbers as numbers. -> rows below the header."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Прайс")
    left_out = {"Описание", "Ссылка", "Фото 2", "Валюта", "Примечание"}
    places = [at for at, name in enumerate(COLUMNS) if name not in left_out]
    numbers = {COLUMNS.index(name) for name in ("Цена", "Старая цена", "Остаток", "Вес", "Длина", "Ширина", "Высота")}
    sheet.write_row(0, 0, [COLUMNS[at] for at in places])
    for number, row in zip(range(1, count + 1), rows(), strict=False):
        for column, at in enumerate(places):
            if at in numbers and row[at]:
                sheet.write_number(number, column, float(row[at].replace(",", ".")))
            elif row[at]:
                sheet.write_string(number, column, row[at])
    book.close()
    return count


def rows() -> Iterator[list[str]]:
    """Rows of COLUMNS without end."""
    chance = Random(_SEED)
    number = 0
    while True:
        number += 1
        price = chance.randint(90, 90_000)
        shelf = chance.randrange(_SHELVES)
        yield [
            f"K-{number:07}",
            f"{_phrase(chance, 5)} № {number}",
            f"Каталог > Раздел {shelf // 20} > Полка {shelf}",
            chance.choice(_BRANDS),
            f"ART-{number:07}",
            _html(chance, 14),
            f"https://bereg.example/catalog/{number % 90}/tovar-{number}.html",
            "RUB",
            "Россия",
            f"{price},{number % 100:02}",
            f"{price + 500},00" if number % 3 == 0 else "",
            str(chance.randint(0, 60)),
            "да" if number % 7 else "нет",
            f"46{number:011}",
            f"0,{chance.randint(1, 9)}",
            str(chance.randint(1, 90)),
            str(chance.randint(1, 90)),
            str(chance.randint(1, 90)),
            _picture(number, 1),
            _picture(number, 2),
            chance.choice(("синий", "серый", "белый")),
            _phrase(chance, 1),
            str(chance.randint(36, 60)),
            chance.choice(("зима", "лето")),
            "Предоплата не нужна",
        ]


def _phrase(chance: Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize()


def _html(chance: Random, words: int) -> str:
    """Paragraph, paragraph, list of two."""
    texts = "\n".join(f"<p>{_phrase(chance, words // 2)}.</p>" for _ in range(2))
    items = "\n".join(f"<li>{_phrase(chance, 4)}</li>" for _ in range(2))
    return f"{texts}\n<ul>\n{items}\n</ul>"


def _picture(number: int, at: int) -> str:
    return f"https://bereg.example/upload/iblock/{number % 999:03}/{number:08}_{at}.jpg"
