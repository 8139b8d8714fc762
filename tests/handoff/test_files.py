"""A folder as target: whole files, each once, whatever happens between the steps."""

import json
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.handoff.files import DayFiles, OrderFiles
from aliexport_tui.handoff.target import HandOffTrouble
from tests.handoff.parcels import NUMBER, Dying, Killed, Memory, parcel


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_file_for_each_order(tmp_path: Path, form: str) -> None:
    target = OrderFiles(tmp_path, "json" if form == "json" else "csv")
    assert Memory().deliver(target, parcel()).reference == f"AE-{NUMBER}.{form}"
    Memory().deliver(target, parcel(kind="cancelled"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"AE-{NUMBER}.cancelled.{form}", f"AE-{NUMBER}.{form}"]
    assert NUMBER in (tmp_path / f"AE-{NUMBER}.{form}").read_text("utf-8-sig")


@pytest.mark.parametrize("after", [False, True])
def test_killed_around_the_first_step(tmp_path: Path, after: bool) -> None:
    target, memory = OrderFiles(tmp_path, "json"), Dying(after=after)
    with pytest.raises(Killed):
        memory.deliver(target, parcel())
    assert [path.name for path in tmp_path.glob("[!.]*")] == []
    next_one = Memory()
    next_one.kept = memory.kept
    next_one.deliver(target, parcel())
    assert [path.name for path in tmp_path.iterdir()] == [f"AE-{NUMBER}.json"]


def test_another_prefix_between_the_steps_makes_no_other_file(tmp_path: Path) -> None:
    target, memory = OrderFiles(tmp_path, "json"), Dying(after=True)
    with pytest.raises(Killed):
        memory.deliver(target, parcel())
    next_one = Memory()
    next_one.kept = memory.kept
    next_one.deliver(target, msgspec.structs.replace(parcel(), number=f"XX-{NUMBER}"))
    assert [path.name for path in tmp_path.iterdir()] == [f"AE-{NUMBER}.json"]


def test_killed_after_the_second_step_and_the_shop_has_taken_the_file_away(tmp_path: Path) -> None:
    target, memory = OrderFiles(tmp_path, "json"), Memory()
    memory.deliver(target, parcel())
    (tmp_path / f"AE-{NUMBER}.json").unlink()
    memory.deliver(target, parcel())
    assert list(tmp_path.iterdir()) == []


def test_a_restored_backup_does_not_hand_over_twice(tmp_path: Path) -> None:
    target = OrderFiles(tmp_path, "json")
    Memory().deliver(target, parcel())
    there = tmp_path / f"AE-{NUMBER}.json"
    there.write_text("read by the shop")
    Memory().deliver(target, parcel())
    assert there.read_text() == "read by the shop"


def test_a_name_leaves_the_folder_in_no_way(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    Memory().deliver(OrderFiles(folder, "json"), msgspec.structs.replace(parcel(), number="../../x"))
    assert [path.name for path in folder.iterdir()] == ["_.._x.json"]


def test_no_folder_is_a_trouble_of_all_and_passes(tmp_path: Path) -> None:
    target, memory = OrderFiles(tmp_path / "none", "json"), Memory()
    with pytest.raises(HandOffTrouble, match=r"handoff\.no_folder") as caught:
        memory.deliver(target, parcel())
    assert (caught.value.wide, caught.value.again) == (True, True)
    with pytest.raises(HandOffTrouble, match=r"handoff\.no_folder"):
        target.check()
    (tmp_path / "none").mkdir()
    memory.deliver(target, parcel())
    target.check()


def test_a_day_is_written_whole(tmp_path: Path) -> None:
    files = DayFiles(tmp_path, "json")
    files.write("2026-02-01", "main", [parcel("1")])
    assert files.write("2026-02-01", "main", [parcel("1"), parcel("2")]).reference == "main-2026-02-01.json"
    (there,) = tmp_path.iterdir()
    assert [one["marketplace_number"] for one in json.loads(there.read_text())] == ["1", "2"]
