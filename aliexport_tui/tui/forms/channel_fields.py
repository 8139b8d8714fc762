"""A channel of alerts as a form, one for each kind; and what holds for all of them."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.alerts import KINDS, AlertSettings, Channel, Chat, Command, Kind, Mail
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.telling import alert_text
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.order_fields import YES_NO, argv_of
from aliexport_tui.tui.forms.profile_fields import Faults
from aliexport_tui.tui.words import _

Over = Mail | Chat | Command

WAYS: Mapping[str, str] = {
    "mail": _("Mail, over an SMTP server"),
    "chat": _("A chat: Telegram, Slack, Matrix, SMS …"),
    "command": _("A command of your own"),
}
_Security = Literal["starttls", "tls", "none"]
_SECURITY: Mapping[_Security, str] = {
    "starttls": "STARTTLS (587)",
    "tls": "TLS (465)",
    "none": _("none, to this machine alone"),
}
_LONGEST_PAUSE = 44_640
_KEEP = _("empty: what is there stays")


def way_of(channel: Channel) -> str:
    match channel.over:
        case Mail():
            return "mail"
        case Chat():
            return "chat"
        case Command():
            return "command"


def where(channel: Channel) -> str:
    """Where it leads, in one line."""
    match channel.over:
        case Mail(host=host, to=to):
            return f"{', '.join(to)} · {host}"
        case Chat(service=service):
            return service
        case Command(argv=argv):
            return shlex.join(argv)


def kinds_words(channel: Channel) -> str:
    return ", ".join(alert_text.KINDS.get(kind, kind) for kind in channel.kinds) or _("everything")


def fields(way: str, *, new: bool) -> Sequence[Field]:
    """`new`: its name can still be chosen."""
    return (
        Field("name", _("Name"), "text" if new else "fixed", _("a–z, 0–9, _; a letter first")),
        *_OF_WAY[way](),
        Field("every_minutes", _("Minutes between"), hint=_("two messages; what comes meanwhile is told together")),
        Field("seconds", _("Seconds at most"), hint=_("after which it counts as failed")),
        Field("kinds", _("— What goes over it —"), "fixed"),
        *_kind_fields("goes"),
    )


def _mail() -> Sequence[Field]:
    return (
        Field("host", _("Mail server"), hint="smtp.example.com"),
        Field("security", _("Encryption"), "choice", choices=tuple(Choice(way, text) for way, text in _SECURITY.items())),
        Field("port", _("Port"), hint=_("587 with STARTTLS, 465 with TLS")),
        Field("user", _("User"), hint=_("empty: no sign-in")),
        Field("secret", _("Password"), "secret", _KEEP),
        Field("sender", _("From"), hint="shop@example.com"),
        Field("to", _("To"), hint=_("several with commas")),
    )


def _chat() -> Sequence[Field]:
    hint = _("as apprise writes it: tgram://bot-token/chat-id; it holds tokens and is kept with the secrets")
    return (Field("secret", _("Address"), "secret", f"{hint}; {_KEEP}"),)


def _command() -> Sequence[Field]:
    return (Field("argv", _("Command"), hint=_("gets the message as JSON on its input; exit code 0: taken")),)


_OF_WAY: Mapping[str, Callable[[], Sequence[Field]]] = {"mail": _mail, "chat": _chat, "command": _command}


def blank(way: str) -> Channel:
    """What the form of a new one begins with."""
    match way:
        case "mail":
            return Channel(Mail(host="", sender="", to=()))
        case "chat":
            return Channel(Chat())
    return Channel(Command(argv=()))


def values_of(name: str, channel: Channel) -> dict[str, str]:
    """Its secret is never shown."""
    over = channel.over
    values = {"name": name, "every_minutes": str(channel.every_minutes), "seconds": str(over.seconds)}
    values |= {f"goes_{kind}": "yes" if channel.takes(kind) else "no" for kind in KINDS}
    match over:
        case Mail():
            return values | {
                "host": over.host,
                "security": over.security,
                "port": str(over.port),
                "user": over.user,
                "sender": over.sender,
                "to": ", ".join(over.to),
            }
        case Chat():
            return values
        case Command():
            return values | {"argv": shlex.join(over.argv)}


def channel_from(way: str, values: Values) -> tuple[Channel, dict[str, str]]:
    """The channel, and what can't be understood, by field."""
    faults = Faults()
    seconds = faults.whole(values, "seconds", 1, 600)
    match way:
        case "mail":
            over: Over = _mail_from(values, seconds, faults)
        case "chat":
            over = Chat(seconds=seconds)
        case _:
            argv = argv_of(values, "argv", faults)
            if not argv:
                faults.text("argv", _("Name the program, then its arguments."))
            over = Command(argv=argv, seconds=seconds)
    chosen = _chosen(values, "goes")
    if not chosen:
        faults.text("kinds", _("At least one kind has to go over it."))
    every = faults.whole(values, "every_minutes", 0, _LONGEST_PAUSE)
    return Channel(over, kinds=() if len(chosen) == len(KINDS) else chosen, every_minutes=every), faults.by_field


def _mail_from(values: Values, seconds: int, faults: Faults) -> Mail:
    text = {name: value.strip() for name, value in values.items()}
    to = tuple(part.strip() for part in text["to"].split(",") if part.strip())
    for name, given in (("host", text["host"]), ("sender", text["sender"]), ("to", to)):
        if not given:
            faults.text(name, _("This is needed."))
    return Mail(
        host=text["host"],
        sender=text["sender"],
        to=to,
        port=faults.whole(values, "port", 1, 65_535),
        security=next((way for way in _SECURITY if way == values["security"]), "starttls"),
        user=text["user"],
        seconds=seconds,
    )


_FIELD_OF = {
    "alert.channel_malformed": "name",
    "alert.channel_exists": "name",
    "alert.secret_missing": "secret",
    "alert.chat_address": "secret",
    "alert.chat_plain": "secret",
    "alert.mail_plain": "security",
}


def refusal_by_field(error: ConfigError) -> dict[str, str]:
    """What the engine refused, at the field that it is about. Raises the error again when it is about none."""
    name = _FIELD_OF.get(error.code)
    if name is None:
        raise error
    return {name: render_error(error)}


# ---- what holds for all --------------------------------------------------------------------------------------------


def general_fields() -> Sequence[Field]:
    return (
        Field(
            "repeat_minutes", _("The same again"), hint=_("the same kind, subject and cause is no news for so many minutes")
        ),
        Field("quota_percent", _("Quota, %"), hint=_("told when so much of a window is used up; 0: never")),
        Field("urgent", _("— Waits for no pause —"), "fixed"),
        *_kind_fields("urgent"),
    )


def general_values(settings: AlertSettings) -> dict[str, str]:
    return {
        "repeat_minutes": str(settings.repeat_minutes),
        "quota_percent": str(settings.quota_percent),
        **{f"urgent_{kind}": "yes" if kind in settings.urgent else "no" for kind in KINDS},
    }


def general_from(values: Values) -> tuple[AlertSettings, dict[str, str]]:
    """All but the channels; what can't be understood, by field."""
    faults = Faults()
    settings = AlertSettings(
        urgent=_chosen(values, "urgent"),
        repeat_minutes=faults.whole(values, "repeat_minutes", 0, _LONGEST_PAUSE),
        quota_percent=faults.whole(values, "quota_percent", 0, 100),
    )
    return settings, faults.by_field


def _kind_fields(prefix: str) -> Sequence[Field]:
    return [Field(f"{prefix}_{kind}", alert_text.KINDS[kind], "choice", choices=YES_NO) for kind in KINDS]


def _chosen(values: Values, prefix: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if values[f"{prefix}_{kind}"] == "yes")
