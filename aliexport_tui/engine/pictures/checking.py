"""The pictures of one source looked at, as far as they are due: by the first kilobytes of each, in the background.

What is found lies in the file by address; a second check asks nothing again before its time. Where no connection reaches
any host it is our own line that is down: nothing is believed then, and a picture nobody has seen blocks nothing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from aliexport_tui.engine.importing import find_source
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.pictures.copies import Copied, make_copies
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import BusyError, FileTrouble
from aliexport_tui.model.event import Event
from aliexport_tui.model.picture import Sight
from aliexport_tui.sources.pictures.probing import Look, looking
from aliexport_tui.sources.pictures.visiting import Asked, Pace, visit_all
from aliexport_tui.store import events, pictures
from aliexport_tui.store.database import Database
from aliexport_tui.store.pictures import Ages, Seen

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_KEEP_EVERY = 200
_KEEP_AFTER_MS = 2_000

Progress = Callable[[str, int, int], None]
"""(stage: pictures or copies, done, total)"""


class Checked(msgspec.Struct, frozen=True):
    """What a check did. `addresses` of the source's products, `asked` of them now, `altered`: not what they were.
    `no_network`: no host was reached, nothing was believed. `given_up`: hosts that gave no answer time and again."""

    source: str
    addresses: int
    asked: int = 0
    altered: int = 0
    no_network: bool = False
    given_up: tuple[str, ...] = ()
    copied: tuple[Copied, ...] = ()


def check_pictures(
    workspace: Workspace,
    db: Database,
    code: str,
    *,
    every: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Checked:
    """Look at what is due (`every`: at all of them), then make the copies that profiles of the source ask for.

    Raises ConfigError `source.unknown`, `pictures.folder`, BusyError `pictures.busy`; what was seen before is kept."""
    source = find_source(db, code)
    settings = settings_of(source).pictures
    pace = Pace(per_second=settings.per_second)
    ages = Ages(picture_ms=settings.days * _DAY, other_ms=_DAY, passing_ms=_HOUR)
    with _alone(workspace, code) as folder:
        began = workspace.clock.now_ms()
        addresses = pictures.gather(db, source.id)
        checking = _Checking(db, workspace.clock, pace, progress)
        checked = checking.check(code, addresses, pictures.find_due(db, began, None if every else ages))
        pictures.tell_late(db, source.id, began)
        _log(db, checked, workspace.clock.now_ms())
        if checked.no_network:
            return checked
        return msgspec.structs.replace(checked, copied=make_copies(workspace, db, code, folder, progress))


class _Checking:
    """One check at work: what was seen waits until it is worth a transaction."""

    def __init__(self, db: Database, clock: Clock, pace: Pace, progress: Progress) -> None:
        self._db = db
        self._clock = clock
        self._pace = pace
        self._progress = progress
        self._seen: list[Seen] = []
        self._unreached: list[Seen] = []
        self._reached: set[str] = set()
        self._kept_at = clock.now_ms()
        self._asked = 0
        self._altered = 0

    def check(self, code: str, addresses: int, due: dict[str, int]) -> Checked:
        total = sum(due.values())
        by_host = {host: self._asked_of(host) for host in due}

        def took(look: Look) -> None:
            self._took(look)
            self._progress("pictures", self._asked, total)

        self._progress("pictures", 0, total)
        given_up = visit_all(by_host, looking(self._pace), took, self._clock, self._pace) if due else ()
        if not self._reached and self._unreached:
            return Checked(code, addresses, self._asked, no_network=True, given_up=given_up)
        for seen in self._unreached:
            self._add(seen)
        for host in given_up:
            if host not in self._reached:
                for asked in by_host[host]:  # what is behind a host that nobody reaches is as silent
                    self._add(Seen(asked.key, Sight("silent")))
        self._keep()
        return Checked(code, addresses, self._asked, self._altered, given_up=given_up)

    def _asked_of(self, host: str) -> Iterator[Asked]:
        for one in pictures.due_of(self._db, host):
            address = clean_url(one.address)
            if address:
                yield Asked(one.address, address, one.etag, host)
            else:
                self._add(Seen(one.address, Sight("refused")))

    def _took(self, look: Look) -> None:
        self._asked += 1
        seen = Seen(look.asked.key, look.sight, look.etag)
        if look.reached:
            self._reached.add(look.asked.host)
            self._add(seen)
        else:
            self._unreached.append(seen)

    def _add(self, seen: Seen) -> None:
        self._seen.append(seen)
        if len(self._seen) >= _KEEP_EVERY or self._clock.now_ms() - self._kept_at >= _KEEP_AFTER_MS:
            self._keep()

    def _keep(self) -> None:
        now = self._kept_at = self._clock.now_ms()
        seen, self._seen = self._seen, []
        self._altered += pictures.keep(self._db, seen, now)


@contextmanager
def _alone(workspace: Workspace, code: str) -> Iterator[Path]:
    """One check of a source at a time, with a folder for what it fetches; what a killed one left there is nobody's."""
    lock = Lock(workspace.lock(f"pictures-{code}"))
    if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        holder = lock.holder()
        raise BusyError("pictures.busy", source=code, who=holder.get("who", ""), pid=holder.get("pid", ""))
    folder = workspace.file.with_name(f"{workspace.file.name}.pictures-{code}")
    try:
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def _log(db: Database, checked: Checked, now: int) -> None:
    args = {"source": checked.source, "addresses": str(checked.addresses), "asked": str(checked.asked)}
    if checked.no_network:
        lines = [Event(now, "pictures.no_network", args, "warning")]
    else:
        lines = [Event(now, "pictures.checked", {**args, "altered": str(checked.altered)})]
        if checked.given_up:
            hosts = ", ".join(checked.given_up[:5])
            told = {"source": checked.source, "count": str(len(checked.given_up)), "hosts": hosts}
            lines.append(Event(now, "pictures.given_up", told, "warning"))
    with db.write() as tx:
        events.add(tx, lines)
