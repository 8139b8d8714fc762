"""The profile being worked on: steps taken back, nothing lost with the line, somebody else's save noticed."""

import os

import msgspec

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import profile_edits, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.profile_edits import ProfileEdit
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.profile_desk import ProfileDesk
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, settle


def renamed(desk: ProfileDesk, name: str) -> Profile:
    assert desk.profile is not None
    return msgspec.structs.replace(desk.profile, name=name)


def second(db: Database) -> None:
    first = profiles.get(db, "shoes").profile
    profiles.add(db, msgspec.structs.replace(first, code="hats", name="Шапки"), NOW)


async def test_steps_are_taken_back_and_done_again(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        desk = app.desk
        before = desk.profile
        desk.change(renamed(desk, "A"), "first")
        desk.change(renamed(desk, "B"), "second")
        desk.change(renamed(desk, "B"), "nothing")
        assert (desk.undo(), desk.undo(), desk.undo()) == ("second", "first", "")
        assert desk.profile == before
        assert not desk.is_changed
        assert (desk.redo(), desk.profile and desk.profile.name) == ("first", "A")
        desk.change(renamed(desk, "C"), "third")
        assert desk.redo() == ""
        desk.revert()
        assert desk.profile == before
        assert desk.undo()
        assert desk.profile is not None
        assert desk.profile.name == "C"


async def test_what_is_not_saved_outlives_the_console(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.desk.change(renamed(app.desk, "Half done"), "name")
        await settle(pilot)
        found = profile_edits.find(db, profiles.get(db, "shoes").id)
        assert found is not None
        assert (found.profile.name, found.editor) == ("Half done", os.getpid())
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert app.desk.profile is not None
        assert app.desk.profile.name == "Half done"
        assert app.desk.is_changed
        assert profiles.get(db, "shoes").profile.name == "Обувь"
        app.desk.save()
        await settle(pilot)
        assert profiles.get(db, "shoes").profile.name == "Half done"
        assert profile_edits.find(db, profiles.get(db, "shoes").id) is None


async def test_an_edit_of_another_open_console_is_left_to_it(workspace: Workspace, db: Database) -> None:
    stored = profiles.get(db, "shoes")
    theirs = msgspec.structs.replace(stored.profile, name="Theirs")
    profile_edits.keep(db, stored.id, ProfileEdit(theirs, stored.version, os.getppid(), NOW))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert app.desk.profile == stored.profile


async def test_somebody_elses_save_is_taken_over_but_never_an_edit_lost(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        stored = profiles.get(db, "shoes")
        profiles.save(db, msgspec.structs.replace(stored.profile, name="Theirs"), stored.version, NOW)
        app.refresh_from_file()
        assert app.desk.profile is not None
        assert app.desk.profile.name == "Theirs"
        app.desk.change(renamed(app.desk, "Mine"), "name")
        stored = profiles.get(db, "shoes")
        profiles.save(db, msgspec.structs.replace(stored.profile, name="Theirs again"), stored.version, NOW)
        app.refresh_from_file()
        assert app.desk.profile.name == "Mine"
        app.desk.save()
        await settle(pilot)
        assert profiles.get(db, "shoes").profile.name == "Theirs again"
        assert app.desk.is_changed


async def test_each_profile_keeps_its_own_unsaved_edit_and_the_last_one_is_remembered(
    workspace: Workspace, db: Database
) -> None:
    second(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.desk.choose("shoes")
        app.desk.change(renamed(app.desk, "Shoes!"), "name")
        app.desk.choose("hats")
        app.desk.change(renamed(app.desk, "Hats!"), "name")
        await settle(pilot)
        app.desk.choose("shoes")
        assert app.desk.profile is not None
        assert app.desk.profile.name == "Shoes!"
        app.desk.choose("hats")
        await settle(pilot)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert app.desk.code == "hats"
        assert app.desk.profile is not None
        assert app.desk.profile.name == "Hats!"
