"""What the two screens about one SKU share: its product, the choice of the SKU, reading off the loop."""

from abc import abstractmethod
from typing import ClassVar, Generic, TypeVar

from textual.binding import BindingType

from aliexport_tui.model.product import Product
from aliexport_tui.store.database import Database
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.words import _, neutral

Read = TypeVar("Read")
_WHOLE = "*"


class SkuScreen(PushedScreen, Generic[Read]):
    """`code` "": the product with all its SKUs."""

    sheet_title = _("What became of a product, why it is so")
    BINDINGS: ClassVar[list[BindingType]] = [*key("c", "choose_sku", _("Which SKU"))]

    def __init__(self, product_id: int, code: str = "") -> None:
        super().__init__()
        self.product_id = product_id
        self.code = code
        self.product: Product | None = None
        self._poll: Poll[Read] | None = None

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self.read, self._came)
        self.file_changed()

    def file_changed(self) -> None:
        """Live: what a run does to it shows by itself."""
        if self._poll is not None:
            self._poll.ask()

    def _came(self, found: Read) -> None:
        self.draw(found)
        self.refresh_bindings()

    @abstractmethod
    def read(self, db: Database) -> Read:
        """In a thread."""

    @abstractmethod
    def draw(self, found: Read) -> None:
        """Show it, and keep `product`."""

    @property
    def title_text(self) -> str:
        """The product's name with the SKU that is looked at."""
        if self.product is None:
            return _("reading…")
        sku = f" · SKU {neutral(self.code)}" if self.code else ""
        return f"{neutral(self.product.name)}{sku}"

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "choose_sku" and (self.product is None or len(self.product.skus) < 2):
            return _("This product has one SKU.")
        return super().refusal(action, parameters)

    def action_choose_sku(self) -> None:
        if self.product is None:
            return

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.code = "" if value == _WHOLE else value
                self.file_changed()

        choices = [Choice(_WHOLE, _("the whole product"))]
        for sku in self.product.skus:
            axes = ", ".join(f"{param.name}: {param.value}" for param in sku.params)
            choices.append(Choice(sku.code, f"{sku.code}  {axes}"))
        self.app.push_screen(Choose("SKU", choices, self.code or _WHOLE), chosen)
