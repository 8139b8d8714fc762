"""A fixed sample of the crash matrix on a small shop: every named point of the three runs dies once."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.matrix import kills, name_of, tried
from tests.crash.nursery import Nursery
from tests.crash.scenario import SMALL, Scenario
from tests.crash.stage import prepare

_passed: set[str] = set()
"""Names that an earlier scenario has had already."""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


@pytest.mark.parametrize("scenario", SMALL, ids=lambda scenario: scenario.name)
def test_a_killed_run_ends_as_an_undisturbed_one(scenario: Scenario, nursery: Nursery, tmp_path: Path) -> None:
    stage = prepare(scenario, tmp_path, nursery)
    chosen = kills(stage, 10, random.Random(scenario.name), _passed)
    verdicts = [tried(stage, kill, nursery, str(number)) for number, kill in enumerate(chosen)]
    _passed.update(name_of(kill.at) for kill in chosen)
    assert {str(one.kill): one.amiss for one in verdicts if one.amiss} == {}
    assert [str(one.kill) for one in verdicts if not one.fell] == []
