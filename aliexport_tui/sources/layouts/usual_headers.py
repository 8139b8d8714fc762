"""Usual names of columns, to propose a mapping for a table."""

import re

_USUAL: dict[str, tuple[str, ...]] = {
    "sku": (
        "sku", "артикул", "код", "код товара", "код_товара", "id", "code", "offer_id", "_sku_", "id товара",
        "штрихкод товара",
    ),
    "group": ("group_id", "group", "группа вариантов", "id_группы_разновидностей"),
    "name": ("name", "название", "наименование", "имя", "название товара", "название_позиции", "_name_", "title"),
    "category": ("category", "категория", "раздел", "группа", "categoryname", "название_группы", "categories", "_category_"),
    "brand": ("brand", "vendor", "бренд", "производитель", "торговая марка", "manufacturer"),
    "article": ("vendorcode", "артикул производителя", "article", "mpn"),
    "description": ("description", "описание", "полное описание", "_description_"),
    "url": ("url", "ссылка", "link", "адрес", "url товара", "ссылка на товар"),
    "currency": ("currency", "валюта", "currencyid", "валюта (id)"),
    "country": ("country", "страна", "страна производства", "страна происхождения"),
    "price": ("price", "цена", "цена продажи", "розничная цена", "regular price", "_price_", "цена, руб", "цена, руб."),
    "old_price": ("old_price", "oldprice", "старая цена", "цена до скидки"),
    "stock": ("stock", "остаток", "количество", "qty", "quantity", "_quantity_", "в наличии"),
    "available": ("available", "наличие", "доступен"),
    "barcode": ("barcode", "штрихкод", "штрих-код", "ean", "gtin"),
    "weight": ("weight", "вес", "вес, кг", "вес (кг)", "вес(кг)"),
    "length": ("length", "длина", "длина, см"),
    "width": ("width", "ширина", "ширина, см"),
    "height": ("height", "высота", "высота, см"),
    "tnved": ("tnved", "тн вэд", "тнвэд", "tn-ved-code"),
}  # fmt: skip
_PICTURES = (
    "picture",
    "pictures",
    "image",
    "images",
    "фото",
    "изображение",
    "изображения",
    "картинка",
    "картинки",
    "фотографии",
    "url изображения",
    "ссылка на изображение",
    "ссылка на картинку",
    "ссылка на фото",
    "image_url",
    "picture_url",
    "_image_",
    "_images_",
)


_MORE: dict[str, tuple[str, ...]] = {
    "sku": ("артикул товара", "код номенклатуры", "код артикула", "sku code", "product code", "item code", "код позиции"),
    "name": ("номенклатура", "товар", "наименование товара", "название позиции", "product name", "назва", "найменування"),
    "price": (
        "цена розничная",
        "розница",
        "ррц",
        "рц",
        "цена за шт",
        "цена за единицу",
        "стоимость",
        "ціна",
        "retail price",
    ),
    "stock": ("остатки", "остаток на складе", "количество остаток", "кол-во", "количество на складе", "свободный остаток"),
    "available": ("доступность", "наявність", "in stock", "статус наличия"),
    "article": ("код производителя", "номер", "number", "part number"),
    "category": ("категории", "категория товара", "группа товаров", "номенклатурная группа"),
    "barcode": ("штрих код", "ean13", "шк"),
    "weight": ("вес брутто", "масса", "вес товара"),
}
"""Names that count when none of the usual ones is there."""

_LONGEST = 80
_PRICES = ("цена", "ціна", "price")
_PARAM = re.compile(
    r"(?:атрибут|параметр|свойство|характеристика|param|attribute|property|feature)\s*(?:[_:|]\s*|\s-\s)(.*\S)", re.I
)
_UNIT = re.compile(
    r"[\s,(\[]+(?:руб\.?|р\.?|₽|rub|usd|\$|грн\.?|кг|г|см|мм|м|шт\.?|ед\.?|true/false|id)[)\]]*$", re.IGNORECASE
)


def suggest(headers: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """-> (field -> header, headers of pictures). A header serves one field; the more usual name wins. Of several columns of
    prices none is taken unless one has a usual name: which of them counts is for the owner to say."""
    plain: dict[str, str] = {}
    bare: dict[str, str] = {}
    pictures: list[str] = []
    for name, header in _told_apart(headers):
        if header.casefold() in _PICTURES:
            pictures.append(name)
        elif not _PARAM.fullmatch(header):
            plain.setdefault(header.casefold(), name)
            bare.setdefault(_bare(header), name)
    columns: dict[str, str] = {}
    taken: set[str] = set()
    for known, usual in ((plain, _USUAL), (bare, _USUAL), (bare, _MORE)):
        for field, names in usual.items():
            found = next((known[name] for name in names if name in known and known[name] not in taken), None)
            if field not in columns and found is not None:
                columns[field] = found
                taken.add(found)
    prices = [name for header, name in plain.items() if header.startswith(_PRICES) and name not in taken]
    if "price" not in columns and len(prices) == 1:
        columns["price"] = prices[0]
    return columns, tuple(pictures)


def suggest_params(headers: tuple[str, ...]) -> dict[str, str]:
    """Param name -> header, of columns that say that they are params: «Атрибут_Вес(кг)», «Параметр: Цвет»."""
    found = {name: match[1] for name, header in _told_apart(headers) if (match := _PARAM.fullmatch(header))}
    return {param: name for name, param in found.items()}


def _told_apart(headers: tuple[str, ...]) -> list[tuple[str, str]]:
    """(name as Table.columns has it, header)."""
    counts: dict[str, int] = {}
    found = []
    for header in headers:
        counts[header] = counts.get(header, 0) + 1
        if header:
            found.append((header if counts[header] == 1 else f"{header}#{counts[header]}", header))
    return found


def _bare(header: str) -> str:
    """ "Цена, руб." -> "цена"; "Код_товара *" -> "код товара"."""
    return " ".join(_UNIT.sub("", header[:_LONGEST].casefold().strip(" *:.")).replace("_", " ").split())
