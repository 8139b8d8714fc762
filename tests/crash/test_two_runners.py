"""Two runners at once: of one action only one works; of two actions one is the worker and the other watches."""

import signal
import time

from aliexport_tui.messages.registry import render
from tests.crash.conftest import Staged
from tests.crash.nursery import Nursery


def test_the_second_of_one_action_leaves_with_6_and_names_the_holder(nursery: Nursery, staged: Staged) -> None:
    with staged("export").case(nursery, "six") as case:
        since = case.clock.now_ms()
        holder = case.start(signals={"product/create:before#1": signal.SIGSTOP})
        assert holder.wait_until_stopped()
        second = case.run(seat=2)
        assert second is not None
        assert (second.exit_code, second.error) == (6, "run.busy")
        assert second.args["pid"] == str(holder.pid)
        assert second.args["who"]
        assert since <= int(second.args["since"]) <= case.clock.now_ms()
        text = render(second.error, second.args)
        assert str(holder.pid) in text
        assert "since 20" in text
        holder.send(signal.SIGKILL)
        assert holder.wait() is None
        began = time.monotonic()
        third = case.run(signals={"plans.enqueue:before#1": signal.SIGKILL})
        assert third is None, "it took over and went on to plan"
        assert time.monotonic() - began < 10
