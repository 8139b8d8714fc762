"""A target that orders are handed to, as a form: one for each kind."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aliexport_tui.model.order_settings import CommandTarget, FileTarget, MagentoTarget, Target, WebhookTarget
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.order_fields import YES_NO, argv_of
from aliexport_tui.tui.forms.profile_fields import Faults
from aliexport_tui.tui.words import _

KINDS: Mapping[str, str] = {
    "file": _("Files in a folder: JSON or CSV"),
    "command": _("A command: the order as JSON on its input"),
    "webhook": _("A web address: signed JSON"),
    "magento": _("Magento 2: directly or by a cart"),
}
SECRETS = (
    "secret",
    "access_token",
    "password",
    "otp",
    "consumer_key",
    "consumer_secret",
    "access_secret",
)
"""Go into the secrets file, each by its name; `user` and `otp_provider` with them, though they may be seen."""
_OPEN_KEYS = ("user", "otp_provider")
_WRITTEN = "%Y-%m-%d %H:%M"
_KEEP = _("empty: what is there stays")


def kind_of(target: Target) -> str:
    match target:
        case FileTarget():
            return "file"
        case CommandTarget():
            return "command"
        case WebhookTarget():
            return "webhook"
        case MagentoTarget():
            return "magento"


def where(target: Target) -> str:
    """Its place in one line."""
    match target:
        case FileTarget(folder=folder, format=format, each=each):
            per = _("one a day") if each == "day" else _("one an order")
            return f"{folder} · {format}, {per}"
        case CommandTarget(argv=argv):
            return shlex.join(argv)
        case WebhookTarget(url=url):
            return url
        case MagentoTarget(url=url, quote=quote):
            return f"{url} · {_('by a cart') if quote else _('directly')}"


def fields(kind: str, *, new: bool) -> Sequence[Field]:
    """`new`: its name can still be chosen."""
    return (
        Field("name", _("Name"), "text" if new else "fixed", _("a–z, 0–9, _; a letter first")),
        *_OF_KIND[kind](),
        Field(
            "since",
            _("Orders made since"),
            hint=_("2026-11-22 09:00 in the account's time zone; empty: from now on") if new else _("2026-11-22 09:00"),
        ),
    )


def _file() -> Sequence[Field]:
    formats = (Choice("json", "JSON"), Choice("csv", "CSV"))
    each = (Choice("order", _("for each order")), Choice("day", _("for each day")))
    return (
        Field("folder", _("Folder"), hint=_("on this machine")),
        Field("format", _("Format"), "choice", choices=formats),
        Field("each", _("A file"), "choice", _("that of a day is written anew with every order"), each),
    )


def _command() -> Sequence[Field]:
    return (
        Field("argv", _("Command"), hint=_("gets the order as JSON on its input; exit code 0: taken")),
        Field("seconds", _("Seconds at most")),
    )


def _webhook() -> Sequence[Field]:
    return (
        Field("url", _("Address"), hint=_("https://shop.example/orders")),
        Field("secret", _("Secret"), "secret", f"{_('signs each request (HMAC-SHA256)')}; {_KEEP}"),
        Field("seconds", _("Seconds at most")),
    )


def _magento() -> Sequence[Field]:
    return (
        Field("url", _("Address"), hint=_("https://shop.example")),
        Field("store", _("Store view"), hint="default"),
        Field("quote", _("By a cart"), "choice", _("yes, where other modules break orders that are made directly"), YES_NO),
        Field("access_token", _("Token"), "secret", f"{_('of an integration; or a user, or OAuth below')}; {_KEEP}"),
        Field("user", _("User")),
        Field("password", _("Password"), "secret", _KEEP),
        Field("otp", _("Second factor"), "secret", f"{_('the secret that its figures are made of')}; {_KEEP}"),
        Field("otp_provider", _("Its provider"), hint="google"),
        Field("consumer_key", _("OAuth: consumer key"), "secret", _KEEP),
        Field("consumer_secret", _("… its secret"), "secret", _KEEP),
        Field("access_secret", _("… token's secret"), "secret", _KEEP),
    )


_OF_KIND: Mapping[str, Callable[[], Sequence[Field]]] = {
    "file": _file,
    "command": _command,
    "webhook": _webhook,
    "magento": _magento,
}


def values_of(name: str, target: Target, keys: Mapping[str, str], zone: ZoneInfo) -> dict[str, str]:
    """Secrets are never shown, not even by their length. `zone`: in which `since` is written."""
    shown = {"name": name, "since": _date(target.since, zone), **{one: keys.get(one, "") for one in _OPEN_KEYS}}
    match target:
        case FileTarget():
            return shown | {"folder": target.folder, "format": target.format, "each": target.each}
        case CommandTarget():
            return shown | {"argv": shlex.join(target.argv), "seconds": str(target.seconds)}
        case WebhookTarget():
            return shown | {"url": target.url, "seconds": str(target.seconds)}
        case MagentoTarget():
            return shown | {"url": target.url, "store": target.store, "quote": "yes" if target.quote else "no"}


def blank(kind: str) -> Target:
    """What the form of a new one begins with."""
    match kind:
        case "file":
            return FileTarget(folder="")
        case "command":
            return CommandTarget(argv=())
        case "webhook":
            return WebhookTarget(url="")
    return MagentoTarget(url="")


def target_from(kind: str, values: Values, zone: ZoneInfo) -> tuple[Target, dict[str, str]]:
    """The target, and what can't be understood, by field."""
    faults = Faults()
    since = _moment(values["since"].strip(), zone, faults)
    text = {name: value.strip() for name, value in values.items()}
    match kind:
        case "file":
            target: Target = FileTarget(
                folder=text["folder"],
                format="csv" if values["format"] == "csv" else "json",
                each="day" if values["each"] == "day" else "order",
                since=since,
            )
        case "command":
            seconds = faults.whole(values, "seconds", 1, 3600)
            target = CommandTarget(argv=argv_of(values, "argv", faults), seconds=seconds, since=since)
        case "webhook":
            target = WebhookTarget(url=text["url"], seconds=faults.whole(values, "seconds", 1, 600), since=since)
        case _:
            store = text["store"] or "default"
            target = MagentoTarget(url=text["url"], quote=values["quote"] == "yes", store=store, since=since)
    return target, faults.by_field


def keys_from(values: Values, held: Mapping[str, str]) -> dict[str, str]:
    """Its secrets by their names: those that were typed, the others as they are held."""
    typed = {name: values[name].strip() for name in SECRETS if values.get(name, "").strip()}
    seen = {name: values[name].strip() for name in _OPEN_KEYS if name in values}
    return {name: key for name, key in {**held, **seen, **typed}.items() if key}


def _date(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).strftime(_WRITTEN) if at else ""


def _moment(text: str, zone: ZoneInfo, faults: Faults) -> int:
    """UTC ms; 0 for none."""
    if not text:
        return 0
    for form in (_WRITTEN, "%Y-%m-%d"):
        try:
            return round(datetime.strptime(text, form).replace(tzinfo=zone).timestamp() * 1000)
        except ValueError:
            continue
    faults.text("since", _("A date and a time: 2026-11-22 09:00."))
    return 0
