"""What was asked for can't be done as asked: code 2 (6 for a second runner), and what to do instead."""

from pathlib import Path

import pytest

from aliexport_tui.engine.locks import Lock
from tests.support.export import PROFILE, Shop
from tests.trouble.shell import call, kept, refusal


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--run-profile", "shpo"), "shop"),
        (("--run-profile", "nothing_like_it"), "nothing_like_it"),
        (("--run-profile", "shop", "--action", "exprot"), "export"),
        (("--run-profile", "shop", "--verify-for", "soon"), "soon"),
        (("--run-profile", "shop", "--verfy-for", "5s"), "--verify-for"),
        (("--run-profile",), "--run-profile"),
        (("--run-profile", "shop", "status"), "--run-profile"),
        (("--action", "price"), "--run-profile"),
        (("sttaus",), "status"),
        (("status", "shpo"), "shop"),
        (("profile", "show", "shpo"), "shop"),
        (("source", "import", "shpo"), "shop"),
        (("account", "check", "mian"), "main"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_slip_of_the_hand(still: Shop, arguments: tuple[str, ...], named: str) -> None:
    before = kept(still.workspace.file)
    assert named in refusal(call(still.workspace.file, *arguments), 2)
    assert kept(still.workspace.file) == before
    assert still.sandbox.cards() == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[card]\n", "[crad]\n", "card"),
        ("shipping_lead_time", "shiping_lead_time", "shipping_lead_time"),
        ('missing = "{name}"', 'mising = "{name}"', "missing"),
        ('target = "337004708"', 'tarjet = "337004708"', "target"),
        ('source = "shop"', 'sourse = "shop"', "source"),
        ("active = true", 'active = "perhaps"', "active"),
        ("[card]\n", "[card\n", "line"),
        ('code = "shop"', 'code = "Shop 1"', "code"),
    ],
)
def test_a_profile_with_a_slip(still: Shop, tmp_path: Path, old: str, new: str, named: str) -> None:
    path = tmp_path / "profile.toml"
    assert old in PROFILE
    path.write_text(PROFILE.replace(old, new), encoding="utf-8")
    before = kept(still.workspace.file)
    told = refusal(call(still.workspace.file, "profile", "import", str(path)), 2)
    assert named in told
    assert kept(still.workspace.file) == before


def test_an_inactive_profile_refuses_to_run(shop: Shop) -> None:
    shop.profile(active=False)
    told = refusal(call(shop.workspace.file, "--run-profile", "shop"), 2)
    assert "shop" in told
    assert "activate" in told
    assert shop.sandbox.requests().get("POST /api/v1/product/create", 0) == 0


def test_a_second_runner_leaves_and_names_the_first(shop: Shop) -> None:
    lock = Lock(shop.workspace.lock("shop.export"))
    assert lock.acquire(who="olga@office", now=shop.clock.now_ms())
    try:
        told = refusal(call(shop.workspace.file, "--run-profile", "shop"), 6)
        assert "olga@office" in told
        assert call(shop.workspace.file, "--run-profile", "shop", "--action", "price", "--json").returncode == 0
    finally:
        lock.release()
    assert shop.run().exit_code == 0
