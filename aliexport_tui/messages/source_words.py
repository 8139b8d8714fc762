"""Kinds of sources, what carries them, and what has to be asked about them, in words."""

from aliexport_tui.messages.i18n import N_, _
from aliexport_tui.messages.text import neutral

_KINDS = {
    "yml": N_("YML (Yandex Market)"),
    "csv": N_("a table, by a mapping of its columns"),
    "magento2": "Magento 2",
    "magento1": "Magento 1",
    "woocommerce": "WooCommerce",
    "commerceml": N_("CommerceML (1C)"),
    "insales": "InSales",
    "prom": "prom.ua",
    "opencart": "OpenCart (CSV Price Pro)",
    "magento_rest": "Magento 2 (REST)",
    "woo_rest": "WooCommerce (REST)",
}
_FORMATS = {
    "yml": "XML",
    "commerceml": "XML",
    "csv": N_("delimited text"),
    "xlsx": N_("workbook (XLSX)"),
    "xls": N_("workbook (XLS)"),
    "ods": N_("workbook (ODS)"),
    "html": N_("HTML table"),
    "set": N_("several files together"),
    "zip": N_("several files together"),
    "json": N_("answers of the shop's interface"),
}
_ENCODINGS = {"utf-8": "UTF-8", "cp1251": "windows-1251", "utf-16": "UTF-16"}
_DELIMITERS = {"\t": N_("tab"), " ": N_("blank"), ",": N_("comma"), ";": N_("semicolon")}
_ASKED = {
    "updates": (
        N_("Source it updates"),
        N_("there are prices or stocks alone and no products: the code of the source whose they are"),
    ),
    "csv.columns.sku": (N_("Column with the code"), N_("each row's own, such as an article")),
    "csv.columns.name": (N_("Column with the name"), N_("what the product is called")),
    "csv.columns.price": (
        N_("Column with the price"),
        N_("without one nothing can be sold; empty: another source brings prices"),
    ),
    "price_type": (N_("Price type"), N_("the file has several prices; one is for the marketplace")),
    "weight_unit": (N_("Unit of weight"), N_("the file has bare numbers")),
    "base_url": (N_("Address of pictures"), N_("the file has parts of addresses; what stands before them?")),
    "store_view": (N_("Store view"), N_("whose texts count; empty: the default ones")),
    "multiple": (N_("Values parted by"), N_("several categories or values in one cell")),
    "csv.currency": (N_("Currency"), N_("the file names none; empty: the account's")),
}

_DOUBTS = {
    "category": N_("several categories"),
    "brand": N_("several brands"),
    "price": N_("prices far apart"),
    "same": N_("some differ in nothing"),
}


def doubt_name(doubt: str) -> str:
    """Why a group that a rule would join may be wrong."""
    return _(_DOUBTS.get(doubt, doubt))


def kind_name(kind: str) -> str:
    return _(_KINDS.get(kind, kind))


def format_name(format: str) -> str:
    return _(_FORMATS.get(format, format))


def encoding_name(encoding: str) -> str:
    """ "cp1251" -> "windows-1251"; a name nobody knows as it stands in the file."""
    return _ENCODINGS.get(encoding, neutral(encoding))


def delimiter_name(delimiter: str) -> str:
    return _(_DELIMITERS[delimiter]) if delimiter in _DELIMITERS else neutral(delimiter)


def asked(setting: str) -> tuple[str, str]:
    """What is asked for, in two or three words, and what helps to answer."""
    label, help_ = _ASKED.get(setting, (setting, ""))
    return _(label), _(help_)


def found_words(kind: str, format: str, encoding: str, declared: str, delimiter: str, sheet: str, line: int) -> list[str]:
    """What a look has found of the file itself, in short parts; what it has not is left out."""
    parts = [f"{kind_name(kind)} · {format_name(format)}"]
    if encoding:
        parts.append(encoding_name(encoding))
    if declared:
        parts.append(_("but it says {declared}").format(declared=encoding_name(declared)))
    if delimiter:
        parts.append(_("delimiter: {delimiter}").format(delimiter=delimiter_name(delimiter)))
    if sheet:
        parts.append(_("sheet {sheet}").format(sheet=neutral(sheet)))
    if line:
        parts.append(_("header in row {line}").format(line=line))
    return parts
