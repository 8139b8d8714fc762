"""What somebody is told without looking: kinds of alerts, the channels they go over, when."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

Kind = Literal[
    "new_orders",
    "hand_off_failed",
    "order_action_failed",
    "run_failed",
    "held",
    "token_refused",
    "quota_low",
    "schema_broken",
    "job_failed",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

PASSING: frozenset[str] = frozenset({"new_orders"})
"""Each of them is news; of the others the same again is none for a while."""

Minutes = Annotated[int, Meta(ge=0, le=44_640)]
Seconds = Annotated[int, Meta(ge=1, le=600)]
Percent = Annotated[int, Meta(ge=0, le=100)]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Mail(_Strict, frozen=True, tag="mail"):
    """SMTP. `security`: a TLS connection from the start (port 465 by custom), STARTTLS (587), or none, which is for this
    machine alone. The password of `user` lies with the secrets."""

    host: str
    sender: str
    to: Annotated[tuple[str, ...], Meta(min_length=1)]
    port: Annotated[int, Meta(ge=1, le=65_535)] = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    seconds: Seconds = 30


class Chat(_Strict, frozen=True, tag="chat"):
    """Whatever apprise reaches: Telegram, Slack, Matrix, SMS … Its address holds tokens and lies with the secrets;
    `service` is what may be shown of it."""

    service: str = ""
    seconds: Seconds = 30


class Command(_Strict, frozen=True, tag="command"):
    """The digest as JSON on standard input; exit code 0 = taken."""

    argv: Annotated[tuple[str, ...], Meta(min_length=1)]
    seconds: Seconds = 60


class Channel(_Strict, frozen=True):
    """`kinds`: what goes over it; none: everything. `every_minutes`: at most one digest in so long."""

    over: Mail | Chat | Command
    kinds: tuple[Kind, ...] = ()
    every_minutes: Minutes = 15

    def takes(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


class AlertSettings(_Strict, frozen=True):
    """`channels` by name. `urgent`: news of these kinds waits for no pause. `repeat_minutes`: so long the same kind, subject
    texts, "" is that of the settings."""

    channels: dict[str, Channel] = {}
    urgent: tuple[Kind, ...] = ("token_refused", "schema_broken")
    repeat_minutes: Minutes = 360
    quota_percent: Percent = 90


class Alert(Struct, frozen=True):
    """`code` and `args`: its cause as the messages registry tells it, or ""."""

    id: int
    at: int
    kind: str
    subject: str
    code: str
    args: dict[str, str]


class Group(Struct, frozen=True):
    """Alerts of one kind, subject and cause. `total`: what `count` of their args adds up to (new orders)."""

    kind: str
    subject: str
    code: str
    alerts: int
    first_at: int
    last_at: int
    newest: Mapping[str, str] = field(default_factory=dict)
    total: int = 0


class Digest(Struct, frozen=True):
    """What one channel is told at once. `groups`: the largest first, `more` are left out; `newest`: examples."""

    id: int
    channel: str
    alerts: int
    by_kind: dict[str, int]
    groups: tuple[Group, ...]
    more: int
    newest: tuple[Alert, ...]
