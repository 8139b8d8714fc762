"""Settings of profiles that somebody has changed and not saved yet (`profile_edit`): they outlive a lost line."""

import msgspec

from aliexport_tui.model.profile import Profile
from aliexport_tui.store.database import Database, as_int, as_text


class ProfileEdit(msgspec.Struct, frozen=True):
    """`version`: the profile's, when the change began; `editor`: pid of the console that holds it; `at` UTC ms."""

    profile: Profile
    version: int
    editor: int
    at: int


def find(db: Database, profile: int) -> ProfileEdit | None:
    """By the profile's row id."""
    row = db.row("SELECT body, version, editor, at FROM profile_edit WHERE profile = ?", (profile,))
    if row is None:
        return None
    body = msgspec.json.decode(as_text(row[0]), type=Profile)
    return ProfileEdit(body, as_int(row[1]), as_int(row[2]), as_int(row[3]))


def keep(db: Database, profile: int, edit: ProfileEdit) -> None:
    """The newest takes the place of what was kept."""
    with db.write() as tx:
        tx.run(
            "INSERT OR REPLACE INTO profile_edit (profile, version, body, editor, at) VALUES (?, ?, ?, ?, ?)",
            (profile, edit.version, msgspec.json.encode(edit.profile).decode(), edit.editor, edit.at),
        )


def forget(db: Database, profile: int) -> None:
    """It was saved or given up."""
    with db.write() as tx:
        tx.run("DELETE FROM profile_edit WHERE profile = ?", (profile,))
