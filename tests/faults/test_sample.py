"""A fixed sample of the matrix: every fault and every kind of write at least once, half of all at the larger share. The
whole is played by `python -m tests.faults`."""

from pathlib import Path

import pytest

from tests.faults.matrix import FAULTS, SHARES, WRITES, Fault, Write, play

SAMPLE = [(fault, WRITES[(number * 3) % len(WRITES)], SHARES[number % 4 > 0]) for number, fault in enumerate(FAULTS)]


def test_the_sample_is_of_everything() -> None:
    assert {fault.name for fault, _, _ in SAMPLE} == {fault.name for fault in FAULTS}
    assert {write.name for _, write, _ in SAMPLE} == {write.name for write in WRITES}


@pytest.mark.parametrize(("fault", "write", "share"), SAMPLE, ids=[f"{f.name} × {w.name} × {s:.0%}" for f, w, s in SAMPLE])
def test_cell(model: Path, tmp_path: Path, fault: Fault, write: Write, share: float) -> None:
    played = play(model, tmp_path, fault, write, share)
    assert played.trouble == []
