"""Screens look as they did: see `tests.tui.snapshots`, which writes them anew where the change is meant."""

import difflib

import pytest

from tests.tui.snapshots import FOLDER, SHOTS, all_taken

ANEW = "is it meant? python -m tests.tui.snapshots"


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    return all_taken()


def test_every_snapshot_belongs_to_a_screen(now: dict[str, str]) -> None:
    assert len(now) == len(SHOTS)
    assert {path.name for path in FOLDER.glob("*.txt")} == set(now), ANEW


@pytest.mark.parametrize("file", [shot.file for shot in SHOTS])
def test_it_looks_as_it_did(now: dict[str, str], file: str) -> None:
    before = (FOLDER / file).read_text(encoding="utf-8")
    if before != now[file]:
        lines = difflib.unified_diff(before.splitlines(), now[file].splitlines(), "before", "now", lineterm="", n=1)
        pytest.fail(f"{file}: {ANEW}\n" + "\n".join(lines), pytrace=False)
