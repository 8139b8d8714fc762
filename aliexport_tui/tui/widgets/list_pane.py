"""A list of mappings: Enter edits one, F5 adds one, F7 takes one out, F8 adds what can be guessed. Each has its own form."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from aliexport_tui.model.profile import AttributeMapping, AxisMapping, CategoryMapping, Pick, Profile
from aliexport_tui.tui.forms import mapping_fields
from aliexport_tui.tui.forms.fields import Field, Values
from aliexport_tui.tui.forms.profile_fields import Faults
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.offers import SchemaOffers
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.words import _, neutral

Item = TypeVar("Item", AttributeMapping, AxisMapping)
Owner = Profile | CategoryMapping
Suggested = tuple[Sequence[Item], Sequence[str]]
"""Mappings to add, names of required properties that nothing in the feed is named like."""


class ListPane(Vertical, Generic[Item]):
    DEFAULT_CSS = """
    ListPane { height: 1fr; padding: 0 1; }
    ListPane OptionList, ListPane OptionList:focus { height: 1fr; border: none; padding: 0; background: $background; }
    ListPane .note { height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f5", "add", _("Add")),
        *key("f7", "take_out", _("Take out")),
        *key("delete", "take_out", show=False),
        *key("f8", "suggest", _("Suggest")),
    ]
    options = getters.query_one(OptionList)

    class Changed(Message):
        """A mapping came, went or is another one."""

    def __init__(
        self,
        note: str,
        items: Sequence[Item],
        blank: Item,
        fields: Sequence[Field],
        texts: Callable[[Item], dict[str, str]],
        made: Callable[[Item, Values, Faults], Item],
        label: Callable[[Item], str],
        suggest: Callable[[], Suggested[Item]],
    ) -> None:
        super().__init__()
        self._note = note
        self.items: list[Item] = list(items)
        self._blank: Item = blank
        self._fields = fields
        self._texts: Callable[[Item], dict[str, str]] = texts
        self._made: Callable[[Item, Values, Faults], Item] = made
        self._label: Callable[[Item], str] = label
        self._suggest: Callable[[], Suggested[Item]] = suggest

    def compose(self) -> ComposeResult:
        yield Static(Text(self._note), classes="note")
        yield OptionList()

    def on_mount(self) -> None:
        self._fill(0)

    def begin(self) -> None:
        self.options.focus()

    def _fill(self, highlighted: int) -> None:
        names = {choice.value: choice.text for field in self._fields if field.name == "id" for choice in field.choices}
        self.options.clear_options()
        for item in self.items:
            self.options.add_option(Option(Content(neutral(f"{names.get(item.id, item.id)}  {self._label(item)}".strip()))))
        if not self.items:
            empty = _("None yet. F8 takes over what the feed names the same, F5 adds one by hand.")
            self.options.add_option(Option(Content(empty), disabled=True))
        else:
            self.options.highlighted = min(highlighted, len(self.items) - 1)

    @on(OptionList.OptionSelected)
    def _edit(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option_index)

    def action_add(self) -> None:
        self._open(len(self.items))

    def action_take_out(self) -> None:
        place = self.options.highlighted
        if place is not None and place < len(self.items):
            del self.items[place]
            self._fill(place)
            self.post_message(self.Changed())

    def action_suggest(self) -> None:
        """What the schema asks for and the feed has by the same name; what is there already stays."""
        found, missing = self._suggest()
        there = {item.id for item in self.items}
        new = [item for item in found if item.id not in there]
        self.items += new
        self._fill(len(self.items) - len(new))
        self.post_message(self.Changed())
        lines = [_("Added: {count}").format(count=len(new))]
        if missing:
            lines.append(_("Required, but nothing of that name in the feed: {names}").format(names=", ".join(missing)))
        self.app.notify("\n".join(lines), markup=False, timeout=10)

    def _open(self, place: int) -> None:
        item = self.items[place] if place < len(self.items) else self._blank

        def check(values: Values) -> Mapping[str, str]:
            faults = Faults()
            self._made(item, values, faults)
            return faults.by_field

        def keep(values: Values) -> None:
            self.items[place : place + 1] = [self._made(item, values, Faults())]
            self._fill(place)
            self.post_message(self.Changed())
            self.options.focus()

        self.app.push_screen(FormScreen(self._note, self._fields, self._texts(item), check, then=keep))


def _attributes(offers: SchemaOffers) -> Suggested[AttributeMapping]:
    found, missing = offers.suggested(sku=False)
    return [AttributeMapping(id=id, source=Pick(param=param)) for id, param in found], missing


def _axes(offers: SchemaOffers) -> Suggested[AxisMapping]:
    found, missing = offers.suggested(sku=True)
    return [AxisMapping(id=id, source=Pick(param=param)) for id, param in found], missing


class AttributesPane(ListPane[AttributeMapping]):
    def __init__(self, owner: Owner, offers: SchemaOffers) -> None:
        super().__init__(
            _("Attributes of the card: marketplace's property ← where its value comes from"),
            owner.attributes,
            AttributeMapping(id="", source=""),
            mapping_fields.attribute_fields(offers.properties(sku=False), offers.values(sku=False), offers.origins),
            mapping_fields.attribute_values,
            mapping_fields.attribute_from,
            mapping_fields.attribute_label,
            lambda: _attributes(offers),
        )

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        return msgspec.structs.replace(profile, attributes=tuple(self.items)), {}


class AxesPane(ListPane[AxisMapping]):
    def __init__(self, owner: Owner, offers: SchemaOffers) -> None:
        super().__init__(
            _("What tells SKUs apart: marketplace's SKU property ← where its value comes from"),
            owner.axes,
            AxisMapping(id="", source=""),
            mapping_fields.axis_fields(offers.properties(sku=True), offers.values(sku=True), offers.origins),
            mapping_fields.axis_values,
            mapping_fields.axis_from,
            mapping_fields.axis_label,
            lambda: _axes(offers),
        )

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        return msgspec.structs.replace(profile, axes=tuple(self.items)), {}
