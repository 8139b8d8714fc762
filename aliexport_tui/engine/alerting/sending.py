"""Everything untold into one digest for each channel, with its intent written before it leaves; a channel that is down
holds up no other and loses nothing: its digest grows until it is taken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Literal

import msgspec

from aliexport_tui.engine.alerting import settings
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.masking import secret_mask
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.alerts import KINDS, Alert, AlertSettings, Channel, Digest, Letter
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.event import Event
from aliexport_tui.store import alerts, digests, events
from aliexport_tui.store.database import Database
from aliexport_tui.store.digests import Sending

Render = Callable[[Digest], Letter]
"""The digest in the words of the settings' language: texts are made at the edge."""

_GROUPS = 12
_NEWEST = 5
_FIRST_PAUSE_MS = 60_000
_LONGEST_PAUSE_MS = 3_600_000

_MINUTE_MS = 60_000


def untold(db: Database, name: str, channel: Channel) -> int:
    """Alerts that this channel was not told of yet."""
    waiting = digests.open_one(db, name)
    first = digests.reached(db, name) + 1 if waiting is None else waiting.first
    return alerts.count(db, first, alerts.newest_id(db), channel.kinds or KINDS)


class Told(msgspec.Struct, frozen=True):
    """What became of a channel. `nothing`: there is nothing to tell; `later`: its pause, or that after a failure, is not
    over; `failed`: tried again at `next_try_at` (UTC ms)."""

    channel: str
    state: Literal["sent", "failed", "later", "nothing"]
    alerts: int = 0
    failure: AliexportError | None = None
    next_try_at: int | None = None


def send_alerts(workspace: Workspace, render: Render, *, at_once: bool = False) -> tuple[Told, ...]:
    """A digest over each channel whose time has come; `at_once`: over all that have something to tell. One process at a
    time: () while another sends. Raises FileTrouble, ConfigError `setting.damaged`."""
    db = workspace.open()
    lock = Lock(workspace.lock("alerts"))
    try:
        channels = settings.load(db).channels
        if not channels or not lock.acquire(who=who(), now=workspace.clock.now_ms()):
            return ()
        return _Round(workspace, db, render, at_once).tell()
    finally:
        lock.release()
        db.close()


def try_channel(workspace: Workspace, db: Database, name: str, render: Render) -> None:
    """A letter with one made-up alert. Raises AlertTrouble, ConfigError `alert.channel_unknown`, and where the channel's
    settings are amiss."""
    channel = settings.get(db, name)
    now = workspace.clock.now_ms()
    digest = Digest(0, name, now, 1, {"test": 1}, (), 0, (Alert(0, now, "test", name, "", {"who": who()}),))
    _over(workspace, name, channel, render(digest), now)


def _over(workspace: Workspace, name: str, channel: Channel, letter: Letter, now: int) -> None:
    from aliexport_tui.alerts.delivering import deliver  # what speaks to servers is loaded when it is needed

    deliver(channel, settings.secret(workspace, name), letter, now)


class _Round:
    """One look at all channels."""

    def __init__(self, workspace: Workspace, db: Database, render: Render, at_once: bool) -> None:
        self._workspace = workspace
        self._db = db
        self._render = render
        self._at_once = at_once
        self._settings: AlertSettings = settings.load(db)

    def tell(self) -> tuple[Told, ...]:
        told: dict[str, Told] = {}
        channels = self._settings.channels
        with ThreadPoolExecutor(max_workers=len(channels), thread_name_prefix="alerts") as pool:
            leaving = {}
            for name, channel in channels.items():
                ready = self._ready(name, channel)
                if isinstance(ready, Told):
                    told[name] = ready
                    continue
                letter = self._render(self._digest(ready, channel))
                leaving[pool.submit(self._deliver, name, channel, letter)] = ready
            for future in as_completed(leaving):
                sending = leaving[future]
                told[sending.channel] = self._ended(sending, future.result())
        return tuple(told[name] for name in channels)

    def _ready(self, name: str, channel: Channel) -> Sending | Told:
        """The intent, committed; or why nothing leaves now."""
        db, now = self._db, self._now()
        kinds = channel.kinds or KINDS
        waiting = digests.open_one(db, name)
        last = alerts.newest_id(db)
        if waiting is not None:
            if waiting.state == "waiting" and not self._at_once and now < (waiting.next_try_at or 0):
                return Told(name, "later", waiting.alerts, next_try_at=waiting.next_try_at)
            count = alerts.count(db, waiting.first, last, kinds)
            with db.write() as tx:
                if count:
                    digests.again(tx, waiting.id, last, count)
                else:
                    digests.taken(tx, waiting.id, now)  # its kinds go over this channel no more
            if not count:
                return Told(name, "nothing")
        else:
            first = digests.reached(db, name) + 1
            if not (count := alerts.count(db, first, last, kinds)):
                return Told(name, "nothing")
            if not (self._at_once or self._is_time(name, channel, first - 1)):
                return Told(name, "later", count)
            with db.write() as tx:
                digests.begin(tx, name, first, last, count, now)
        found = digests.open_one(db, name)
        assert found is not None
        return found

    def _is_time(self, name: str, channel: Channel, reached: int) -> bool:
        """News after the channel's pause, urgent ones at once; what was told before when it is long ago."""
        now = self._now()
        sent_at = digests.last_sent_at(self._db, name)
        passed = None if sent_at is None or sent_at > now else now - sent_at
        since = now - self._settings.repeat_minutes * _MINUTE_MS
        news = alerts.news(self._db, reached, channel.kinds or KINDS, since)
        if news & frozenset(self._settings.urgent):
            return True
        pause = channel.every_minutes if news else max(channel.every_minutes, self._settings.repeat_minutes)
        return passed is None or passed >= pause * _MINUTE_MS

    def _digest(self, sending: Sending, channel: Channel) -> Digest:
        kinds = channel.kinds or KINDS
        db, first, last = self._db, sending.first, sending.last
        groups, more = alerts.groups(db, first, last, kinds, limit=_GROUPS)
        return Digest(
            id=sending.id,
            channel=sending.channel,
            at=sending.made_at,
            alerts=sending.alerts,
            by_kind=self._urgent_first(alerts.by_kind(db, first, last, kinds)),
            groups=groups,
            more=more,
            newest=alerts.newest(db, first, last, kinds, limit=_NEWEST),
        )

    def _urgent_first(self, by_kind: dict[str, int]) -> dict[str, int]:
        """Of a subject line on a telephone only the beginning is seen."""
        urgent = frozenset[str](self._settings.urgent)
        return {**{kind: count for kind, count in by_kind.items() if kind in urgent}, **by_kind}

    def _deliver(self, name: str, channel: Channel, letter: Letter) -> AliexportError | None:
        """In a thread of its own: none of the file's connections is used here."""
        try:
            _over(self._workspace, name, channel, letter, self._now())
        except AliexportError as error:
            return error
        return None

    def _ended(self, sending: Sending, failure: AliexportError | None) -> Told:
        now = self._now()
        if failure is None:
            with self._db.write() as tx:
                digests.taken(tx, sending.id, now)
                told = {"channel": sending.channel, "count": str(sending.alerts)}
                events.add(tx, [Event(now, "alerts.sent", told)])
            return Told(sending.channel, "sent", sending.alerts)
        args = secret_mask(self._workspace.file).args(failure.args_by_name)
        next_try_at = now + min(_LONGEST_PAUSE_MS, _FIRST_PAUSE_MS << min(sending.tries - 1, 16))
        with self._db.write() as tx:
            digests.not_taken(tx, sending.id, {"code": failure.code, **args}, next_try_at)
            told = {**args, "channel": sending.channel, "count": str(sending.alerts), "problem": failure.code}
            events.add(tx, [Event(now, "alerts.failed", told, "warning")])
        failure.args_by_name = args
        return Told(sending.channel, "failed", sending.alerts, failure, next_try_at)

    def _now(self) -> int:
        return self._workspace.clock.now_ms()
