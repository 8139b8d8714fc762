"""Sections of a profile that are plain fields: what they show and what they make of the texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

import msgspec

from aliexport_tui.model.profile import (
    BrandRule,
    Card,
    Chunks,
    ImportFirst,
    ImportWhen,
    LanguageTexts,
    Profile,
    StockRule,
    Texts,
    Verify,
)
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.settings import parse_setting, parse_values, setting_text, values_text
from aliexport_tui.tui.words import _

SETTING_HINT = _("a value, or  field: weight | 0.5   param: Вес   template: {brand} {name}")


@dataclass(frozen=True)
class Offers:
    """What lists can be offered: codes of accounts and sources, ids of the account's schema;
    `origins`: where in the feed a value can come from."""

    accounts: Sequence[Choice] = ()
    sources: Sequence[Choice] = ()
    templates: Sequence[Choice] = ()
    size_charts: Sequence[Choice] = ()
    units: Sequence[Choice] = ()
    origins: Callable[[Values], Sequence[Choice]] = lambda values: ()


@dataclass
class Faults:
    """Messages by field, gathered while texts are taken over."""

    by_field: dict[str, str] = field(default_factory=dict)

    def whole(self, values: Values, name: str, low: int, high: int) -> int:
        text = values[name].strip()
        if text.isdecimal() and low <= int(text) <= high:
            return int(text)
        self.by_field[name] = _("A whole number from {low} to {high}.").format(low=low, high=high)
        return low

    def text(self, name: str, message: str) -> None:
        self.by_field[name] = message


@dataclass(frozen=True)
class Section:
    """`read`: the profile as texts; `write`: a profile with these texts, faults told to the last argument."""

    name: str
    title: str
    fields: Callable[[Offers], Sequence[Field]]
    read: Callable[[Profile], dict[str, str]]
    write: Callable[[Profile, Values, Faults], Profile]


# ---- main --------------------------------------------------------------------------------------------------------


def _main_fields(offers: Offers) -> Sequence[Field]:
    return (
        Field("code", _("Code"), "fixed"),
        Field("name", _("Name")),
        Field("active", _("Status"), "choice", choices=(Choice("yes", _("active")), Choice("no", _("inactive")))),
        Field("account", _("Account"), "choice", choices=offers.accounts),
        Field("source", _("Source"), "choice", choices=offers.sources),
        Field("language", _("Language"), "choice", choices=tuple(Choice(code, code) for code in ("ru", "en", "tr"))),
    )


def _main_read(profile: Profile) -> dict[str, str]:
    return {
        "code": profile.code,
        "name": profile.name,
        "active": "yes" if profile.active else "no",
        "account": profile.account,
        "source": profile.source,
        "language": profile.language,
    }


def _main_write(profile: Profile, values: Values, faults: Faults) -> Profile:
    if not values["name"].strip():
        faults.text("name", _("A name is needed."))
    return msgspec.structs.replace(
        profile,
        name=values["name"].strip() or profile.name,
        active=values["active"] == "yes",
        account=values["account"],
        source=values["source"],
        language="tr" if values["language"] == "tr" else "en" if values["language"] == "en" else "ru",
    )


# ---- stock -------------------------------------------------------------------------------------------------------

_STOCK = (
    ("percent", _("Per cent of the stock"), 0, 100, _("100: all of it")),
    ("reserve", _("Keep back"), 0, 999_999, _("pieces that are never offered")),
    ("minimum", _("Least to offer"), 0, 999_999, _("below this 0 is sent")),
    ("cap", _("Most to offer"), 0, 999_999, ""),
    ("available_means", _("“Available” means"), 0, 999_999, _("pieces, where the feed gives no number")),
)


def _stock_fields(_offers: Offers) -> Sequence[Field]:
    return tuple(Field(name, label, hint=hint) for name, label, _low, _high, hint in _STOCK)


def _stock_read(profile: Profile) -> dict[str, str]:
    return {name: str(getattr(profile.stock, name)) for name, *_rest in _STOCK}


def _stock_write(profile: Profile, values: Values, faults: Faults) -> Profile:
    numbers = {name: faults.whole(values, name, low, high) for name, _label, low, high, _hint in _STOCK}
    return msgspec.structs.replace(profile, stock=StockRule(**numbers))


# ---- texts -------------------------------------------------------------------------------------------------------

_LANGUAGES = ("ru", "en", "tr")


def _texts_fields(_offers: Offers) -> Sequence[Field]:
    fields = []
    for language in _LANGUAGES:
        hint = _("template: {name} {brand} {param.Цвет} {a|b}; empty: not sent") if language == "ru" else ""
        fields += [
            Field(f"{language}_subject", _("{language}: title").format(language=language), hint=hint),
            Field(f"{language}_web", _("{language}: description").format(language=language), "page", height=2),
            Field(
                f"{language}_mobile",
                _("{language}: on phones").format(language=language),
                "page",
                _("empty: the same"),
                height=2,
            ),
        ]
    return (*fields, Field("missing", _("No description"), "page", _("used where it comes out empty"), height=2))


def _texts_read(profile: Profile) -> dict[str, str]:
    values = {"missing": profile.texts.missing}
    for language in _LANGUAGES:
        texts: LanguageTexts = getattr(profile.texts, language)
        values |= {f"{language}_subject": texts.subject, f"{language}_web": texts.web, f"{language}_mobile": texts.mobile}
    return values


def _texts_write(profile: Profile, values: Values, faults: Faults) -> Profile:
    del faults
    languages = {
        language: LanguageTexts(
            subject=values[f"{language}_subject"], web=values[f"{language}_web"], mobile=values[f"{language}_mobile"]
        )
        for language in _LANGUAGES
    }
    return msgspec.structs.replace(profile, texts=Texts(**languages, missing=values["missing"]))


# ---- card --------------------------------------------------------------------------------------------------------

_CARD = (
    ("package_length", _("Package length, cm")),
    ("package_width", _("Package width, cm")),
    ("package_height", _("Package height, cm")),
    ("weight", _("Weight, kg")),
    ("product_unit", _("Unit")),
    ("shipping_lead_time", _("Days to ship")),
    ("freight_template_id", _("Shipping template")),
    ("size_chart_id", _("Size chart")),
    ("package_type", _("Sold in lots")),
    ("lot_num", _("Pieces in a lot")),
    ("bulk_order", _("Bulk: from pieces")),
    ("bulk_discount", _("Bulk: discount, %")),
    ("gtin", _("GTIN")),
    ("tnved_codes", _("TN VED codes")),
    ("okpd2_codes", _("OKPD2 codes")),
    ("video_url", _("Video address")),
    ("preview_url", _("Video preview")),
    ("sku_code", _("SKU code")),
    ("external_category_id", _("Own category id")),
)


def card_fields(offers: Offers) -> Sequence[Field]:
    offered = {
        "freight_template_id": offers.templates,
        "size_chart_id": offers.size_charts,
        "product_unit": offers.units,
        "package_type": (Choice("true", _("yes")), Choice("false", _("no"))),
    }
    return tuple(
        Field(name, label, hint=SETTING_HINT, choices=offered[name])
        if name in offered
        else Field(name, label, hint=SETTING_HINT, offer=offers.origins)
        for name, label in _CARD
    )


def card_values(card: Card) -> dict[str, str]:
    return {name: setting_text(getattr(card, name)) for name, _label in _CARD}


def card_from(old: Card, values: Values) -> Card:
    return Card(**{name: parse_setting(values[name], getattr(old, name)) for name, _label in _CARD})


def _card_write(profile: Profile, values: Values, faults: Faults) -> Profile:
    del faults
    return msgspec.structs.replace(profile, card=card_from(profile.card, values))


# ---- brand -------------------------------------------------------------------------------------------------------


def _brand_fields(offers: Offers) -> Sequence[Field]:
    return (
        Field("source", _("Brand comes from"), hint=SETTING_HINT, offer=offers.origins),
        Field(
            "missing",
            _("No brand"),
            "choice",
            choices=(Choice("omit", _("send without")), Choice("block", _("block the product"))),
        ),
        Field(
            "unknown",
            _("Not approved"),
            "choice",
            choices=(Choice("block", _("block the product")), Choice("omit", _("send without"))),
        ),
        Field("values", _("Other spellings"), "page", _("one a line: shop's word = brand's id"), height=6),
    )


def _brand_read(profile: Profile) -> dict[str, str]:
    brand = profile.brand
    return {
        "source": setting_text(brand.source),
        "missing": brand.missing,
        "unknown": brand.unknown,
        "values": values_text(brand.values),
    }


def _brand_write(profile: Profile, values: Values, faults: Faults) -> Profile:
    source = parse_setting(values["source"], profile.brand.source)
    if source is None:
        faults.text("source", _("Say where the brand comes from, for example  field: brand"))
        source = profile.brand.source
    matches, wrong = parse_values(values["values"])
    if wrong:
        faults.text("values", _("Not understood: {line}").format(line=wrong))
    brand = BrandRule(
        source=source,
        values=matches,
        missing="block" if values["missing"] == "block" else "omit",
        unknown="omit" if values["unknown"] == "omit" else "block",
    )
    return msgspec.structs.replace(profile, brand=brand)


# ---- sending -----------------------------------------------------------------------------------------------------

_CHUNKS = (
    ("feed", _("Products per round"), _("of planning")),
    ("upload", _("Uploads per request"), ""),
    ("inventory", _("Stocks per request"), ""),
    ("price", _("Prices per request"), ""),
)


def _sending_fields(_offers: Offers) -> Sequence[Field]:
    return (
        *(Field(name, label, hint=f"1–1000 {hint}".strip()) for name, label, hint in _CHUNKS),
        Field("by_hand_s", _("Check by hand, s"), hint=_("how long a run waits for outcomes after its last send")),
        Field("headless_s", _("Check by cron, s"), hint=_("the same for runs of cron")),
        Field("in_full", _("Read in full, %"), hint=_("share of what was sent that is also read one by one, all compared")),
        Field(
            "import_when",
            _("Read the feed first"),
            "choice",
            _("before each run of cron"),
            choices=(Choice("off", _("no")), Choice("always", _("always")), Choice("older", _("when it is old"))),
        ),
        Field("import_minutes", _("… old after, min"), hint=_("since the last good import ended")),
        Field(
            "import_failed",
            _("… if that fails"),
            "choice",
            choices=(Choice("stop", _("no run")), Choice("go_on", _("run with the old catalogue"))),
        ),
    )


def _sending_read(profile: Profile) -> dict[str, str]:
    values = {name: str(getattr(profile.chunks, name)) for name, *_rest in _CHUNKS}
    first = profile.import_first
    values |= {"import_when": first.when, "import_minutes": str(first.minutes), "import_failed": first.failed}
    return values | {name: str(getattr(profile.verify, name)) for name in ("by_hand_s", "headless_s", "in_full")}


def _sending_write(profile: Profile, values: Values, faults: Faults) -> Profile:
    chunks = Chunks(**{name: faults.whole(values, name, 1, 1000) for name, *_rest in _CHUNKS})
    verify = Verify(
        by_hand_s=faults.whole(values, "by_hand_s", 0, 86_400),
        headless_s=faults.whole(values, "headless_s", 0, 86_400),
        in_full=faults.whole(values, "in_full", 0, 100),
    )
    first = ImportFirst(
        when=cast("ImportWhen", values["import_when"]) if values["import_when"] in get_args(ImportWhen) else "off",
        minutes=faults.whole(values, "import_minutes", 1, 1_000_000),
        failed="go_on" if values["import_failed"] == "go_on" else "stop",
    )
    return msgspec.structs.replace(profile, chunks=chunks, verify=verify, import_first=first)


MAIN = Section("main", _("Main"), _main_fields, _main_read, _main_write)
STOCK = Section("stock", _("Stock"), _stock_fields, _stock_read, _stock_write)
TEXTS = Section("texts", _("Texts"), _texts_fields, _texts_read, _texts_write)
CARD = Section("card", _("Card defaults"), card_fields, lambda profile: card_values(profile.card), _card_write)
BRAND = Section("brand", _("Brand"), _brand_fields, _brand_read, _brand_write)
SENDING = Section("sending", _("Sending"), _sending_fields, _sending_read, _sending_write)
