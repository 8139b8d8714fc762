"""Phones, mail addresses and links in a shop's texts: marketplaces refuse cards that lead buyers away."""

import re
from collections.abc import Iterator

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product

_TAG = re.compile(r"<[^<>]*>|&nbsp;|&#160;")
_LINK = re.compile(r"""(?:https?://|(?<![\w.])www\.)[^\s<>"'()]+""", re.IGNORECASE)
_PICTURE = re.compile(r"""<(?:img|source|video|iframe)\b[^<>]*>""", re.IGNORECASE)
_TOP_DOMAINS = "ru|su|by|kz|ua|com|net|org|info|shop|store|online|site|pro|me|рф|рус|бел"
_SITE = re.compile(
    r"(?<![\w.@/-])(?:[a-zA-Z0-9а-яёА-ЯЁ](?:[a-zA-Z0-9а-яё-]*[a-zA-Z0-9а-яё])?\.)+"
    rf"(?:{_TOP_DOMAINS})\b(?:/[^\s<>\"'()]*)?(?![\w@-])"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_GAP = r"[\s\u2010-\u2015-]{0,3}"
_PHONE = re.compile(
    rf"""(?<![\w.,+/-])(?:
      \+\d{{1,3}}{_GAP}\(?\d{{2,5}}\)?{_GAP}\d{{2,3}}{_GAP}\d{{2}}{_GAP}\d{{2,3}}   # +7 (495) 123-45-67, +375291234567
      | [78]{_GAP}\(\d{{3,5}}\){_GAP}\d{{1,3}}{_GAP}\d{{2}}{_GAP}\d{{2}}            # 8 (800) 555-35-35
      | 8[\s\u2010-\u2015-]{{1,3}}[3489]\d\d[\s\u2010-\u2015-]{{1,3}}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}} # 8-800-555-35-35
      | \(\d{{3,5}}\){_GAP}\d{{1,3}}-\d{{2}}-\d{{2}}                                # (495) 123-45-67
      | 89\d{{9}}                                                                   # 89161234567
    )(?![\w/]|[.,-]\d)""",
    re.VERBOSE,
)
_NAMED_PHONE = re.compile(
    r"(?<!\w)(?:тел(?:ефон\w*)?|тлф|звоните|whats\s?app|вотсап|viber|вайбер|phone|call)[\s.:–—-]{0,4}(?:по\s+тел\w*[\s.:]{0,3})?"
    r"([+(]?\d[\d\s()\u2010-\u2015-]{4,18}\d)(?!\w)",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    r"(?:арт(?:икул)?|код|sku|модель|model|№|номер|ean|gtin|isbn|штрих-?код)[\s.:#№-]{0,4}$", re.IGNORECASE
)


_DIGITS = re.compile(r"[0-9][0-9 \u00a0()\u2010-\u2015-]{7,24}[0-9]")
_WORDS = ("тел", "тлф", "звон", "app", "вотсап", "viber", "вайбер", "phone", "call")
_DIGIT = re.compile(r"\d")
_END = re.compile(rf"\.(?:{_TOP_DOMAINS})")
_AFTER_SENTENCE = ".,;:!?/"


def contacts_in(text: str) -> tuple[str, ...]:
    """Each once, as it stands: phones, mail addresses, links. Articles, sizes and bar codes are none."""
    return tuple(dict.fromkeys(_found(text)))


def contacts_problem(product: Product) -> Problem | None:
    """What a product's name and description give away; None: nothing."""
    for field, text in (("name", product.name), ("description", product.description)):
        if found := contacts_in(text):
            more = contacts_in(product.description) if field == "name" else ()
            count = len(dict.fromkeys((*found, *more)))
            args = {"count": str(count), "first": found[0]}
            return Problem("feed.contacts_in_text", field, args, product.place, "warning")
    return None


def _found(text: str) -> Iterator[str]:
    """The dear searches only where a cheap one has found something like it."""
    lower = text.lower()
    digits, linked, sited = _DIGIT.search(text), "://" in text or "www." in lower, _END.search(lower)
    if not (digits or linked or sited or "@" in text):
        return
    plain = _TAG.sub(" ", text) if "<" in text or "&" in text else text
    if digits:
        yield from _phones(plain)
        if any(word in lower for word in _WORDS):
            named = (match.group(1).strip() for match in _NAMED_PHONE.finditer(plain))
            yield from (one for one in named if sum(map(str.isdigit, one)) >= 6)
    if "@" in plain:
        yield from (match.group().rstrip(_AFTER_SENTENCE) for match in _MAIL.finditer(plain))
    if linked:
        shown = _PICTURE.sub(" ", text) if plain is not text else text
        yield from (match.group().rstrip(_AFTER_SENTENCE) for match in _LINK.finditer(shown))
    if sited:
        yield from (match.group().rstrip(_AFTER_SENTENCE) for match in _SITE.finditer(_LINK.sub(" ", plain)))


def _phones(plain: str) -> Iterator[str]:
    for digits in _DIGITS.finditer(plain):
        match = _PHONE.search(plain, max(0, digits.start() - 1), min(len(plain), digits.end() + 2))
        if match and not _CODE_BEFORE.search(plain[max(0, match.start() - 24) : match.start()]):
            yield match.group().strip()
