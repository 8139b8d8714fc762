"""What somebody is told without looking: kinds of alerts, the channels they go over, when."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

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

    argv: Annotated[tuple[Annotated[str, Meta(pattern=r"\A[^\x00]*\Z")], ...], Meta(min_length=1)]
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
    and cause is no news. `quota_percent`: of a window used up, from where on it is told; 0: never."""

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
    """Alerts of one kind, subject and cause; `newest` of them as an example."""

    alerts: int
    first_at: int
    newest: Alert


class Digest(Struct, frozen=True):
    """What one channel is told at once. `at`: UTC ms at which it was begun, the same in every try. `by_kind`: so many
    alerts, of new orders so many orders; urgent kinds first. `groups`: the largest first, `more` are left out; `newest`:
    examples, newest first."""

    id: int
    channel: str
    at: int
    alerts: int
    by_kind: dict[str, int]
    groups: tuple[Group, ...]
    more: int
    newest: tuple[Alert, ...]


class Letter(Struct, frozen=True):
    """A digest in words. `key`: the same in every try, so that a repetition can be known. `body`: for programs."""

    key: str
    title: str
    text: str
    body: dict[str, object]
