"""Two real runners of two actions at once, killed at random points of their own and started again: what must hold, holds."""

import random
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.model.change import Action
from tests.crash.conftest import Staged
from tests.crash.nursery import Nursery, wait_for_all
from tests.crash.stage import Case, Stage
from tests.properties.examples import examples
from tests.support.truth import amiss

ROUNDS = 2
"""So often both are started before everything is left in peace."""
PAIRS: tuple[tuple[str, Action, Action], ...] = (
    ("export", "export", "stock"),
    ("price", "export", "price"),
    ("delete", "delete", "price"),
)


def _course(stage: Stage, case: Case, first: Action, second: Action, chance: random.Random) -> None:
    """Each of the two lives, dies or is stopped for a while, as chance will have it."""
    for _ in range(ROUNDS):
        both = []
        for seat, action in enumerate((first, second), 1):
            point = chance.choice(stage.points)
            number = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGCONT))
            approve = action == "delete"
            both.append(case.start(seat=seat, action=action, signals={point: number}, approve=approve))
        for result in wait_for_all(both):
            assert result is None or result.exit_code in (0, 3, 4, 5, 143), result
        case.clock.sleep(chance.choice((1, 30, 3600)))


@pytest.mark.parametrize(("name", "first", "second"), PAIRS, ids=["+".join(pair[1:]) for pair in PAIRS])
def test_two_runners_that_die_leave_nothing_lost_or_doubled(
    nursery: Nursery, staged: Staged, name: str, first: Action, second: Action
) -> None:
    stage = staged(name)

    @examples(3, shrink=False)
    @given(st.integers(0, 2**32))
    def course(seed: int) -> None:
        with stage.case(nursery, "course") as case:
            _course(stage, case, first, second, random.Random(seed))
            starts = case.finish()
            found = amiss(stage.truth, case.truth())
            if name == "delete":  # a price that met a card being deleted may have been refused: that is told, too
                found = [line for line in found if not line.startswith("outcome of")]
            assert (found, starts <= 4) == ([], True)

    course()
