"""Usual names of columns, to propose a mapping for a delimited file."""

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


def suggest(headers: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """-> (field -> header, headers of pictures). A header serves one field; the more usual name wins."""
    plain: dict[str, str] = {}
    pictures: list[str] = []
    counts: dict[str, int] = {}
    for header in headers:
        counts[header] = counts.get(header, 0) + 1
        name = header if counts[header] == 1 else f"{header}#{counts[header]}"
        if header.casefold() in _PICTURES:
            pictures.append(name)
        else:
            plain.setdefault(header.casefold(), name)
    columns: dict[str, str] = {}
    for field, names in _USUAL.items():
        known = next((name for name in names if name in plain), None)
        if known is not None:
            columns[field] = plain.pop(known)
    return columns, tuple(pictures)
