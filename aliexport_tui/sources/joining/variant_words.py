"""What in a name tells variants of one product apart: sizes and colours, in Russian and English."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import msgspec

Axis = Literal["size", "colour", "other"]

_LONGEST = 1_000
"""Characters; what is longer is no name."""

_LETTERS = r"(?:one\s?size|onesize|[2-9]xs|[2-9]xl|xxs|xs|s|m|l|x{1,5}l)"
_NUMBER = r"(?:[1-9][0-9]{1,2}(?:[.,]5)?)"
_SIZE = rf"(?:{_LETTERS}(?:\s?[-/–]\s?{_LETTERS})?|{_NUMBER}(?:\s?[-/–]\s?{_NUMBER}){{0,2}})"
_ENDINGS = r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ом|ем|ую|юю|ых|их)"
_STEMS = (
    r"бел|черн|красн|син|голуб|зелен|желт|оранжев|фиолетов|розов|сер|серебрян|серебрист|золот|золотист|коричнев|бежев|"
    r"бордов|бирюзов|лилов|сиренев|малинов|салатов|мятн|персиков|кремов|молочн|графитов|изумрудн|оливков|горчичн|терракотов|"
    r"пудров|разноцветн|прозрачн|лавандов|вишнев|песочн|коралл?ов|баклажанов|лимонн|рыж|пурпурн|медн|бронзов|стальн|пепельн"
)
_SHADES = r"(?:темно|светло|ярко|нежно|бледно|густо|сер[ое]|син[ео]|черно|бело|красно|зелено|желто|серо)"
_NOUNS = r"хаки|беж|бордо|индиго|графит|антрацит|фуксия|мультиколор|марсала|электрик|айвори|экрю|серебро"
_ENGLISH = (
    r"black|white|red|green|blue|yellow|orange|purple|pink|gr[ae]y|brown|beige|navy|gold|silver|violet|khaki|turquoise|olive|"
    r"burgundy|ivory|teal|maroon|multicolou?r|charcoal|lavender|fuchsia|magenta|cyan"
)
_COLOUR = (
    rf"(?:(?:{_SHADES}-)*(?:{_STEMS}){_ENDINGS}(?:-(?:{_STEMS}){_ENDINGS})*|{_NOUNS}|"
    rf"(?:(?:dark|light|deep|bright|royal)[ -])?(?:{_ENGLISH}))"
)
_MARK = r"(?:размеры?|разм\.?|р-р\.?|р\.|рост|sizes?|eu|ru|us|uk|int)"
_SIZES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_MARK}\s?[:№=-]?\s?({_SIZE})(?!\w)",
        rf"(?<![\w.,-])({_SIZE})\s?(?:размера?|р-р|р\.)(?!\w)",
        r"(?<![\w.,])([0-9]+(?:[.,][0-9]+)?(?:\s?[xх×*]\s?[0-9]+(?:[.,][0-9]+)?){1,2}(?:\s?(?:мм|см|м|mm|cm|m)\b)?)(?!\w)",
        rf"(?<![\w.,-])({_NUMBER}(?:-{_NUMBER})?/{_NUMBER}(?:-{_NUMBER})?)(?!\w)",
        rf"[(\[]\s?({_SIZE})\s?[)\]]",
        rf"[,/;|–—-]\s({_SIZE})\s?(?=$|[,/;|–—-])",
        rf"-({_NUMBER})(?=-{_COLOUR}$)",
        # Lone letters in capitals alone.
        r"(?<![\w.,'’&])((?-i:[2-9]XS|[2-9]XL|XXS|XS|X{1,5}L|[SML](?:\s?[-/–]\s?(?:XS|X{0,4}L|[SML]))?)(?![\w'’&+]|\s?[0-9.]))",
    )
)  # fmt: skip
"""The size itself is the group. Lone letters and bare numbers count where they stand as sizes do: an S24 is a telephone."""

_COLOURS = re.compile(
    rf"(?<!\w)(?<![а-яА-Я]-)(?:(?:цвета?|colou?r)\s?[:=-]?\s?)?({_COLOUR}(?:\s?(?:/|\+|,?\sи\s|\sand\s|-)\s?{_COLOUR}){{0,3}})(?![\w-])",
    re.IGNORECASE,
)
_BEFORE = "темно|светло|ярко|нежно|бледно|густо|сер|син|цвет|dark|light|deep|bright|royal|colo"
_BEGINNINGS = tuple(
    re.split(r".[?]|\[", word)[0] for words in (_STEMS, _NOUNS, _ENGLISH, _BEFORE) for word in words.split("|")
)
"""Of the words with which a colour can begin: most words are none, and are passed over by this."""
_LETTERS_FIRST = re.compile(r"[^\W\d_][\w-]*")
_MAY_HOLD_SIZE = re.compile(r"[0-9]|(?<!\w)(?:x*[sl]|m|one\s?size)(?!\w)", re.IGNORECASE)
_LOOKALIKES = str.maketrans("ХхМЅ", "XxMS")
_TIDY = re.compile(r"\(\s*\)|\[\s*\]|(?<=[\s(])[,;:/|.–—-]+(?=\s|$)|[\s,;:/|–—-]+$|^[\s,;:/|–—-]+")
_WORD = re.compile(r"\w+")


class Parted(msgspec.Struct, frozen=True):
    """A name without what tells variants apart, and that, in the order in which it stands there."""

    rest: str
    parts: tuple[tuple[Axis, str], ...] = ()

    def key(self) -> str:
        """The rest by its words alone: case, ё and punctuation don't matter."""
        return " ".join(_WORD.findall(self.rest.casefold().replace("ё", "е")))


def part(name: str, words: Iterable[str] = ()) -> Parted:
    """`words`: further ones that only tell variants apart, whole and without case."""
    if len(name) > _LONGEST:
        return Parted(name)
    found: list[tuple[int, Axis, str]] = []
    rest = name
    if _MAY_HOLD_SIZE.search(looked := name.translate(_LOOKALIKES)):
        for pattern in _SIZES:
            if taken := list(pattern.finditer(looked)):
                rest = _without(rest, taken, "size", found)
                looked = rest.translate(_LOOKALIKES)
    if colours := _colours(rest.replace("ё", "е").replace("Ё", "Е")):
        rest = _without(rest, colours, "colour", found)
    if own := _own(tuple(words)):
        rest = _without(rest, list(own.finditer(rest)), "other", found)
    if not found:
        return Parted(name)
    found.sort()
    tidy = rest
    while (again := " ".join(_TIDY.sub(" ", tidy).split())) != tidy:
        tidy = again
    return Parted(tidy, tuple((axis, text) for _at, axis, text in found))


def _without(text: str, taken: list[re.Match[str]], axis: Axis, found: list[tuple[int, Axis, str]]) -> str:
    """The text with blanks in place of what was taken, so that positions stay."""
    for match in taken:
        found.append((match.start(1), axis, " ".join(text[match.start(1) : match.end(1)].split())))
        text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text


def _colours(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    end = 0
    for word in _LETTERS_FIRST.finditer(text):
        if word.start() < end:
            continue
        for start in (word.start(), *(at + 1 for at in range(word.start(), word.end()) if text[at] == "-")):
            if text[start : word.end()].lower().startswith(_BEGINNINGS) and (match := _COLOURS.match(text, start)):
                found.append(match)
                end = match.end()
                break
    return found


@lru_cache(maxsize=8)
def _own(words: tuple[str, ...]) -> re.Pattern[str] | None:
    named = "|".join(re.escape(word.strip()) for word in sorted(words, key=len, reverse=True) if word.strip())
    return re.compile(rf"(?<!\w)({named})(?!\w)", re.IGNORECASE) if named else None
