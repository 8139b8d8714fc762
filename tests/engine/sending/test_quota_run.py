"""A run ten times larger than the quota: no refusal that could be foreseen, a forecast that holds, a share for prices and
stocks."""

import pytest

from tests.engine.sending.quota_story import tell
from tests.support.export import Shop
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize("known", [True, False], ids=["told", "learnt"])
def test_ten_windows(shop: Shop, sandbox: Sandbox, known: bool) -> None:
    story = tell(shop, sandbox, changes=500, quota=50, window_s=60, known=known)
    assert story.refusals == (0 if known else 1)
    assert (story.exit_code, story.live) == (0, 480)
    misses = story.misses(since=story.refused_at or 0)
    assert misses
    assert max(misses) < 0.1
    if known:  # before it is learnt, nobody knows that there is something to share
        assert story.lanes_waited_ms < 10_000
    assert story.joined_left_behind == 3
    assert 0 <= story.joined_waited_ms < 5_000
