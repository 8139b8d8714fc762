"""An account's targets: their secrets, what they keep beside the file, opened and tried out."""

import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.handoff.files import check_folder
from aliexport_tui.handoff.opening import key_names, open_target
from aliexport_tui.handoff.target import Target
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import FileTarget, HandingOff, OrderSettings
from aliexport_tui.model.order_settings import Target as Settings
from aliexport_tui.store import hand_offs
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database


def opened(workspace: Workspace, account: Account, settings: HandingOff, name: str) -> Target:
    """Of any kind but a file for each day. Raises HandOffTrouble, and what reading the secrets raises."""
    target = settings.targets[name]
    keys = Secrets(workspace.secrets).keys(keys_place(account.code, name)) if key_names(target) else {}
    return open_target(target, settings, keys, kept_in(workspace, account), workspace.clock)


def check(workspace: Workspace, db: Database, code: str, name: str) -> None:
    """Could it take something now? Hands over nothing. Raises ConfigError `handoff.target_unknown`, HandOffTrouble."""
    loaded = order_settings.load(db, code)
    refuse_unknown(loaded.settings, [name])
    wanted = loaded.settings.hand_off.targets[name]
    if isinstance(wanted, FileTarget):
        check_folder(Path(wanted.folder).expanduser())
        return
    target = opened(workspace, loaded.account, loaded.settings.hand_off, name)
    try:
        target.check()
    finally:
        target.close()


def add(workspace: Workspace, db: Database, code: str, name: str, target: Settings, keys: Mapping[str, str]) -> None:
    """A new one, or another in place of the one of that name. Orders made from now on go there, unless the target says since
    when. Its keys stay when none are given. Raises ConfigError as `settings.save`, `handoff.key_unknown`; FileTrouble of the
    secrets."""
    names = key_names(target)
    unknown = [key for key in keys if key not in names]
    if unknown:
        raise ConfigError("handoff.key_unknown", names=", ".join(names) or "-")
    loaded = order_settings.load(db, code)
    targets = {**loaded.settings.hand_off.targets, name: target}
    order_settings.save(workspace, db, code, _with_targets(loaded.settings, targets), loaded.version)
    if keys:
        Secrets(workspace.secrets).set_keys(keys_place(code, name), keys)


def remove(workspace: Workspace, db: Database, code: str, name: str) -> None:
    """Nothing goes there any more; its keys are forgotten. What it was given stays known. Raises ConfigError
    `handoff.target_unknown` and as `settings.save`."""
    loaded = order_settings.load(db, code)
    refuse_unknown(loaded.settings, [name])
    targets = {other: target for other, target in loaded.settings.hand_off.targets.items() if other != name}
    order_settings.save(workspace, db, code, _with_targets(loaded.settings, targets), loaded.version)
    Secrets(workspace.secrets).set_keys(keys_place(code, name), {})


def keys_of(workspace: Workspace, code: str, name: str) -> dict[str, str]:
    """What the target signs in with. Raises as `Secrets.keys`."""
    return Secrets(workspace.secrets).keys(keys_place(code, name))


def refuse_unknown(settings: OrderSettings, names: Collection[str]) -> None:
    """Raises ConfigError `handoff.target_unknown`."""
    known = settings.hand_off.targets
    for name in names:
        if name not in known:
            raise ConfigError("handoff.target_unknown", target=name, known=", ".join(known))


def keys_place(code: str, name: str) -> str:
    """Where the secrets' file keeps a target's keys: no source can have that name."""
    return f"orders/{code}/{name}"


def kept_in(workspace: Workspace, account: Account) -> Path:
    """Private: for what commands are given and how they end."""
    return workspace.file.with_name(f"{workspace.file.name}.orders-{account.id}")


def sweep(workspace: Workspace, db: Database, account: Account) -> None:
    """With the lock held: what was kept of tries whose end is committed."""
    folder = kept_in(workspace, account)
    if not folder.is_dir():
        return
    needed = hand_offs.in_doubt(db, account.id)
    with suppress(OSError):  # what can't be swept now is swept by a later go
        for place in folder.iterdir():
            if place.name not in needed:
                shutil.rmtree(place, ignore_errors=True)


def _with_targets(settings: OrderSettings, targets: dict[str, Settings]) -> OrderSettings:
    return msgspec.structs.replace(settings, hand_off=msgspec.structs.replace(settings.hand_off, targets=targets))
