"""One attribute or axis mapping as a form, and back."""

from collections.abc import Callable, Sequence

from aliexport_tui.model.profile import AttributeMapping, AxisMapping
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.profile_fields import SETTING_HINT, Faults
from aliexport_tui.tui.forms.settings import parse_setting, parse_values, setting_text, values_text
from aliexport_tui.tui.words import _

Offer = Callable[[Values], Sequence[Choice]]
_YES_NO = (Choice("yes", _("yes")), Choice("no", _("no")))


def _id_ok(text: str) -> bool:
    return text == "-1" or text.isdecimal()


def attribute_fields(properties: Sequence[Choice], values: Offer, origins: Offer) -> Sequence[Field]:
    return (
        Field("id", _("Property"), hint=_("its id; -1: an own attribute with a name"), choices=properties),
        Field("source", _("Comes from"), hint=SETTING_HINT, offer=origins),
        Field("name", _("Own name"), hint=_("for an own attribute (-1)")),
        Field("unit", _("Unit")),
        Field(
            "values",
            _("Values"),
            "page",
            _("one a line: shop's text = id; equal names match by themselves"),
            height=5,
            offer=values,
        ),
        Field("separator", _("Separator"), hint=_("splits one text into several values, for example ;")),
        Field(
            "unmatched",
            _("No such value"),
            "choice",
            choices=(
                Choice("omit", _("leave the attribute out")),
                Choice("text", _("send as free text")),
                Choice("block", _("block the product")),
            ),
        ),
    )


def attribute_values(mapping: AttributeMapping) -> dict[str, str]:
    return {
        "id": mapping.id,
        "source": setting_text(mapping.source),
        "name": mapping.name,
        "unit": mapping.unit,
        "values": values_text(mapping.values),
        "separator": mapping.separator,
        "unmatched": mapping.unmatched,
    }


def attribute_from(old: AttributeMapping, values: Values, faults: Faults) -> AttributeMapping:
    source = parse_setting(values["source"], old.source)
    matches, wrong = parse_values(values["values"])
    _common_faults(values, source is None, wrong, faults)
    if values["id"].strip() == "-1" and not values["name"].strip():
        faults.text("name", _("An own attribute needs a name."))
    return AttributeMapping(
        id=values["id"].strip(),
        source=source if source is not None else "",
        name=values["name"].strip(),
        unit=values["unit"].strip(),
        values=matches,
        separator=values["separator"],
        unmatched="text" if values["unmatched"] == "text" else "block" if values["unmatched"] == "block" else "omit",
    )


def attribute_label(mapping: AttributeMapping) -> str:
    return f"{mapping.name}  ←  {setting_text(mapping.source)}"


def axis_fields(properties: Sequence[Choice], values: Offer, origins: Offer) -> Sequence[Field]:
    return (
        Field("id", _("SKU property"), hint=_("its id"), choices=properties),
        Field("source", _("Comes from"), hint=SETTING_HINT, offer=origins),
        Field(
            "values",
            _("Values"),
            "page",
            _("one a line: shop's text = id; equal names match by themselves"),
            height=5,
            offer=values,
        ),
        Field(
            "fallback_id",
            _("Otherwise value"),
            hint=_("id of the value for words that match none"),
            offer=lambda form: tuple(Choice(one.value.partition(" ")[0], one.text) for one in values(form)),
        ),
        Field("own_name", _("Send own names"), "choice", _("the shop's word, up to 40 characters"), choices=_YES_NO),
        Field("picture", _("Send pictures"), "choice", _("the variation's picture, where allowed"), choices=_YES_NO),
    )


def axis_values(axis: AxisMapping) -> dict[str, str]:
    return {
        "id": axis.id,
        "source": setting_text(axis.source),
        "values": values_text(axis.values),
        "fallback_id": axis.fallback_id,
        "own_name": "yes" if axis.own_name else "no",
        "picture": "yes" if axis.picture else "no",
    }


def axis_from(old: AxisMapping, values: Values, faults: Faults) -> AxisMapping:
    source = parse_setting(values["source"], old.source)
    matches, wrong = parse_values(values["values"])
    _common_faults(values, source is None, wrong, faults)
    fallback = values["fallback_id"].strip()
    if fallback and not _id_ok(fallback):
        faults.text("fallback_id", _("An id: figures only."))
    return AxisMapping(
        id=values["id"].strip(),
        source=source if source is not None else "",
        values=matches,
        fallback_id=fallback,
        own_name=values["own_name"] == "yes",
        picture=values["picture"] == "yes",
    )


def axis_label(axis: AxisMapping) -> str:
    return f"←  {setting_text(axis.source)}"


def _common_faults(values: Values, no_source: bool, wrong: str, faults: Faults) -> None:
    if not _id_ok(values["id"].strip()):
        faults.text("id", _("An id: figures only, or -1."))
    if no_source:
        faults.text("source", _("Say where it comes from."))
    if wrong:
        faults.text("values", _("Not understood: {line}").format(line=wrong))
