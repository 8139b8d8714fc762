"""Screens look as they did: see `tests.tui.snapshots`, which writes them anew where the change is meant."""

import difflib

from tests.tui.snapshots import FOLDER, SHOTS, all_taken

ANEW = "is it meant? python -m tests.tui.snapshots"


def test_screens_look_as_they_did() -> None:
    """One test for all of them: they are taken together, and tests that share them would take them again in each process."""
    now = all_taken()
    assert len(now) == len(SHOTS)
    assert {path.name for path in FOLDER.glob("*.txt")} == set(now), ANEW
    changed = [_difference(file, taken) for file, taken in sorted(now.items())]
    assert not any(changed), f"{ANEW}\n" + "\n".join(filter(None, changed))


def _difference(file: str, taken: str) -> str:
    before = (FOLDER / file).read_text(encoding="utf-8")
    if before == taken:
        return ""
    lines = difflib.unified_diff(before.splitlines(), taken.splitlines(), f"{file} before", "now", lineterm="", n=1)
    return "\n".join(lines)
