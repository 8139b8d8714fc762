"""A command as target: run once, whoever is killed beside it."""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aliexport_tui.handoff import command_host
from aliexport_tui.handoff.command import Command
from aliexport_tui.handoff.target import HandOffTrouble
from tests.handoff.parcels import NUMBER, Memory, parcel

TAKE = 'cat >> "$0/taken"; echo "$ALIEXPORT_DELIVERY $ALIEXPORT_KIND" >> "$0/keys"; echo N-17; echo more'


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def _shell(kept: Path, script: str, seconds: int = 20) -> Command:
    return Command(["/bin/sh", "-c", script, str(kept.parent)], seconds, kept)


def test_the_order_is_on_its_standard_input(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIEXPORT_TOKEN", "secret-token")
    target = _shell(kept, TAKE + '; test -z "$ALIEXPORT_TOKEN"')
    assert Memory().deliver(target, parcel()).reference == "N-17"
    assert json.loads((kept.parent / "taken").read_text())["number"] == f"AE-{NUMBER}"
    assert (kept.parent / "keys").read_text() == f"delivery-{NUMBER}-new new\n"
    target.forget(parcel().delivery)
    assert list(kept.iterdir()) == []


def test_who_comes_later_finds_how_it_ended(kept: Path) -> None:
    target = _shell(kept, TAKE)
    for _ in range(3):  # killed before the end was committed, each time
        assert Memory().deliver(target, parcel()).reference == "N-17"
    assert len((kept.parent / "keys").read_text().splitlines()) == 1


def test_a_runner_dies_while_the_command_runs(kept: Path) -> None:
    """It is let run to its end by the host; the next runner waits for it."""
    script = f'touch "$0/at-work"; while [ ! -e "$0/go" ]; do sleep 0.01; done; {TAKE}'
    code = (
        "import sys; from pathlib import Path; from aliexport_tui.handoff.command import Command;"
        "from tests.handoff.parcels import Memory, parcel;"
        "Memory().deliver(Command(['/bin/sh', '-c', sys.argv[1], sys.argv[2]], 20, Path(sys.argv[3])), parcel())"
    )
    runner = subprocess.Popen([sys.executable, "-c", code, script, str(kept.parent), str(kept)])
    _wait_for(kept.parent / "at-work")
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    threading.Timer(0.05, (kept.parent / "go").touch).start()
    assert Memory().deliver(_shell(kept, script), parcel()).reference == "N-17"
    assert len((kept.parent / "keys").read_text().splitlines()) == 1


def test_the_host_dies_beside_the_command(kept: Path) -> None:
    """Nobody knows then; it is not done again unless a person says so."""
    place = kept / parcel().delivery
    target = _shell(kept, "kill -9 $PPID; " + TAKE)
    with pytest.raises(HandOffTrouble, match=r"handoff\.command_unknown") as caught:
        Memory().deliver(target, parcel())
    assert (caught.value.fate, caught.value.again) == ("unknown", False)
    with pytest.raises(HandOffTrouble, match=r"handoff\.command_unknown"):
        Memory().deliver(target, parcel())
    _wait_for(kept.parent / "keys")
    assert len((kept.parent / "keys").read_text().splitlines()) == 1
    assert (place / "started").exists()


def test_a_host_that_was_killed_before_it_began_has_run_nothing(kept: Path) -> None:
    target = _shell(kept, TAKE)
    place = kept / parcel().delivery
    target._prepare(place, parcel())
    (place / "host.lock").touch()
    assert Memory().deliver(target, parcel()).reference == "N-17"
    assert command_host.main(place) == 0  # a second host does nothing
    assert len((kept.parent / "keys").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("script", "code", "fate", "again", "args"),
    [
        ("echo нет такого товара >&2; exit 3", "handoff.command_refused", "not_taken", False, {"exit": "3"}),
        ("exit 75", "handoff.command_later", "not_taken", True, {}),
        ("kill -9 $$", "handoff.command_unknown", "unknown", False, {}),
        ("exec sleep 30", "handoff.command_slow", "unknown", False, {"seconds": "0"}),
    ],
)
def test_how_it_fails(kept: Path, script: str, code: str, fate: str, again: bool, args: dict[str, str]) -> None:
    target = _shell(kept, script, seconds=0 if code == "handoff.command_slow" else 20)
    with pytest.raises(HandOffTrouble) as caught:
        Memory().deliver(target, parcel())
    told = caught.value
    assert (told.code, told.fate, told.again) == (code, fate, again)
    assert args.items() <= told.args_by_name.items()
    if code == "handoff.command_refused":
        assert told.args_by_name["reason"] == "нет такого товара"


def test_what_is_not_there_needs_a_person_but_goes_on_by_itself(kept: Path) -> None:
    target = Command(["/no/such/program"], 5, kept)
    with pytest.raises(HandOffTrouble, match=r"handoff\.command_missing") as caught:
        Memory().deliver(target, parcel())
    assert caught.value.wide
    with pytest.raises(HandOffTrouble, match=r"handoff\.command_missing"):
        target.check()
    _shell(kept, "true").check()


def test_what_it_is_given_is_nobody_elses(kept: Path) -> None:
    Memory().deliver(_shell(kept, TAKE), parcel())
    assert (kept / parcel().delivery).stat().st_mode & 0o077 == 0


def _wait_for(path: Path) -> None:
    until = time.monotonic() + 10
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.005)
    assert path.exists()
