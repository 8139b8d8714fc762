"""An account's order settings as a form: what it shows, and what it makes of the texts."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Literal

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order import ENDED_STATUSES, OPEN_STATUSES
from aliexport_tui.model.order_settings import Carrier, ComingBack, Fetching, HandingOff, MagentoTarget, OrderSettings
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.profile_fields import Faults
from aliexport_tui.tui.words import _

Reserving = Literal["until_shipped", "until_taken", "off"]

YES_NO = (Choice("yes", _("yes")), Choice("no", _("no")))
_PAYMENTS = ("NotPaid", "Hold", "Paid", "Cancelled", "Failed")
_RESERVING: Mapping[Reserving, str] = {
    "until_shipped": _("lessen it until they are shipped"),
    "until_taken": _("lessen it until the shop has taken them"),
    "off": _("do not touch it"),
}
_NUMBERS = (
    ("page_size", _("Page size"), 1, 100, _("orders in one answer of the marketplace")),
    ("overlap_minutes", _("Overlap, minutes"), 1, 10_080, _("each fetch reaches so far back behind the last one")),
    ("first_days", _("First fetch, days"), 0, 3650, _("so far back the very first fetch reaches")),
)
_SWITCHES = (
    ("paid_only", _("Only paid"), _("yes: not before the buyer's money is held")),
    ("cancellations", _("Tell cancellations"), _("a target that has an order is told when it is cancelled")),
    ("out_of_stock", _("Sold out too"), _("no: an order for what the shop has none of goes to the failed ones")),
    ("disabled", _("Disabled too"), _("no: an order for what has left the shop's feed goes to the failed ones")),
)
_DAYS = 3650


def fields(settings: OrderSettings) -> Sequence[Field]:
    """In the order of an order's life: fetched, handed over, answered, forgotten."""
    shops = [name for name, target in settings.hand_off.targets.items() if isinstance(target, MagentoTarget)]
    named = [*shops, *([settings.back.magento] if settings.back.magento not in ("", *shops) else [])]
    return (
        Field(
            "enabled", _("Orders"), "choice", _("off: none are fetched"), (Choice("yes", _("on")), Choice("no", _("off")))
        ),
        _heading("fetching", _("— Fetched —")),
        Field(
            "statuses",
            _("Order status"),
            hint=_("several with commas; empty: all"),
            choices=_choices((*OPEN_STATUSES, *ENDED_STATUSES)),
        ),
        Field(
            "payment_statuses",
            _("Payment status"),
            hint=_("several with commas; empty: all"),
            choices=_choices(_PAYMENTS),
        ),
        *(Field(name, label, hint=hint) for name, label, _low, _high, hint in _NUMBERS),
        Field("zone", _("Time zone"), hint=_("of the dates you write: Europe/Moscow")),
        _heading("handing", _("— Handed over —")),
        Field("prefix", _("Number's prefix"), hint=_("before the marketplace's number in the shop: AE-")),
        Field("customer_email", _("Customer's e-mail"), hint=_("the marketplace tells none; the shop may need one")),
        Field("payment_method", _("Payment method"), hint=_("the shop's code: checkmo, for example")),
        Field("shipping_method", _("Shipping method"), hint=_("the shop's code: flatrate_flatrate, for example")),
        *(Field(name, label, "choice", hint, YES_NO) for name, label, hint in _SWITCHES),
        _heading("coming", _("— What was sent comes back —")),
        Field("folder", _("From a folder"), hint=_("of CSV or JSON files with number, track, carrier; empty: none")),
        Field("command", _("From a command"), hint=_("that prints the same; empty: none")),
        Field(
            "magento",
            _("From Magento"),
            "choice",
            _("the shipments of a Magento target"),
            (Choice("", _("no")), *(Choice(name, name) for name in named)),
        ),
        Field(
            "carriers",
            _("Carriers"),
            "page",
            _("one a line: shop's word = name | https://track.example/{track} | phone"),
        ),
        Field("default_carrier", _("Else the carrier"), hint=_("where the shop names none")),
        Field("labels_folder", _("Folder for labels"), hint=_("empty: beside the shop's file")),
        _heading("keeping", _("— Stock and buyers —")),
        Field(
            "open_orders",
            _("Open orders"),
            "choice",
            _("what they do to the stock that is sent"),
            tuple(Choice(value, text) for value, text in _RESERVING.items()),
        ),
        Field("erase_after_days", _("Forget the buyer"), hint=_("so many days after the order has ended; 0: never")),
    )


def values_of(settings: OrderSettings) -> dict[str, str]:
    """As the form shows them."""
    fetch, hand_off, back = settings.fetch, settings.hand_off, settings.back
    return {
        "enabled": _yes(settings.enabled),
        "statuses": ", ".join(fetch.statuses),
        "payment_statuses": ", ".join(fetch.payment_statuses),
        "page_size": str(fetch.page_size),
        "overlap_minutes": str(fetch.overlap_minutes),
        "first_days": str(fetch.first_days),
        "zone": fetch.zone,
        "prefix": hand_off.prefix,
        "customer_email": hand_off.customer_email,
        "payment_method": hand_off.payment_method,
        "shipping_method": hand_off.shipping_method,
        "paid_only": _yes(hand_off.paid_only),
        "cancellations": _yes(hand_off.cancellations),
        "out_of_stock": _yes(hand_off.out_of_stock),
        "disabled": _yes(hand_off.disabled),
        "folder": back.folder,
        "command": shlex.join(back.command),
        "magento": back.magento,
        "carriers": carriers_text(back.carriers),
        "default_carrier": back.default_carrier,
        "labels_folder": back.labels_folder,
        "open_orders": settings.open_orders,
        "erase_after_days": str(settings.erase_after_days),
    }


def settings_from(values: Values, old: OrderSettings) -> tuple[OrderSettings, dict[str, str]]:
    """The settings with these texts, the targets as before; what can't be understood, by field."""
    faults = Faults()
    numbers = {name: faults.whole(values, name, low, high) for name, _label, low, high, _hint in _NUMBERS}
    carriers, wrong = parse_carriers(values["carriers"])
    if wrong:
        faults.text("carriers", _("Not understood: “{line}”.").format(line=wrong))
    text = {name: value.strip() for name, value in values.items()}
    on = {name: values[name] == "yes" for name, *_rest in _SWITCHES}
    settings = OrderSettings(
        enabled=values["enabled"] == "yes",
        fetch=Fetching(
            statuses=_several(text["statuses"]),
            payment_statuses=_several(text["payment_statuses"]),
            zone=text["zone"],
            **numbers,
        ),
        hand_off=HandingOff(
            targets=old.hand_off.targets,
            prefix=text["prefix"],
            customer_email=text["customer_email"],
            payment_method=text["payment_method"],
            shipping_method=text["shipping_method"],
            **on,
        ),
        back=ComingBack(
            folder=text["folder"],
            command=argv_of(values, "command", faults),
            magento=values["magento"],
            carriers=carriers,
            default_carrier=text["default_carrier"],
            labels_folder=text["labels_folder"],
        ),
        open_orders=next((value for value in _RESERVING if value == values["open_orders"]), old.open_orders),
        erase_after_days=faults.whole(values, "erase_after_days", 0, _DAYS),
    )
    return settings, faults.by_field


_FIELD_OF = {
    "orders.zone_unknown": "zone",
    "orders.back_command": "command",
    "orders.back_magento": "magento",
    "orders.carrier_doubled": "carriers",
    "orders.target_name": "name",
    "orders.target_folder": "folder",
    "orders.target_command": "argv",
    "orders.target_address": "url",
}


def refusal_by_field(error: ConfigError, names: Sequence[str]) -> dict[str, str]:
    """What the engine refused, at the field that it is about. Raises the error again when none of `names` is."""
    name = _FIELD_OF.get(error.code, "")
    if not name and error.code == "orders.bad_value":
        name = error.args_by_name.get("where", "").rpartition(".")[2].partition("[")[0]
    if name not in names:
        raise error
    return {name: render_error(error)}


# ---- parts --------------------------------------------------------------------------------------------------------


def carriers_text(carriers: Sequence[Carrier]) -> str:
    """One a line: `dpd = DPD | https://track.example/{track} | +7 800 …`; parts at the end that are empty are left out."""
    lines = []
    for one in carriers:
        parts = [one.name, one.track_url, one.support_phone]
        while parts and not parts[-1]:
            parts.pop()
        lines.append(f"{one.shop} = {' | '.join(parts)}".rstrip())
    return "\n".join(lines)


def parse_carriers(text: str) -> tuple[tuple[Carrier, ...], str]:
    """The carriers, and the first line that is not understood ("" when all are)."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        shop, equals, rest = (part.strip() for part in line.partition("="))
        parts = [part.strip() for part in rest.split("|")]
        if not equals or not shop or len(parts) > 3:
            return (), line.strip()
        name, url, phone = (*parts, "", "", "")[:3]
        found.append(Carrier(shop=shop, name=name, track_url=url, support_phone=phone))
    return tuple(found), ""


def argv_of(values: Values, name: str, faults: Faults) -> tuple[str, ...]:
    """A command as it is typed into a shell: quotes keep words together."""
    try:
        return tuple(shlex.split(values[name]))
    except ValueError:
        faults.text(name, _("A quotation mark is not closed."))
        return ()


def _heading(name: str, text: str) -> Field:
    return Field(name, text, "fixed")


def _choices(words: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(word, word) for word in words)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _yes(value: bool) -> str:
    return "yes" if value else "no"
