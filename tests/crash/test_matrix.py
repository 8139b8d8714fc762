"""A fixed sample of the crash matrix on a small shop: a runner dies at each commit, on one side of it, and at each moment of
each request, of the three runs."""

import random

import pytest

from tests.crash.conftest import Staged
from tests.crash.matrix import kills, stem_of, tried
from tests.crash.nursery import Nursery

_passed: set[str] = set()
"""Commits and moments of requests that an earlier scenario has had already."""


@pytest.mark.parametrize("scenario", ["export", "price", "delete"])
def test_a_killed_run_ends_as_an_undisturbed_one(scenario: str, nursery: Nursery, staged: Staged) -> None:
    stage = staged(scenario)
    chosen = kills(stage, 10, random.Random(scenario), _passed)
    verdicts = [tried(stage, kill, nursery, str(number)) for number, kill in enumerate(chosen)]
    _passed.update(stem_of(kill.at) for kill in chosen)
    assert {str(one.kill): one.amiss for one in verdicts if one.amiss} == {}
    fell = sum(one.fell for one in verdicts)
    assert fell >= 0.9 * len(verdicts), "the points of one run are not those of the next"
