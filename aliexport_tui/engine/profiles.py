"""Profiles in the hands of a person: new, clone, rename, activate, delete, save, TOML out and in, the list with counts."""

import difflib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.listing.profile_text import profile_from_toml, profile_to_toml, refuse_bad_values
from aliexport_tui.listing.recipe import needed_categories
from aliexport_tui.model.change import ACTIONS
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import Profile, is_code
from aliexport_tui.store import accounts, events, expert_filter, profiles, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.profiles import StoredProfile
from aliexport_tui.store.status import of_profiles

_LONGEST_NAME = 200
_PAUSE_S = 0.005


class Imported(msgspec.Struct, frozen=True):
    """`problems`: warnings, such as an account that this file doesn't have."""

    stored: StoredProfile
    problems: tuple[Problem, ...]


class Listed(msgspec.Struct, frozen=True):
    """`categories`, `subcategories`: names of the marketplace categories that it maps to, and of those above them.
    `total`: products that it covers, None when its filter can't be used. `uploaded`: those with a card."""

    id: int
    version: int
    code: str
    name: str
    active: bool
    account: str
    source: str
    categories: tuple[str, ...]
    subcategories: tuple[str, ...]
    total: int | None
    uploaded: int

    @property
    def not_uploaded(self) -> int | None:
        return None if self.total is None else max(0, self.total - self.uploaded)

    @property
    def percent(self) -> int:
        """Uploaded of total, rounded down: 100 means all."""
        return 0 if not self.total else min(100, self.uploaded * 100 // self.total)


def create(workspace: Workspace, db: Database, profile: Profile) -> StoredProfile:
    """Raises ConfigError: `profile.bad_code`, `profile.name_missing`, `profile.bad_value`, `profile.invalid`,
    `profile.exists`, `profile.name_taken`; as expert_filter.check does for the filter's SQL."""
    _refuse_faults(profile)
    _refuse_sql(workspace, profile)
    profiles.add(db, profile, workspace.clock.now_ms())
    _note(workspace, db, "added", "profile.created", None, profile)
    return profiles.get(db, profile.code)


def save(workspace: Workspace, db: Database, profile: Profile, version: int) -> StoredProfile:
    """Store settings that were read at `version`. Raises ConfigError as `create`, and `profile.changed_meanwhile` when
    somebody else was faster."""
    _refuse_faults(profile)
    _refuse_sql(workspace, profile)
    before = profiles.get(db, profile.code).profile
    profiles.save(db, profile, version, workspace.clock.now_ms())
    _note(workspace, db, "changed", "profile.saved", before, profile)
    return profiles.get(db, profile.code)


def clone(workspace: Workspace, db: Database, code: str, new_code: str, new_name: str = "") -> StoredProfile:
    """An inactive copy: two active profiles over the same products would dispute them."""
    profile = profiles.get(db, code).profile
    name = new_name or _free_name(db, profile.name)
    return create(workspace, db, msgspec.structs.replace(profile, code=new_code, name=name, active=False))


def rename(workspace: Workspace, db: Database, code: str, *, new_code: str = "", new_name: str = "") -> StoredProfile:
    """Another code, another name or both; what stays empty stays as it is. Raises BusyError while it is being run."""
    stored = profiles.get(db, code)
    profile = msgspec.structs.replace(stored.profile, code=new_code or code, name=new_name or stored.profile.name)
    _refuse_names(profile)
    with nobody_runs(workspace, code):
        profiles.rename(db, code, profile, stored.version, workspace.clock.now_ms(), _pause(workspace))
    _note(workspace, db, "renamed", "profile.renamed", stored.profile, profile, old=code, name=profile.name)
    return profiles.get(db, profile.code)


def set_active(workspace: Workspace, db: Database, code: str, active: bool) -> StoredProfile:
    """An active profile needs an account and a source that are there. Raises ConfigError: `profile.no_account`,
    `profile.no_source`, `profile.account_unknown`, `profile.source_unknown`, `profile.invalid`."""
    stored = profiles.get(db, code)
    profile = msgspec.structs.replace(stored.profile, active=active)
    if active:
        _refuse_faults(profile)
        for missing in (*_unnamed(profile), *_unknown(db, profile)):
            raise ConfigError(missing.code, None, **missing.args)
    profiles.save(db, profile, stored.version, workspace.clock.now_ms())
    told = ("activated", "profile.activated") if active else ("deactivated", "profile.deactivated")
    _note(workspace, db, *told, stored.profile, profile)
    return profiles.get(db, code)


def delete(workspace: Workspace, db: Database, code: str) -> int:
    """Its listings stay, as orphans; returns how many. Raises BusyError `profile.busy` while it is being run, and
    `profile.open_tasks` while the end of something that it sent is not known."""
    stored = profiles.get(db, code)
    with nobody_runs(workspace, code):
        waiting = profiles.open_items(db, stored.id)
        if waiting:
            raise BusyError("profile.open_tasks", profile=code, count=str(waiting))
        orphans = profiles.delete(db, stored.id, _pause(workspace))
    _note(workspace, db, "removed", "profile.deleted", stored.profile, None, orphans=str(orphans))
    return orphans


def export_text(db: Database, code: str) -> str:
    """TOML without secrets: a profile never holds one."""
    return profile_to_toml(profiles.get(db, code).profile)


def import_text(workspace: Workspace, db: Database, text: str, *, code: str = "", name: str = "") -> Imported:
    """A profile from TOML, always inactive; `code` and `name` take the place of the file's. Raises ConfigError as
    profile_from_toml and `create` do."""
    profile = profile_from_toml(text)
    profile = msgspec.structs.replace(profile, code=code or profile.code, name=name or profile.name, active=False)
    stored = create(workspace, db, profile)
    return Imported(stored, (*_unnamed(profile), *_unknown(db, profile)))


def replace_text(workspace: Workspace, db: Database, text: str) -> Imported:
    """The settings of a TOML text into the profile of that code, which stays active or inactive as it is. Raises
    ConfigError `profile.unknown`, and what profile_from_toml and `save` raise."""
    profile = profile_from_toml(text)
    there = profiles.get(db, profile.code)
    profile = msgspec.structs.replace(profile, active=there.profile.active)
    stored = save(workspace, db, profile, there.version)
    return Imported(stored, (*_unnamed(profile), *_unknown(db, profile)))


def listed(db: Database) -> tuple[Listed, ...]:
    """All profiles in the order of their codes."""
    figures = {status.code: status for status in of_profiles(db)}
    return tuple(
        _listed(db, stored, figures[stored.profile.code].total, figures[stored.profile.code].uploaded)
        for stored in profiles.every(db)
        if stored.profile.code in figures  # one made or renamed between the two reads is listed the next time
    )


def _listed(db: Database, stored: StoredProfile, total: int | None, uploaded: int) -> Listed:
    profile = stored.profile
    names = profiles.target_names(db, profile.account, needed_categories(profile))
    return Listed(
        id=stored.id,
        version=stored.version,
        code=profile.code,
        name=profile.name,
        active=profile.active,
        account=profile.account,
        source=profile.source,
        categories=tuple(dict.fromkeys(above for above, _ in names if above)),
        subcategories=tuple(dict.fromkeys(own for _, own in names)),
        total=total,
        uploaded=uploaded,
    )


def _refuse_names(profile: Profile) -> None:
    if not is_code(profile.code) or len(profile.code) > 64:
        raise ConfigError("profile.bad_code", profile=profile.code)
    if not profile.name.strip() or len(profile.name) > _LONGEST_NAME:
        raise ConfigError("profile.name_missing")


def _refuse_faults(profile: Profile) -> None:
    """The first fault ends it; forms show all of them by check_profile."""
    _refuse_names(profile)
    refuse_bad_values(profile)
    for fault in check_profile(profile):
        raise ConfigError("profile.invalid", None, **{**fault.args, "where": fault.field, "reason": fault.code})


def _refuse_sql(workspace: Workspace, profile: Profile) -> None:
    if profile.filter_sql.strip():
        expert_filter.check(workspace.file, profile.filter_sql)


def _unnamed(profile: Profile) -> Iterator[Problem]:
    for name, value in (("account", profile.account), ("source", profile.source)):
        if not value:
            yield Problem(f"profile.no_{name}", name, {"profile": profile.code}, severity="warning")


def _unknown(db: Database, profile: Profile) -> Iterator[Problem]:
    known = {"account": [one.code for one in accounts.every(db)], "source": [one.code for one in sources.every(db)]}
    for name, value in (("account", profile.account), ("source", profile.source)):
        if value and value not in known[name]:
            near = difflib.get_close_matches(value, known[name], n=1)
            args = {name: value, "near": near[0] if near else ""}
            yield Problem(f"profile.{name}_unknown", name, args, severity="warning")


def _free_name(db: Database, name: str) -> str:
    taken = {stored.profile.name for stored in profiles.every(db)}
    number = 2
    while f"{name[: _LONGEST_NAME - 5]} ({number})" in taken:
        number += 1
    return f"{name[: _LONGEST_NAME - 5]} ({number})"


@contextmanager
def nobody_runs(workspace: Workspace, code: str) -> Iterator[None]:
    """Holds the locks of all the profile's actions, so that no run of it is at work or can begin."""
    held: list[Lock] = []
    try:
        for action in ACTIONS:
            lock = Lock(workspace.lock(f"{code}.{action}"))
            if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
                raise BusyError("profile.busy", None, **{**lock.holder(), "profile": code, "action": action})
            held.append(lock)
        yield
    finally:
        for lock in held:
            lock.release()


def _pause(workspace: Workspace) -> Callable[[], None]:
    """Between bulk transactions others get their turn (DESIGN, "The file")."""
    return lambda: workspace.clock.sleep(_PAUSE_S)


def _note(
    workspace: Workspace, db: Database, subtype: str, code: str, before: Profile | None, after: Profile | None, **args: str
) -> None:
    """A line of the log, and one of the activity log."""
    now = workspace.clock.now_ms()
    one = after or before
    assert one is not None
    args = {"profile": one.code, **args}
    with db.write() as tx:
        events.add(tx, [Event(at=now, code=code, args={"who": who(), **args}, profile=one.code)])
        note(db, "profile", subtype, one.code, code, args, *difference(before, after), at=now, tx=tx)
