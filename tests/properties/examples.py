"""How many examples a property tries: few and always the same ones with the suite, many and new ones on demand.

`python -m tests.properties [TIMES]` runs the properties with TIMES as many examples (20 unless told), newly drawn."""

import os
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings

Test = TypeVar("Test", bound=Callable[..., object])

TIMES = int(os.environ.get("ALIEXPORT_PROPERTIES", "0"))
"""0: as the suite runs them."""

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture)


def examples(count: int, *, steps: int = 50, shrink: bool = True) -> settings:
    """`count`: examples with the suite; `steps`: the longest sequence of a stateful property; `shrink`: whether a failure
    is made smaller, which takes minutes where an example takes a second."""
    left_out = {Phase.explain} if shrink else {Phase.explain, Phase.shrink}
    return settings(
        max_examples=count * max(1, TIMES),
        stateful_step_count=steps,
        derandomize=not TIMES,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=_SLOW,
        phases=[phase for phase in Phase if phase not in left_out],
    )
