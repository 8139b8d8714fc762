"""Text with numbers of orders and tracks -> news: a pasted list, CSV with or without titles, JSON, JSON lines."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from aliexport_tui.engine.orders.news.said import BadRow, Heard, News, Status, shown_number, shown_word

LARGEST = 8 * 1024 * 1024
"""Bytes."""
_TITLES: Mapping[str, tuple[str, ...]] = {
    "order": (
        "order", "order_id", "order_number", "number", "trade_order_id", "ext_order_id", "marketplace_number", "id",
        "заказ", "номер_заказа", "номер", "id_заказа",
    ),
    "track": (
        "track", "tracking", "track_number", "tracking_number", "tracking_code", "трек", "трек_номер", "трекномер",
        "трек_код", "номер_отправления", "накладная",
    ),
    "carrier": (
        "carrier", "carrier_name", "carrier_code", "provider", "provider_name", "delivery_service", "служба",
        "служба_доставки", "перевозчик", "тк", "транспортная_компания", "доставка",
    ),
    "track_url": ("track_url", "tracking_url", "url", "link", "ссылка"),
    "phone": ("support_phone", "support_phone_number", "phone", "телефон", "телефон_поддержки"),
    "status": ("status", "state", "статус", "состояние"),
}  # fmt: skip
_STATUSES: Mapping[str, Status] = {
    **dict.fromkeys(
        (
            "sent",
            "shipped",
            "in_transit",
            "dispatched",
            "complete",
            "отправлен",
            "отправлено",
            "в_пути",
            "передан_в_доставку",
        ),
        "sent",
    ),
    **dict.fromkeys(
        ("ready", "ready_for_pickup", "awaiting_pickup", "arrived", "готов", "готов_к_выдаче", "ожидает_получения"),
        "ready_for_pickup",
    ),
    **dict.fromkeys(("delivered", "received", "доставлен", "доставлено", "вручен", "вручено", "получен"), "delivered"),
}
_BY_POSITION = ("order", "track", "carrier", "track_url", "phone")
_DELIMITERS = ("\t", ";", ",", "|")
_MOST_CELL = 500
_DAMAGED = re.compile(r"\d+([.,]\d+)?[eE]\+\d+|\d+[.,]\d+[eE]\d+")
"""A spreadsheet has made a rounded number of it."""
_WHOLE = re.compile(r"[.,]0+$")
_LISTS = ("orders", "shipments", "items", "data")


def text_of(data: bytes) -> str | None:
    """UTF-8 or, as older shops and spreadsheets write, UTF-16 or Windows-1251; None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def hear(text: str) -> Heard:
    """Every row is news or is told of as bad; nothing is dropped but blank lines and those that begin with #."""
    begins = text.lstrip()[:1]
    rows = _json_rows(text) if begins in ("[", "{") else _delimited_rows(text)
    news: list[News] = []
    bad: list[BadRow] = []
    for line, said in rows:
        found = _news(line, said) if isinstance(said, dict) else BadRow(line, said)
        if isinstance(found, News):
            news.append(found)
        else:
            bad.append(found)
    return Heard(tuple(news), tuple(bad))


_Said = dict[str, str]


def _news(line: int, said: _Said) -> News | BadRow:
    order = _WHOLE.sub("", said.get("order", "").lstrip("'#№ "))
    if not order:
        return BadRow(line, "news.no_order")
    shown = {"order": shown_number(order)}
    if _DAMAGED.fullmatch(order):
        return BadRow(line, "news.number_damaged", shown)
    if any(len(cell) > _MOST_CELL for cell in said.values()):
        return BadRow(line, "news.too_long", shown)
    track = said.get("track", "").lstrip("'")
    if _DAMAGED.fullmatch(track):
        return BadRow(line, "news.number_damaged", {"order": track})
    if track and not any(letter.isdigit() for letter in track):
        return BadRow(line, "news.track_odd", shown)
    word = said.get("status", "")
    status = _STATUSES.get(_key(word)) if word else "sent"
    if status is None:
        return BadRow(line, "news.status_unknown", {**shown, "status": shown_word(word)})
    if status == "sent" and not track:
        return BadRow(line, "news.no_track", shown)
    return News(
        order, track, said.get("carrier", ""), said.get("track_url", ""), said.get("phone", "").lstrip("'"), status, line
    )


# ---- rows of text -------------------------------------------------------------------------------------------------


def _delimited_rows(text: str) -> Iterator[tuple[int, _Said | str]]:
    """With titles in the first row, or number, track, carrier, address, phone in this order."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = next((one for one in _DELIMITERS if one in first), "")
    names: Sequence[str] = ()
    for number, cells in _split(lines, delimiter):
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not names:
            titles = [_title(cell) for cell in cells]
            names = titles if "order" in titles else _BY_POSITION
            if "order" in titles:
                continue
        if names is _BY_POSITION and len(cells) == 1:  # pasted together from several places
            cells = _pieces(cells[0])
        yield number, _said((name, cell) for name, cell in zip(names, cells, strict=False) if name)


def _pieces(line: str) -> list[str]:
    """A row by its own delimiter."""
    delimiter = next((one for one in _DELIMITERS if one in line), "")
    return [cell.strip() for cell in line.split(delimiter)] if delimiter else line.split(maxsplit=2)


def _split(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    if not delimiter:  # blanks: the carrier may have some in it
        yield from ((number, line.split(maxsplit=2)) for number, line in enumerate(lines, start=1) if line.strip())
        return
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue
        yield number, [" ".join(cell.split()) for cell in cells]


def _said(pairs: Iterator[tuple[str, str]]) -> _Said:
    """The first that is not empty, of several that mean the same."""
    said: _Said = {}
    for name, value in pairs:
        if value and not said.get(name):
            said[name] = value
    return said


def _title(cell: str) -> str:
    key = _key(cell)
    return next((name for name, words in _TITLES.items() if key in words), "")


def _key(word: str) -> str:
    return re.sub(r"[\W_]+", "_", word.casefold().replace("ё", "е").replace("№", "номер_")).strip("_")


# ---- JSON ---------------------------------------------------------------------------------------------------------


def _json_rows(text: str) -> Iterator[tuple[int, _Said | str]]:
    """A list, one object, an object around a list; else each line by itself."""
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        yield from _json_lines(text)
        return
    if isinstance(whole, dict) and not _looks_like_news(whole):
        whole = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), whole)
    for number, one in enumerate(whole if isinstance(whole, list) else [whole], start=1):
        yield number, _of_object(one)


def _json_lines(text: str) -> Iterator[tuple[int, _Said | str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, _of_object(msgspec.json.decode(line))
            except (msgspec.DecodeError, RecursionError):
                yield number, "news.not_json"


def _looks_like_news(one: Mapping[str, object]) -> bool:
    return any(_title(name) == "order" for name in one)


def _of_object(one: object) -> _Said | str:
    if not isinstance(one, dict):
        return "news.not_json"
    return _said(
        (_title(str(name)), " ".join(str(value).split()))
        for name, value in one.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and _title(str(name))
    )
