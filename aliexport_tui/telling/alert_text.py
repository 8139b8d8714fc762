"""A digest of alerts as a letter: what happened how often and why, newest examples; and as JSON for a command."""

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import hint, render
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.alerts import Alert, Digest, Group, Letter
from aliexport_tui.telling.words import counted, local_time

KINDS = {
    "new_orders": _("new orders"),
    "hand_off_failed": _("orders not handed over"),
    "order_action_failed": _("orders not reported"),
    "run_failed": _("failed runs"),
    "held": _("held changes"),
    "token_refused": _("token refused"),
    "quota_low": _("quota near its end"),
    "schema_broken": _("categories changed"),
    "job_failed": _("failed jobs"),
    "test": _("test"),
}
"""What an alert is about, in a word or two."""


def alert_text(alert: Alert) -> str:
    """One line."""
    return neutral(render(f"alert.{alert.kind}", _args(alert)))


def letter(digest: Digest, shop: str) -> Letter:
    """`shop`: how the reader knows which file this is about."""
    shop = neutral(shop)
    title = f"{shop}: {counted(_words(digest), digest.by_kind)}"
    return Letter(
        key=f"aliexport.{digest.channel}.{digest.id}.{digest.at}",
        title=title,
        text="\n".join([*_lines(digest), ""]),
        body={
            "shop": shop,
            "channel": digest.channel,
            "digest": digest.id,
            "at": digest.at,
            "alerts": digest.alerts,
            "by_kind": digest.by_kind,
            "groups": [_plain_group(group) for group in digest.groups],
            "more_groups": digest.more,
            "newest": [_plain(one) for one in digest.newest],
        },
    )


def _lines(digest: Digest) -> list[str]:
    words = _words(digest)
    lines = [f"{count:>6} × {words[kind]}" for kind, count in digest.by_kind.items()]
    if digest.groups:
        lines += ["", _("By cause, the last of each as an example:")]
        for group in digest.groups:
            lines += _group(group)
        if digest.more:
            lines.append("         " + _("… and causes that are not shown here: {count}").format(count=digest.more))
    lines += ["", _("The newest:")]
    lines += [f"  {local_time(one.at)}  {alert_text(one)}" for one in digest.newest]
    if digest.alerts > len(digest.newest):
        lines += ["", _("All of them: aliexport-tui alerts log")]
    return lines


def _group(group: Group) -> list[str]:
    lines = [f"{group.alerts:>6} × {alert_text(group.newest)}"]
    if group.first_at != group.newest.at:
        span = _("from {first} to {last}")
        lines.append("         " + span.format(first=local_time(group.first_at), last=local_time(group.newest.at)))
    advice = hint(f"alert.{group.newest.kind}", _args(group.newest)) or hint(group.newest.code, _args(group.newest))
    return [*lines, f"         {neutral(advice)}"] if advice else lines


def _words(digest: Digest) -> dict[str, str]:
    """In the order of the digest; kinds of a newer version show themselves."""
    return {kind: KINDS.get(kind, kind) for kind in digest.by_kind}


def _args(alert: Alert) -> dict[str, str]:
    return {**alert.args, "subject": alert.subject, "problem": alert.code}


def _plain(alert: Alert) -> dict[str, object]:
    return {
        "id": alert.id,
        "at": alert.at,
        "kind": alert.kind,
        "subject": alert.subject,
        "code": alert.code,
        "message": alert_text(alert),
    }


def _plain_group(group: Group) -> dict[str, object]:
    newest = group.newest
    return {
        "kind": newest.kind,
        "subject": newest.subject,
        "code": newest.code,
        "count": group.alerts,
        "first_at": group.first_at,
        "last_at": newest.at,
        "message": alert_text(newest),
    }
