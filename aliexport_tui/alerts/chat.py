"""Chat services and whatever else apprise reaches (https://github.com/caronc/apprise), by an address that holds its tokens.

apprise takes a sixth of a second to import: nothing of it is loaded before a letter leaves or an address is added."""

import re
from urllib.parse import urlsplit

from aliexport_tui.alerts.trouble import AlertTrouble
from aliexport_tui.model.alerts import Chat, Letter
from aliexport_tui.model.errors import ConfigError

_HERE = ("localhost", "127.0.0.1", "::1")
_TELLING = 6
"""Letters from which on a part of an address may be a token."""
_LOCAL = frozenset({"syslog", "dbus", "qt", "kde", "glib", "gio", "gnome", "macosx"})
"""These leave the machine by no network."""


def service_of(address: str) -> str:
    """The service's name, to be shown in the address's stead. Raises ConfigError `alert.chat_address`,
    `alert.chat_plain`."""
    from apprise import Apprise
    from apprise.plugins import NotifyBase

    plugin = Apprise.instantiate(address, suppress_exceptions=True)
    if not isinstance(plugin, NotifyBase):
        # The address itself holds tokens.
        raise ConfigError("alert.chat_address", scheme=urlsplit(address).scheme)
    name = str(plugin.service_name)
    parts = urlsplit(address)
    plain = parts.scheme.lower() in _names(plugin.protocol) - _names(plugin.secure_protocol) - _LOCAL
    if (plain and parts.hostname not in _HERE) or not plugin.verify_certificate:
        raise ConfigError("alert.chat_plain", service=name)
    return name


def send(channel: Chat, address: str, letter: Letter) -> None:
    """Raises AlertTrouble `alert.chat_failed`, ConfigError as `service_of`."""
    import logging

    from apprise import Apprise, LogCapture, NotifyFormat, NotifyType, OverflowMode
    from apprise.plugins import NotifyBase

    name = service_of(address)
    plugin = Apprise.instantiate(address, suppress_exceptions=True)
    assert isinstance(plugin, NotifyBase)
    plugin.socket_connect_timeout = plugin.socket_read_timeout = float(channel.seconds)
    if "overflow=" not in address:
        plugin.overflow_mode = OverflowMode.TRUNCATE
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as told:  # type: ignore[no-untyped-call]
        try:
            taken = plugin.notify(
                body=letter.text, title=letter.title, notify_type=NotifyType.WARNING, body_format=NotifyFormat.TEXT
            )
        except Exception as error:  # why: a hundred services by many hands; one that breaks holds up no other
            raise AlertTrouble("alert.chat_failed", service=name, said=type(error).__name__) from error
        said = told.getvalue().strip().splitlines()
    if not taken:
        raise AlertTrouble("alert.chat_failed", service=name, said=_without_tokens(said[0], address) if said else "")


def _without_tokens(said: str, address: str) -> str:
    """What a service says may quote parts of the address."""
    host = urlsplit(address).hostname or ""
    for part in sorted(set(re.split(r"[^\w.~-]+", address)) - {host}, key=len, reverse=True):
        if len(part) >= _TELLING:
            said = said.replace(part, "…")
    return said


def _names(protocol: object) -> frozenset[str]:
    """apprise has one name, several, or none."""
    return (
        frozenset(map(str, protocol)) if isinstance(protocol, tuple | list | set | frozenset) else frozenset({str(protocol)})
    )
