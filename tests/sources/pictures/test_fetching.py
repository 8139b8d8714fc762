"""Whole pictures into files, within limits; nothing is left of what did not come."""

from pathlib import Path

import pytest

from aliexport_tui.model.clock import SystemClock
from aliexport_tui.sources.pictures import fetching as module
from aliexport_tui.sources.pictures.fetching import Whole, fetching
from aliexport_tui.sources.pictures.visiting import Asked, Pace, visit_all
from tests.support.shops.pictures import PictureServer, picture

PACE = Pace(per_second=10_000, visit_s=30)


def test_what_came_and_what_did_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 100_000)
    found: dict[str, Whole] = {}

    def took(whole: Whole) -> None:
        found[whole.asked.key] = whole

    with PictureServer() as server:
        paths = ("/ok/90x90.png", "/whole/90x80.png", "/404/x", "/away/x", "/endless/x", "/ok/300x300-heavy.bmp")
        asked = [Asked(path, server.address + path) for path in paths]
        visit_all({"": iter(asked)}, fetching(tmp_path, PACE), took, SystemClock(), PACE)
    came = {path: one.path.read_bytes() for path, one in found.items() if one.path is not None}
    assert came == {"/ok/90x90.png": picture(90, 90, "png"), "/whole/90x80.png": picture(90, 80, "png")}
    assert {path: one.reason for path, one in found.items() if one.path is None} == {
        "/404/x": "unreachable",
        "/away/x": "unreachable",
        "/endless/x": "large",
        "/ok/300x300-heavy.bmp": "large",
    }
    assert len(list(tmp_path.iterdir())) == 2
    assert len({one.digest for one in found.values() if one.path is not None}) == 2
