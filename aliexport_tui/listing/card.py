"""The card's plain fields: settings of profile and category beside what the feed carries."""

import re
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.picks import literal, pick_facts, pick_text
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import Card, Pick, Setting

_YES = {"true", "1", "yes", "да"}
_NO = {"", "false", "0", "no", "нет"}
_FROM_FEED = {
    "package_length": "length",
    "package_width": "width",
    "package_height": "height",
    "weight": "weight",
    "tnved_codes": "tnved",
}
_LARGEST = Decimal(10) ** 15
_GRAM = Decimal("0.001")


class CardReader:
    """Reads settings for one product or SKU and gathers what can't be read. A missing or unreadable number is 0 and
    a missing text "": the validator names the field unless the reader has done so.

    For sizes, weight and TN VED codes a literal is a default, the feed's own value comes first; a Pick replaces it."""

    def __init__(self, card: Card, facts: Facts, problems: list[Problem], prefix: str = "") -> None:
        self._card = card
        self._facts = facts
        self._problems = problems
        self._prefix = prefix

    def text(self, name: str) -> str:
        texts = self._texts(name)
        return texts[0] if texts else ""

    def codes(self, name: str) -> tuple[str, ...]:
        """Several codes: repeated facts, or one text with commas, semicolons or blanks."""
        parts = (part for text in self._texts(name) for part in re.split(r"[,;\s]+", text))
        return tuple(dict.fromkeys(part for part in parts if part))

    def integer(self, name: str) -> int:
        amount = self._number(name)
        if amount is None:
            return 0
        if amount != amount.to_integral_value():
            self._refuse("number.not_whole", name, str(amount))
            return 0
        return int(amount)

    def centimetres(self, name: str) -> int:
        """Rounded up to whole cm (001 §package_length: int)."""
        amount = self._number(name)
        return 0 if amount is None else int(amount.to_integral_value(ROUND_CEILING))

    def kilograms(self) -> str:
        """Decimal string without an exponent or needless zeros, rounded up to whole grams (001 §weight)."""
        amount = self._number("weight")
        if amount is None:
            return ""
        text = format(amount.quantize(_GRAM, ROUND_CEILING), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def flag(self, name: str) -> bool:
        text = self.text(name)
        word = fold(text)
        if word not in _YES | _NO:
            self._refuse("number.not_flag", name, text)
        return word in _YES

    def _texts(self, name: str) -> tuple[str, ...]:
        setting: Setting | None = getattr(self._card, name)
        feed_name = _FROM_FEED.get(name, "")
        if feed_name and not isinstance(setting, Pick):
            carried = tuple(fact.text for fact in self._facts.field(feed_name))
            fallback = (literal(setting),) if setting is not None else ()
            return carried or tuple(text for text in fallback if text)
        if setting is None:
            return ()
        return tuple(fact.text for fact in pick_facts(setting, self._facts))

    def _number(self, name: str) -> Decimal | None:
        text = self.text(name)
        if not text:
            return None
        try:
            amount = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or abs(amount) > _LARGEST or amount.as_tuple().exponent < -18:  # type: ignore[operator]
            self._refuse("number.bad", name, text)
            return None
        return amount

    def _refuse(self, code: str, name: str, text: str) -> None:
        self._problems.append(Problem(code, f"{self._prefix}{name}", {"text": text}))


def external_category(card: Card, facts: Facts) -> str:
    """The shop's own category key unless the profile says otherwise (local-products.md §3.1)."""
    if card.external_category_id is None:
        return facts.product.category
    return pick_text(card.external_category_id, facts)
