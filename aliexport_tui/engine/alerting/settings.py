"""The channels and when they are used: in the shop's file, what is secret of them beside it."""

import difflib
from typing import TypeVar

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.alerts import AlertSettings, Channel, Chat, Command, Mail
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import is_code
from aliexport_tui.store import digests, settings
from aliexport_tui.store.database import Database, Transaction

_KEY = "alerts"
_SECRET = "secret"
Made = TypeVar("Made", bound=msgspec.Struct)


def load(db: Database | Transaction) -> AlertSettings:
    """Raises ConfigError `setting.damaged`."""
    return settings.load(db, _KEY, AlertSettings)


def get(db: Database, name: str) -> Channel:
    """Raises ConfigError `alert.channel_unknown`."""
    known = load(db).channels
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise ConfigError(
            "alert.channel_unknown", channel=name, suggestion=near[0] if near else "", known=", ".join(sorted(known))
        )
    return known[name]


def secret(workspace: Workspace, name: str) -> str | None:
    """The password of the mail's user, or the chat's address. Raises as `Secrets.token`."""
    return Secrets(workspace.secrets).keys(_place(name)).get(_SECRET)


def add(workspace: Workspace, db: Database, name: str, channel: Channel, secret: str = "") -> Channel:
    """It hears of what comes from now on. Returns it with the chat's service named. Raises ConfigError
    `alert.channel_malformed`, `alert.channel_exists`, what `change` raises."""
    if not is_code(name):
        raise ConfigError("alert.channel_malformed", channel=name)
    if name in load(db).channels:
        raise ConfigError("alert.channel_exists", channel=name)
    return _keep(workspace, db, name, channel, secret, new=True)


def change(workspace: Workspace, db: Database, name: str, channel: Channel, secret: str = "") -> Channel:
    """An empty secret leaves the one that is there. Raises ConfigError `alert.channel_unknown`, `alert.secret_missing`,
    `alert.bad_value`, what the channel's own check raises."""
    get(db, name)
    return _keep(workspace, db, name, channel, secret, new=False)


def remove(workspace: Workspace, db: Database, name: str) -> None:
    """What it was not told yet is told by others alone. Raises ConfigError `alert.channel_unknown`."""
    before = get(db, name)
    with db.write() as tx:
        kept = load(tx)
        channels = {one: channel for one, channel in kept.channels.items() if one != name}
        settings.save(tx, _KEY, msgspec.structs.replace(kept, channels=channels))
        digests.forget_channel(tx, name)
        note(db, "alerts", "removed", name, "alerts.channel_removed", {"channel": name}, difference(before, None)[0], tx=tx)
    Secrets(workspace.secrets).set_keys(_place(name), {})


def set_general(db: Database, wanted: AlertSettings) -> None:
    """All but the channels, which stay as they are. Raises ConfigError `alert.bad_value`."""
    wanted = _checked(wanted, AlertSettings)
    with db.write() as tx:
        kept = load(tx)
        changed = msgspec.structs.replace(wanted, channels=kept.channels)
        settings.save(tx, _KEY, changed)
        before, after = difference(kept, changed)
        if after:
            note(db, "alerts", "changed", "", "alerts.settings_changed", {}, before, after, tx=tx)


def _keep(workspace: Workspace, db: Database, name: str, channel: Channel, given: str, *, new: bool) -> Channel:
    from aliexport_tui.alerts import chat, mail  # what speaks to servers is loaded when it is needed

    channel = _checked(channel, Channel)
    held = given or (None if new else secret(workspace, name)) or ""
    match channel.over:
        case Mail() as over:
            mail.check(over)
            if over.user and not held:
                raise ConfigError("alert.secret_missing", channel=name)
        case Chat() as over:
            if not held:
                raise ConfigError("alert.secret_missing", channel=name)
            over = msgspec.structs.replace(over, service=chat.service_of(held))
            channel = msgspec.structs.replace(channel, over=over)
        case Command():
            pass
    if given:
        # The secret first: a channel that stands in the file without one would look ready and not be.
        Secrets(workspace.secrets).set_keys(_place(name), {_SECRET: given})
    with db.write() as tx:
        kept = load(tx)
        before, after = difference(None if new else kept.channels.get(name), channel)
        settings.save(tx, _KEY, msgspec.structs.replace(kept, channels={**kept.channels, name: channel}))
        if new:
            digests.begin_channel(tx, name)
        subtype = "added" if new else "changed"
        note(db, "alerts", subtype, name, f"alerts.channel_{subtype}", {"channel": name}, before, after, tx=tx)
    return channel


def _checked(made: Made, kind: type[Made]) -> Made:
    """Limits of values hold for records that were made by hand, too."""
    try:
        return msgspec.convert(msgspec.to_builtins(made), kind)
    except msgspec.ValidationError as error:
        raise ConfigError("alert.bad_value", reason=str(error)) from error


def _place(name: str) -> str:
    """Among the secrets; no code of a source looks like it."""
    return f"alerts-{name}"
