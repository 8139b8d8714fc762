"""What the order settings screen asks of the engine, and its forms. Targets are opened by parts that are imported when they
are first used, in threads."""

from contextlib import closing
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import OrderSettings, Target
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import order_fields, target_fields
from aliexport_tui.tui.forms.fields import Values
from aliexport_tui.tui.screens.form_screen import FormScreen, LongForm
from aliexport_tui.tui.words import _, neutral

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console


class OrderSettingsForm(LongForm):
    """Saved with the version that was read: what somebody else changed meanwhile is not overwritten."""

    help_lines = (
        _("From the top: how orders are fetched, how they are handed to the shop, how the shop says what was sent."),
        _("F6 lists what can stand in a field. Carriers: the shop's word = the marketplace's name | address | phone."),
        _("Targets, and what is secret of them, have forms of their own: n and Enter in the list."),
    )


def settings_form(console: "Console", code: str) -> FormScreen:
    """Raises ConfigError `orders.settings_broken`."""
    from aliexport_tui.engine.orders import settings

    loaded = settings.load(console.db, code)
    fields = order_fields.fields(loaded.settings)

    def save(values: Values) -> dict[str, str]:
        wanted, faults = order_fields.settings_from(values, loaded.settings)
        if faults:
            return faults
        with closing(console.workspace.open()) as db:
            try:
                settings.save(console.workspace, db, code, wanted, loaded.version)
            except ConfigError as error:
                return order_fields.refusal_by_field(error, [field.name for field in fields])
        return {}

    title = _("Orders of {account}").format(account=code)
    return OrderSettingsForm(title, fields, order_fields.values_of(loaded.settings), save)


def switch(console: "Console", code: str) -> None:
    """On or off."""

    def work() -> None:
        from aliexport_tui.engine.orders import settings

        with closing(console.workspace.open()) as db:
            loaded = settings.load(db, code)
            turned = replace(loaded.settings, enabled=not loaded.settings.enabled)
            settings.save(console.workspace, db, code, turned, loaded.version)

    in_background(console, work, lambda _made: console.refresh_from_file(), group="order-settings")


def target_form(console: "Console", code: str, of_all: OrderSettings, kind: str, name: str = "") -> None:
    """Of a new target of that kind, or of the one of that name."""
    from aliexport_tui.engine.orders.settings import zone

    def read() -> tuple[dict[str, str], ZoneInfo]:
        from aliexport_tui.engine.orders.handing import targets

        return (targets.keys_of(console.workspace, code, name) if name else {}), zone(of_all)

    def show(found: tuple[dict[str, str], ZoneInfo]) -> None:
        console.push_screen(_target_form(console, code, kind, name, of_all.hand_off.targets.get(name), *found))

    in_background(console, read, show, group="target")


def _target_form(
    console: "Console", code: str, kind: str, name: str, old: Target | None, keys: dict[str, str], zone: ZoneInfo
) -> FormScreen:
    fields = target_fields.fields(kind, new=old is None)

    def save(values: Values) -> dict[str, str]:
        from aliexport_tui.engine.orders import settings
        from aliexport_tui.engine.orders.handing import targets

        target, faults = target_fields.target_from(kind, values, zone)
        if faults:
            return faults
        wanted = values["name"].strip()
        with closing(console.workspace.open()) as db:
            if old is None and wanted in settings.load(db, code).settings.hand_off.targets:
                return {"name": _("There is a target of that name already.")}
            try:
                targets.add(console.workspace, db, code, wanted, target, target_fields.keys_from(values, keys))
            except ConfigError as error:
                return order_fields.refusal_by_field(error, [field.name for field in fields])
        return {}

    def kept(_values: Values) -> None:
        console.notify(_("Saved. t tries whether it can take orders."))

    title = _("Target {name}").format(name=name) if old else target_fields.KINDS[kind]
    values = target_fields.values_of(name, old or target_fields.blank(kind), keys, zone)
    return LongForm(title, fields, values, save, then=kept)


def remove_target(console: "Console", code: str, name: str) -> None:
    def work() -> None:
        from aliexport_tui.engine.orders.handing import targets

        with closing(console.workspace.open()) as db:
            targets.remove(console.workspace, db, code, name)

    in_background(console, work, lambda _made: console.refresh_from_file(), group="target")


def test_target(console: "Console", code: str, name: str) -> None:
    """Could it take something now? Nothing is handed over."""

    def work() -> None:
        from aliexport_tui.engine.orders.handing import targets

        with closing(console.workspace.open()) as db:
            targets.check(console.workspace, db, code, name)

    def well(_nothing: None) -> None:
        console.busy_with("")
        console.notify(_("{target}: it can take orders.").format(target=neutral(name)), markup=False)

    console.busy_with(_("Trying {target}…").format(target=neutral(name)))
    in_background(console, work, well, group="target-test", failed=lambda: console.busy_with(""))
