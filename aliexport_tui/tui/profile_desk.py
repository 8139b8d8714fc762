"""The profile being worked on, shared by all screens that show a part of it: saved, changed, and the steps between.

Nothing that is typed works before it is saved: cron may start at any moment. What is not saved yet is kept in the file,
so that a lost line costs nothing."""

import contextlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from aliexport_tui.engine import preferences
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import browse, profile_edits, profiles
from aliexport_tui.store.profile_edits import ProfileEdit
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.words import _, neutral

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_MOST_STEPS = 200


@dataclass(frozen=True)
class Step:
    """A change that can be taken back: how the profile was before, and what was done, in words."""

    before: Profile
    what: str


class ProfileDesk:
    """`turn` grows with every change of what screens should show; they compare it when they come back to sight."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._id = 0
        self._version = 0
        self._saved: Profile | None = None
        self._profile: Profile | None = None
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self.turn = 0
        self._writing = threading.Lock()
        self._newest: dict[int, int] = {}

    # ---- which one ---------------------------------------------------------------------------------------------

    @property
    def profile(self) -> Profile | None:
        """As it is edited; None while there is no profile at all."""
        return self._profile

    @property
    def code(self) -> str:
        return self._profile.code if self._profile else ""

    @property
    def saved(self) -> Profile | None:
        return self._saved

    @property
    def is_changed(self) -> bool:
        """Is there something that is not saved?"""
        return self._profile != self._saved

    @property
    def last_done(self) -> str:
        """The newest step that can be taken back, in words; "" when there is none."""
        return self._done[-1].what if self._done else ""

    @property
    def last_undone(self) -> str:
        """The step that can be done again; "" when there is none."""
        return self._undone[-1].what if self._undone else ""

    def choose(self, code: str) -> None:
        """Work on another profile; what was not saved of the one before stays kept in the file. What a console that is
        gone left unsaved of this one comes back."""
        stored = profiles.find(self._console.db, code)
        if stored is None:
            return
        self._id, self._version = stored.id, stored.version
        self._saved = self._profile = stored.profile
        self._done.clear()
        self._undone.clear()
        edit = profile_edits.find(self._console.db, stored.id)
        if edit is not None and edit.profile != stored.profile:
            if _is_anothers(edit.editor):
                told = _("{profile} is being changed in another console; it is not saved there yet.")
            else:
                self._done.append(Step(stored.profile, _("what was not saved")))
                self._profile, self._version = edit.profile, edit.version
                told = _("{profile}: changes that were not saved are here again. F2 saves them, F4 drops them.")
            self._console.notify(told.format(profile=neutral(code)), markup=False, timeout=10)
        self._remember(code)
        self._turned()

    def look_again(self) -> None:
        """The file has changed: somebody else may have saved, renamed or deleted the profile. Edits stay."""
        if self._profile is None:
            codes = [line.code for line in browse.profile_lines(self._console.db)]
            last = preferences.remembered().profiles.get(str(self._console.workspace.file), "")
            if codes:
                self.choose(last if last in codes else codes[0])
            return
        stored = profiles.by_id(self._console.db, self._id)
        if stored is None:
            self._saved = self._profile = None
            self._turned()
        elif stored.version != self._version and not self.is_changed:
            self._saved = self._profile = stored.profile
            self._version = stored.version
            self._done.clear()
            self._undone.clear()
            self._turned()

    # ---- changing ----------------------------------------------------------------------------------------------

    def change(self, profile: Profile, what: str) -> None:
        """A step that can be taken back; `what` names it for the person."""
        if self._profile is None or profile == self._profile:
            return
        self._done = [*self._done[-_MOST_STEPS:], Step(self._profile, what)]
        self._undone.clear()
        self._set(profile)

    def undo(self) -> str:
        """Take the newest step back; says which, "" when there is none."""
        return self._move(self._done, self._undone)

    def redo(self) -> str:
        return self._move(self._undone, self._done)

    def revert(self) -> None:
        """Back to what is saved; that too can be taken back."""
        stored = profiles.by_id(self._console.db, self._id)
        if stored is not None and self._profile is not None:
            self._saved, self._version = stored.profile, stored.version
            self.change(stored.profile, _("dropped what was not saved"))

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Make it what runs use from now on. Somebody else's save in between is told, not overwritten."""
        from aliexport_tui.tui import profile_work

        if self._profile is None:
            return
        kept, id = self._profile, self._id

        def saved(version: int) -> None:
            if self._id == id:
                self._saved, self._version = kept, version
                self._keep()
                self._turned()
            else:
                self._write(id, None)
            if then is not None:
                then()

        profile_work.save(self._console, kept, self._version, saved)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _move(self, source: list[Step], target: list[Step]) -> str:
        if self._profile is None or not source:
            return ""
        step = source.pop()
        target.append(Step(self._profile, step.what))
        self._set(step.before)
        return step.what

    def _set(self, profile: Profile) -> None:
        self._profile = profile
        self._keep()
        self._turned()

    def _turned(self) -> None:
        self.turn += 1
        self._console.profile_turned()

    def _keep(self) -> None:
        if self._profile is not None:
            now = self._console.workspace.clock.now_ms()
            edit = ProfileEdit(self._profile, self._version, os.getpid(), now)
            self._write(self._id, edit if self.is_changed else None)

    def _write(self, id: int, edit: ProfileEdit | None) -> None:
        """In a thread; None: nothing is unsaved. One that comes late must not take a newer one's place."""
        workspace = self._console.workspace
        number = self._newest[id] = self._newest.get(id, 0) + 1

        def write() -> None:
            with self._writing:
                if number != self._newest[id]:
                    return
                db = workspace.open()
                try:
                    if edit is not None:
                        profile_edits.keep(db, id, edit)
                    else:
                        profile_edits.forget(db, id)
                finally:
                    db.close()

        in_background(self._console, write, lambda _made: None, group=f"profile-edit-{id}")

    def _remember(self, code: str) -> None:
        """Which one the person works on in this file, for the next time."""
        place = str(self._console.workspace.file)
        kept = preferences.remembered()
        if kept.profiles.get(place) == code:
            return
        made = msgspec.structs.replace(kept, profiles={**kept.profiles, place: code})
        with contextlib.suppress(ConfigError):  # it is only a convenience
            preferences.keep(made)


def _is_anothers(pid: int) -> bool:
    """Does another console that is still open hold it?"""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
