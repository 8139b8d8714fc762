"""What holds for one shop category and below it: card defaults, attributes, SKU axes."""

from collections.abc import Callable
from typing import ClassVar

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static, TabbedContent, TabPane

from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.tui.forms import profile_fields
from aliexport_tui.tui.forms.mapping import mapping_of
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.offers import SchemaOffers
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.list_pane import AttributesPane, AxesPane
from aliexport_tui.tui.words import _, neutral


class CategoryForm(PushedScreen):
    """F2 hands the changed mapping to `keep`."""

    sheet_title = _("Card and attributes of one category")
    DEFAULT_CSS = """
    CategoryForm #title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    CategoryForm TabbedContent, CategoryForm .body { height: 1fr; }
    CategoryForm TabPane { padding: 0; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Take over"), writes=True),
        *key("ctrl+s", "save", show=False, writes=True),
    ]

    def __init__(
        self,
        profile: Profile,
        shop: str,
        name: str,
        account: int,
        target: str,
        source: int | None,
        keep: Callable[[CategoryMapping], None],
    ) -> None:
        super().__init__()
        self._mapping = mapping_of(profile, shop)
        self._shown_name = name
        self._offers_account = account
        self._target = target
        self._source = source
        self._keep = keep

    def body(self) -> ComposeResult:
        offers = SchemaOffers(self.db, self._offers_account, (self._target,) if self._target else (), self._source)
        with Vertical(classes="body"):
            title = _("{name} and all below it; what stays empty comes from above").format(name=self._shown_name)
            yield Static(Text(neutral(title), no_wrap=True), id="title")
            with TabbedContent():
                with TabPane(_("Card")):
                    yield Form(
                        profile_fields.card_fields(offers.lists()), profile_fields.card_values(self._mapping.card), id="card"
                    )
                with TabPane(_("Attributes")):
                    yield AttributesPane(self._mapping, offers)
                with TabPane(_("SKU axes")):
                    yield AxesPane(self._mapping, offers)

    def action_save(self) -> None:
        card = profile_fields.card_from(self._mapping.card, self.query_one("#card", Form).values())
        changed = msgspec.structs.replace(
            self._mapping,
            card=card,
            attributes=tuple(self.query_one(AttributesPane).items),
            axes=tuple(self.query_one(AxesPane).items),
        )
        self.dismiss(None)
        self._keep(changed)
