"""The schedule given to systemd or cron, and taken back."""

from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.engine.scheduling import cron_table, crontab, settings, systemd
from aliexport_tui.engine.scheduling.missed import note_missed
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import Entry, Installed
from aliexport_tui.store.database import Database

Kind = Literal["systemd", "cron"]


class Where(msgspec.Struct, frozen=True):
    """`systemd_folder`, `crontab_file`: instead of the user's own; then nothing is started, the files are all."""

    kind: Kind
    systemd_folder: Path | None = None
    crontab_file: Path | None = None

    @property
    def place(self) -> str:
        named = self.systemd_folder if self.kind == "systemd" else self.crontab_file
        return str(named.absolute()) if named is not None else ""


class Written(msgspec.Struct, frozen=True):
    """`lingers` False: the timers run only while the user is signed in; None: not asked, or nobody tells."""

    kind: Kind
    place: str
    entries: tuple[Entry, ...]
    lingers: bool | None = None


class Shown(msgspec.Struct, frozen=True):
    """What `install` would write: `texts` by file name for systemd, the block's lines under "" for cron."""

    entries: tuple[Entry, ...]
    texts: dict[str, str]


def usual_kind() -> Kind:
    return "systemd" if systemd.is_there() else "cron"


def show(workspace: Workspace, db: Database, where: Where) -> Shown:
    """Nothing is changed. Raises as `install`."""
    wanted = settings.entries(db)
    if where.kind == "systemd":
        return Shown(wanted, systemd.units(workspace, wanted))
    return Shown(wanted, {"": "".join(f"{line}\n" for line in cron_table.lines(workspace, wanted))})


def install(workspace: Workspace, db: Database, where: Where) -> Written:
    """In place of what was installed before, wherever that was. Raises ConfigError `schedule.*`."""
    before = settings.installed(db)
    wanted = settings.entries(db)
    lingers = None
    if where.kind == "systemd":
        folder = where.systemd_folder or systemd.usual_folder()
        units = systemd.units(workspace, wanted)
        if where.systemd_folder is None:
            systemd.disable(tuple(name for name in systemd.present(workspace, folder) if name not in units))
        systemd.write(workspace, folder, units)
        if where.systemd_folder is None:
            systemd.enable(tuple(units))
            lingers = systemd.lingers()
    else:
        lines = cron_table.lines(workspace, wanted)
        held = cron_table.read(where.crontab_file)
        changed = crontab.put(held, str(workspace.file), lines)
        if changed != held:
            cron_table.write(where.crontab_file, changed)
    if before.kind and (before.kind, before.place) != (where.kind, where.place):
        _take_out(workspace, before)  # not before the new one stands
    note_missed(workspace, db)  # from now on only what comes is counted
    settings.keep_installed(db, Installed(where.kind, where.place, workspace.clock.now_ms(), wanted))
    return Written(where.kind, where.place, wanted, lingers)


def remove(workspace: Workspace, db: Database, where: Where | None = None) -> Installed:
    """What was installed, or what stands at `where`. Returns what it was (kind "": nothing). Raises ConfigError
    `schedule.*`."""
    known = settings.installed(db)
    if where is not None:
        known = Installed(where.kind, where.place, known.at, known.entries)
    if known.kind:
        _take_out(workspace, known)
        settings.keep_installed(db, Installed())
    return known


def differs(workspace: Workspace, db: Database) -> bool:
    """Whether what is installed is not what it should be: profiles or intervals have changed since, or somebody has taken
    it away. False where nothing is installed. Raises ConfigError."""
    known = settings.installed(db)
    wanted = settings.entries(db)
    if not known.kind:
        return False
    if known.entries != wanted:
        return True
    place = Path(known.place) if known.place else None
    if known.kind == "systemd":
        return systemd.present(workspace, place or systemd.usual_folder()).keys() != systemd.units(workspace, wanted).keys()
    try:
        found = crontab.block_of(cron_table.read(place), str(workspace.file))
    except ConfigError:
        return True
    return found is None or len(found) != len(wanted)


def _take_out(workspace: Workspace, known: Installed) -> None:
    place = Path(known.place) if known.place else None
    if known.kind == "systemd":
        folder = place or systemd.usual_folder()
        if place is None:
            systemd.disable(tuple(systemd.present(workspace, folder)))
        systemd.write(workspace, folder, {})
        if place is None:
            systemd.enable(())
    elif held := cron_table.read(place):
        changed = crontab.taken_out(held, str(workspace.file))
        if changed != held:
            cron_table.write(place, changed)
