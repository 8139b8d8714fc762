"""Cases in a worker process with a nursery of its own."""

from tests.crash.matrix import Kill, Verdict, tried
from tests.crash.nursery import Nursery
from tests.crash.stage import Stage

_nurseries: list[Nursery] = []
"""The one of this worker."""


def open_nursery() -> None:
    """It ends with its worker: its standard input does."""
    nursery = Nursery()
    nursery.__enter__()
    _nurseries.append(nursery)


def job(given: tuple[Stage, Kill, str]) -> Verdict:
    """One case; the name is its folder's."""
    stage, kill, name = given
    return tried(stage, kill, _nurseries[0], name)
