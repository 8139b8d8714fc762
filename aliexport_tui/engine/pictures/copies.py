"""Copies of pictures that are off the limits, made fit and published by the shop's own web server (the manual's "auto image
resizing")."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.listing.checks.pictures import is_mendable
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.model.picture import PictureLimits
from aliexport_tui.model.profile import Profile
from aliexport_tui.sources.pictures.fetching import WHOLE, Whole, fetching
from aliexport_tui.sources.pictures.fitting import Unfit, made_fit, publish
from aliexport_tui.sources.pictures.probing import Look, looking
from aliexport_tui.sources.pictures.visiting import Asked, Pace, host_of, visit_all
from aliexport_tui.store import accounts, events, pictures, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.pictures import Candidate, Copy

_AT_ONCE = 500
_KEEP_EVERY = 20


class Copied(msgspec.Struct, frozen=True):
    """What was written into one folder. `failed`: reason -> how many. `unpublished`: an address at which the web server
    should give a new copy, and does not."""

    folder: str
    made: int = 0
    failed: dict[str, int] = {}
    unpublished: str = ""


def make_copies(
    workspace: Workspace, db: Database, source: str, scratch: Path, progress: Callable[[str, int, int], None]
) -> tuple[Copied, ...]:
    """For every folder that a profile of the source names. Needs `pictures.gather`. `scratch`: for what is fetched. Raises
    ConfigError `pictures.folder`."""
    wanted: dict[str, tuple[Profile, PictureLimits]] = {}
    for stored in profiles.every(db):
        rule = stored.profile.pictures
        if stored.profile.source == source and rule.resize and rule.folder:
            wanted.setdefault(rule.folder, (stored.profile, _limits(db, stored.profile)))
    found = []
    for folder, (profile, limits) in wanted.items():
        made = _Copying(workspace, db, folder, limits, scratch, progress).run(profile.pictures.address)
        found.append(made)
        _log(db, source, made, workspace.clock.now_ms())
    return tuple(found)


def _limits(db: Database, profile: Profile) -> PictureLimits:
    account = accounts.find(db, profile.account)
    return PictureLimits() if account is None else StoredSchema(db, account).limits.pictures


class _Copying:
    """The copies of one folder."""

    def __init__(
        self,
        workspace: Workspace,
        db: Database,
        folder: str,
        limits: PictureLimits,
        scratch: Path,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self._db = db
        self._clock = workspace.clock
        self._folder = folder
        self._limits = limits
        self._scratch = scratch
        self._progress = progress
        self._versions: dict[str, str] = {}
        self._copies: list[Copy] = []
        self._failed: Counter[str] = Counter()
        self._made = 0
        self._newest = ""

    def run(self, address: str) -> Copied:
        if not (Path(self._folder).is_dir() and os.access(self._folder, os.W_OK | os.X_OK)):
            raise ConfigError("pictures.folder", path=self._folder)
        needed = sum(1 for _ in self._needed())
        coming = self._needed()
        while portion := list(islice(coming, _AT_ONCE)):
            self._copy(portion, needed)
        unpublished = ""
        if self._newest:
            unpublished = self._unpublished(f"{address.rstrip('/')}/{self._newest}")
        return Copied(self._folder, self._made, dict(self._failed), unpublished)

    def _needed(self) -> Iterator[Candidate]:
        for one in pictures.candidates(self._db, self._folder):
            is_there = one.name and Path(self._folder, one.name).exists()
            if not is_there and not (one.tried and not one.name) and is_mendable(one.sight, self._limits):
                yield one

    def _copy(self, portion: Sequence[Candidate], needed: int) -> None:
        by_host: dict[str, list[Asked]] = defaultdict(list)
        for one in portion:
            host = host_of(one.address)
            by_host[host].append(Asked(one.address, clean_url(one.address), host=host))
            self._versions[one.address] = one.version

        def took(whole: Whole) -> None:
            self._take(whole)
            self._progress("copies", self._made + self._failed.total(), needed)

        lines = {host: iter(asked) for host, asked in by_host.items()}
        visit_all(lines, fetching(self._scratch), took, self._clock, WHOLE)
        if untried := sum(1 for rest in lines.values() for _ in rest):
            self._failed["unreachable"] += untried
        self._keep()
        self._versions.clear()

    def _take(self, whole: Whole) -> None:
        address = whole.asked.key
        version = self._versions[address]
        if whole.path is None:
            # It may be had the next time.
            self._failed[whole.reason] += 1
            return
        try:
            body = made_fit(whole.path, self._limits)
            name = publish(Path(self._folder), address, whole.digest, body)
        except Unfit as error:
            self._failed[error.reason] += 1
            self._copies.append(Copy(address, version, "", error.reason))
        except OSError as error:
            raise ConfigError("pictures.folder", path=self._folder) from error
        else:
            self._made += 1
            self._newest = name
            self._copies.append(Copy(address, version, name))
        finally:
            whole.path.unlink(missing_ok=True)
        if len(self._copies) >= _KEEP_EVERY:
            self._keep()

    def _keep(self) -> None:
        copies, self._copies = self._copies, []
        pictures.keep_copies(self._db, self._folder, copies, self._clock.now_ms())

    def _unpublished(self, address: str) -> str:
        """The address, if no picture is found there."""
        looks: list[Look] = []
        pace = Pace(at_once=1)
        visit_all({"": iter([Asked(address, address)])}, looking(pace), looks.append, self._clock, pace)
        seen = looks[0].sight
        return "" if seen is not None and seen.verdict == "picture" else address


def _log(db: Database, source: str, copied: Copied, now: int) -> None:
    args = {"source": source, "folder": copied.folder, "made": str(copied.made), "failed": str(sum(copied.failed.values()))}
    lines = [Event(now, "pictures.copied", args)] if copied.made or copied.failed else []
    if copied.unpublished:
        lines.append(Event(now, "pictures.unpublished", {"source": source, "url": copied.unpublished}, "error"))
    if lines:
        with db.write() as tx:
            events.add(tx, lines)
