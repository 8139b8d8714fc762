"""An account's order settings in the hands of a person: read, checked, saved, as TOML in and out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model import toml_text
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import (
    CommandTarget,
    FileTarget,
    MagentoTarget,
    OrderSettings,
    Target,
    WebhookTarget,
)
from aliexport_tui.model.profile import is_code
from aliexport_tui.store import accounts, order_settings, reserved
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

_SUBJECT = "orders"
_WEB = re.compile(r"https?://[^/\s]+", re.IGNORECASE)
_AT_ONCE = 200


class Loaded(msgspec.Struct, frozen=True):
    """`version`: a save names the version it read; 0: never saved, the defaults."""

    account: Account
    settings: OrderSettings
    version: int


def load(db: Database, code: str) -> Loaded:
    """Raises ConfigError `account.unknown`, `orders.settings_broken`."""
    account = accounts.get(db, code)
    stored = order_settings.load(db, account.id)
    return Loaded(account, stored.settings, stored.version)


def save(workspace: Workspace, db: Database, code: str, settings: OrderSettings, version: int) -> Loaded:
    """Settings that were read at `version`. A target that is new takes orders made from now on, unless it says since when.

    Raises ConfigError: what `load` and `refuse_faults` raise, `orders.settings_changed_meanwhile`."""
    before = load(db, code)
    refuse_faults(settings)
    now = workspace.clock.now_ms()
    settings = _dated(settings, before.settings.hand_off.targets, now)
    with db.write() as tx:
        version = order_settings.save(tx, before.account.id, settings, version, now)
        was, becomes = difference(before.settings, settings)
        if was or becomes:
            args = {"account": code}
            note(db, "settings", "changed", code, "orders.settings_changed", args, was, becomes, at=now, tx=tx)
    if settings.open_orders != before.settings.open_orders:
        _settle_again(db, before.account.id)
    return Loaded(before.account, settings, version)


def refuse_faults(settings: OrderSettings) -> None:
    """The first fault ends it. Raises ConfigError: `orders.bad_value`, `orders.zone_unknown`, `orders.target_name`,
    `orders.target_folder`, `orders.target_command`, `orders.target_address`, `orders.back_command`, `orders.back_magento`,
    `orders.carrier_doubled`."""
    toml_text.refuse_bad_values(settings, _SUBJECT)
    zone(settings)
    targets = settings.hand_off.targets
    for name, target in targets.items():
        if not is_code(name):
            raise ConfigError("orders.target_name", target=name)
        _refuse_target(name, target)
    if settings.back.command == ("",):
        raise ConfigError("orders.back_command")
    if (shop := settings.back.magento) and not isinstance(targets.get(shop), MagentoTarget):
        known = ", ".join(name for name, one in targets.items() if isinstance(one, MagentoTarget))
        raise ConfigError("orders.back_magento", target=shop, known=known)
    for name in _doubled(carrier.shop.strip().casefold() for carrier in settings.back.carriers):
        raise ConfigError("orders.carrier_doubled", carrier=name)


def zone(settings: OrderSettings) -> ZoneInfo:
    """Of dates that a person writes. Raises ConfigError `orders.zone_unknown`."""
    try:
        return ZoneInfo(settings.fetch.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError("orders.zone_unknown", zone=settings.fetch.zone) from None


def export_text(db: Database, code: str) -> str:
    """TOML without secrets: the settings hold none."""
    return toml_text.to_toml(load(db, code).settings)


def whole_text(settings: OrderSettings) -> str:
    """TOML with the defaults spelled out."""
    return toml_text.whole_toml(settings)


def whole_plain(settings: OrderSettings) -> toml_text.Plain:
    """The same as plain values."""
    return toml_text.parsed(whole_text(settings), _SUBJECT)


def import_text(workspace: Workspace, db: Database, code: str, text: str) -> Loaded:
    """Settings from TOML in place of what is there. Raises ConfigError `orders.not_toml`, `orders.unknown_key`, and what
    `save` raises."""
    settings = toml_text.from_toml(text, OrderSettings, _SUBJECT)
    return save(workspace, db, code, settings, load(db, code).version)


def change(workspace: Workspace, db: Database, code: str, values: Mapping[str, str]) -> Loaded:
    """Single settings by their names with points between: `fetch.page_size` -> "50". A text without quotes counts as one.

    Raises ConfigError as `import_text`."""
    before = load(db, code)
    data: toml_text.Plain = toml_text.parsed(toml_text.to_toml(before.settings), _SUBJECT)
    for name, value in values.items():
        _put(data, name, toml_text.value_of(value))
    return save(workspace, db, code, toml_text.fitted(data, OrderSettings, _SUBJECT), before.version)


def _put(data: toml_text.Plain, name: str, value: toml_text.Plain) -> None:
    *above, last = name.split(".")
    for part in above:
        inner = data.setdefault(part, {}) if isinstance(data, dict) else None
        data = inner
    if not isinstance(data, dict):
        raise ConfigError("orders.unknown_key", key=last, where=".".join(above), suggestion="")
    data[last] = value


def _refuse_target(name: str, target: Target) -> None:
    match target:
        case FileTarget(folder=folder) if not folder.strip():
            raise ConfigError("orders.target_folder", target=name)
        case CommandTarget(argv=argv) if not argv or not argv[0].strip():
            raise ConfigError("orders.target_command", target=name)
        case WebhookTarget(url=url) | MagentoTarget(url=url) if not _WEB.match(url):
            raise ConfigError("orders.target_address", target=name, url=url)
        case _:
            pass


def _dated(settings: OrderSettings, known: Mapping[str, Target], now: int) -> OrderSettings:
    """A target that does not say since when it takes orders: since it has, or from now on; never all there ever were."""
    targets = {
        name: target if target.since else msgspec.structs.replace(target, since=_since(known.get(name)) or now)
        for name, target in settings.hand_off.targets.items()
    }
    if targets == settings.hand_off.targets:
        return settings
    return msgspec.structs.replace(settings, hand_off=msgspec.structs.replace(settings.hand_off, targets=targets))


def _since(target: Target | None) -> int:
    return target.since if target is not None else 0


def _settle_again(db: Database, account: int) -> None:
    """What the open orders take, by the new setting."""
    orders = reserved.unsettled(db, account)
    for start in range(0, len(orders), _AT_ONCE):
        db.make_way()
        with db.write() as tx:
            for order in orders[start : start + _AT_ONCE]:
                reserved.settle(tx, order)


def _doubled(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
