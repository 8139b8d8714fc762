"""What a person types to find products: plain words, and conditions such as `price>1000 stock=0 state:rejected !brand`.

Pure: a line becomes words and terms, or says in words what it did not understand."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from aliexport_tui.model.wants import LANES
from aliexport_tui.store.database import fold
from aliexport_tui.store.product_terms import Term, TermField, TermOp
from aliexport_tui.tui.words import OUTCOMES, _, lane_word, outcome_name

_NAMES: Mapping[TermField, tuple[str, ...]] = {
    "price": ("price", "цена"),
    "old_price": ("old", "oldprice", "старая", "стараяцена"),
    "stock": ("stock", "остаток"),
    "skus": ("skus", "sku", "варианты"),
    "pictures": ("pictures", "photos", "фото", "картинки"),
    "problems": ("problems", "проблемы"),
    "state": ("state", "состояние", "статус"),
    "brand": ("brand", "бренд"),
    "category": ("category", "категория", "раздел"),
    "problem": ("problem", "проблема"),
    "key": ("key", "ключ"),
    "article": ("article", "артикул"),
    "name": ("name", "название", "имя"),
    "source": ("source", "источник"),
    "profile": ("profile", "профиль"),
    "changed": ("changed", "изменено", "изменен"),
    "imported": ("imported", "загружено", "импорт"),
    "pending": ("pending", "ждет", "отправить"),
    "card": ("card", "карточка"),
}
"""Both languages work, whichever the console speaks: filters are passed from hand to hand."""

_FIELDS: Mapping[str, TermField] = {name: field for field, names in _NAMES.items() for name in names}
_MONEY: tuple[TermField, ...] = ("price", "old_price")
_NUMBERS: tuple[TermField, ...] = ("stock", "skus", "pictures", "problems")
_MOMENTS: tuple[TermField, ...] = ("changed", "imported")
_OPS: Mapping[str, TermOp] = {":": "has", "=": "is", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_TURNED: Mapping[TermOp, TermOp] = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_UNITS = {"m": 60, "min": 60, "мин": 60, "м": 60, "h": 3600, "ч": 3600, "d": 86_400, "д": 86_400, "w": 604_800, "н": 604_800}

_PIECE = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_CONDITION = re.compile(r"(?P<not>!?)(?P<name>[^\W\d]+)(?P<op>!=|<>|<=|>=|[:=<>])(?P<value>.*)", re.DOTALL)
_AGE = re.compile(r"(\d+)\s*([^\W\d]+)")


@dataclass(frozen=True)
class Search:
    """`trouble`: what is not understood, "" when all is; then `words` and `terms` hold the rest."""

    words: str = ""
    terms: tuple[Term, ...] = ()
    trouble: str = ""


class _NotUnderstoodError(Exception):
    pass


def parse(line: str, now: int) -> Search:
    """`now` in UTC ms: ages become moments."""
    words: list[str] = []
    terms: list[Term] = []
    trouble = ""
    for piece in _PIECE.findall(line):
        try:
            term = _term(piece, now)
        except _NotUnderstoodError as error:
            trouble = trouble or str(error)
            continue
        if term is None:
            words.append(piece.replace('"', ""))
        else:
            terms.append(term)
    return Search(" ".join(words), tuple(terms), trouble)


def names() -> Iterator[tuple[str, str]]:
    """Each condition's English and Russian name, for the help."""
    for known in _NAMES.values():
        yield known[0], next(name for name in known if not name.isascii())


def _term(piece: str, now: int) -> Term | None:
    found = _CONDITION.fullmatch(piece)
    if found is None:
        return _without(piece)
    op = found["op"]
    negated = bool(found["not"]) != (op in ("!=", "<>"))
    field = _field(found["name"])
    value = found["value"].replace('"', "").strip()
    if not value:
        raise _NotUnderstoodError(_("{name}{op} needs a value").format(name=found["name"], op=op))
    made = _OPS.get(op, "is")
    if field in _MONEY or field in _NUMBERS:
        return _of_numbers(field, made, value, negated)
    if field in _MOMENTS:
        return _of_age(field, made, value, negated, now)
    if made not in ("has", "is"):
        raise _NotUnderstoodError(_("{name} is no number: use : or =").format(name=found["name"]))
    values = [part.strip() for part in value.split(",") if part.strip()] or [value]
    if values == ["*"]:
        return Term(field, "empty", negated=not negated)
    if field == "state":
        return Term(field, "has", tuple(_state(part) for part in values), negated)
    if field == "pending":
        every = fold(value) in ("yes", "any", "да", "все")
        return Term(field, "has", () if every else tuple(_lane(part) for part in values), negated)
    return Term(field, made, tuple(values), negated)


def _without(piece: str) -> Term | None:
    """`!brand`: none has been given; `!word`: the word is nowhere. None for a plain word."""
    if not piece.startswith("!") or len(piece) == 1:
        return None
    word = piece[1:].replace('"', "")
    field = _FIELDS.get(fold(word))
    if field is not None and '"' not in piece:
        return Term(field, "empty")
    return Term("text", "has", (word,), negated=True) if word else None


def _field(name: str) -> TermField:
    known = _FIELDS.get(fold(name))
    if known is None:
        raise _NotUnderstoodError(_unknown(_("There is no condition “{name}”.").format(name=name), name, tuple(_FIELDS)))
    return known


def _of_numbers(field: TermField, op: TermOp, text: str, negated: bool) -> Term:
    if text == "*":
        return Term(field, "empty", negated=not negated)
    low, dots, high = text.partition("..")
    if dots:
        return Term(field, "between", (_amount(field, low), _amount(field, high)), negated)
    return Term(field, "is" if op == "has" else op, (_amount(field, text),), negated)


def _amount(field: TermField, text: str) -> int:
    try:
        number = Decimal(text.replace(",", ".").replace("\u00a0", "").replace("_", ""))
        amount = number * 100 if field in _MONEY else number
        if not number.is_finite() or abs(amount) > 10**15:
            raise InvalidOperation
    except InvalidOperation:
        raise _NotUnderstoodError(_("“{value}” is no number").format(value=text)) from None
    if amount != int(amount):
        raise _NotUnderstoodError(_("“{value}” has too many digits after the point").format(value=text))
    return int(amount)


def _of_age(field: TermField, op: TermOp, text: str, negated: bool, now: int) -> Term:
    """`changed<2h`: less than two hours ago, so a moment that is later; `:` and `=` are read as "not longer ago than"."""
    found = _AGE.fullmatch(text)
    seconds = _UNITS.get(fold(found[2])) if found else None
    if found is None or seconds is None:
        raise _NotUnderstoodError(_("“{value}” is no age: 30min, 2h, 5d, 1w").format(value=text))
    moment = now - min(int(found[1]), 10**9) * seconds * 1000
    return Term(field, _TURNED.get(op, "ge"), (moment,), negated)


def _state(text: str) -> str:
    states = {fold(outcome_name(code)): code for code in (*OUTCOMES, "new")} | {code: code for code in (*OUTCOMES, "new")}
    return _one_of(states, text, _("There is no state “{name}”.").format(name=text))


def _lane(text: str) -> str:
    lanes: dict[str, str] = {name: lane for lane in LANES for name in (lane, fold(lane_word(lane)))}
    return _one_of(lanes, text, _("Nothing called “{name}” is sent.").format(name=text))


def _one_of(known: Mapping[str, str], text: str, trouble: str) -> str:
    """By its whole name, or the only one that begins so."""
    wanted = fold(text)
    if wanted in known:
        return known[wanted]
    begun = {code for name, code in known.items() if name.startswith(wanted)}
    if len(begun) != 1:
        raise _NotUnderstoodError(_unknown(trouble, text, tuple(known)))
    return begun.pop()


def _unknown(trouble: str, text: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(fold(text), known, n=2, cutoff=0.6)
    if not near:
        return trouble
    return f"{trouble} {_('Did you mean {names}?').format(names=' / '.join(near))}"
