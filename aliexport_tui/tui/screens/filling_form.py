"""All settings of one attribute or axis mapping: its values, its unit, what becomes of words that match none."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aliexport_tui.engine.filling import InUse
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, Profile
from aliexport_tui.tui import offers, work
from aliexport_tui.tui.forms import mapping_fields
from aliexport_tui.tui.forms.fields import Values
from aliexport_tui.tui.forms.profile_fields import Faults
from aliexport_tui.tui.screens.form_screen import FormScreen

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

Item = AttributeMapping | AxisMapping


def open_form(console: "Console", profile: Profile, use: InUse, name: str, item: Item, keep: Callable[[Item], None]) -> None:
    sku = isinstance(item, AxisMapping)
    account = work.account_of(console.db, profile.code)
    lists = offers.SchemaOffers(console.db, account, (use.target,), work.source_of(console.db, profile.source))
    properties, values = lists.properties(sku=sku), lists.values(sku=sku)

    def made(given: Values, faults: Faults) -> Item:
        if isinstance(item, AxisMapping):
            return mapping_fields.axis_from(item, given, faults)
        return mapping_fields.attribute_from(item, given, faults)

    def check(given: Values) -> dict[str, str]:
        faults = Faults()
        made(given, faults)
        return dict(faults.by_field)

    if isinstance(item, AxisMapping):
        fields = mapping_fields.axis_fields(properties, values, lists.origins)
        start = mapping_fields.axis_values(item)
    else:
        fields = mapping_fields.attribute_fields(properties, values, lists.origins)
        start = mapping_fields.attribute_values(item)
    console.push_screen(FormScreen(name, fields, start, check, then=lambda given: keep(made(given, Faults()))))
