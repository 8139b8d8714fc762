"""`--run-profile` and `resume` against the real sandbox: the JSON object, the report, the exit codes."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import Result

from aliexport_tui.cli.common import Shell
from aliexport_tui.cli.resume import resume
from aliexport_tui.cli.run_profile import Asked, named_of, run_and_report
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import AliexportError, BusyError, ConfigError
from aliexport_tui.model.profile import ImportFirst
from aliexport_tui.store import profiles, runs, sources
from aliexport_tui.store.database import Database
from tests.cli.shell import call, small_shop
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

PLANNED = ["create", "update", "images", "price", "stock", "online", "offline", "delete", "unchanged", "blocked", "held"]
OUTCOMES = ["live", "different", "rejected", "blocked", "held", "waiting", "unknown", "offline", "deleted"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([*(Goods(f"G{number}") for number in range(4)), Goods("bare", picture="")])
    made.profile()
    return made


def test_json_is_one_object_with_the_documented_keys(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_and_report(shop.workspace, Asked("shop", "export"), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "run", "profile", "action", "exit_code", "started", "seconds", "planned", "outcomes", "requests", "problems",
    ]  # fmt: skip
    assert list(told["planned"]) == PLANNED
    assert list(told["outcomes"]) == OUTCOMES
    assert code == told["exit_code"] == 3
    assert told["planned"]["create"] == told["outcomes"]["live"] == 4
    assert told["outcomes"]["blocked"] == 1
    assert set(told["requests"]) == {"write", "read"}
    (fault,) = told["problems"]
    assert set(fault) == {"code", "count", "message", "field", "example"}
    assert fault["count"] == 1
    assert "bare" in fault["example"]

    again = run_and_report(shop.workspace, Asked("shop", "export"), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (again, told["requests"]["write"], told["planned"]["unchanged"]) == (3, 0, 4)


def test_a_report_for_a_cron_mail(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_and_report(shop.workspace, Asked("shop", "export"), as_json=False) == 3
    out, err = capsys.readouterr()
    assert "create 4" in out
    assert "live 4" in out
    assert "1 × " in out
    assert "Exit code 3" in out
    assert "Seen on sale by this run (4):" in out
    assert "  Зарядное устройство G3\n" in out
    assert "Not verified" not in out
    assert "started" in err
    assert "\r" not in err
    assert "\x1b" not in err


def test_what_was_seen_twice_is_named_once(shop: Shop) -> None:
    """A stock that goes again after an edit: the card is looked at again."""
    summary = shop.run()
    with shop.db() as db, db.write() as tx:
        columns = "at, code, args, level, run, profile, listing"
        tx.run(f"INSERT INTO event ({columns}) SELECT {columns} FROM event WHERE code = 'listing.live' LIMIT 1")
    assert len(named_of(shop.workspace, summary, "listing.live")) == 4


def test_a_run_of_one_lane_tells_of_that_lane_alone(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """A card that was refused whole, a picture that is missing, a price that can't be: what has no card yet is no matter
    of a run that changes cards."""
    bad = (
        Goods("late", picture="https://img.example.com/unreachable/1.jpg"),
        Goods("free", price="0"),
        Goods("bare", picture=""),
    )
    shop.supply([Goods("G0"), *bad])
    assert run_and_report(shop.workspace, Asked("shop", "export"), as_json=True) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["outcomes"]["live"], told["outcomes"]["rejected"], told["outcomes"]["blocked"]) == (1, 1, 2)
    groups = {one["code"]: one["example"] for one in told["problems"]}
    assert set(groups) == {"task.failed", "images.missing", "feed.price_missing", "price.missing"}
    assert "feed.yml" in groups["task.failed"], "the marketplace's refusal names the place in the shop's data"
    cases: tuple[tuple[Action, int, set[str]], ...] = (
        ("stock", 0, set()),
        ("offline", 0, set()),
        ("online", 0, set()),
        ("price", 0, set()),
        ("images", 0, set()),
    )
    for action, code, problems in cases:
        assert run_and_report(shop.workspace, Asked("shop", action), as_json=True) == code, action
        told = json.loads(capsys.readouterr().out)
        assert {one["code"] for one in told["problems"]} == problems, action


def test_what_was_not_verified_in_time_is_named(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    sandbox.set({"fault.stuck": 1})
    assert run_and_report(shop.workspace, Asked("shop", "export", verify_s=5), as_json=False) == 3
    out = capsys.readouterr().out
    assert "Not verified in time (4)" in out
    assert "  Зарядное устройство G0\n" in out
    assert "Seen on sale" not in out


def test_a_dry_run_sends_nothing(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run_and_report(shop.workspace, Asked("shop", "export", dry_run=True), as_json=False)
    out, err = capsys.readouterr()
    assert "nothing was sent" in out
    assert "dry run" in err
    assert sandbox.cards() == []


def test_a_dry_run_is_not_taken_for_a_run(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    run_and_report(shop.workspace, Asked("shop", "export"), as_json=True)
    run_and_report(shop.workspace, Asked("shop", "delete", dry_run=True), as_json=True)
    assert json.loads(call(shop.workspace.file, "status", "--json").stdout)[0]["run"]["action"] == "export"
    listed = call(shop.workspace.file, "runs").stdout.splitlines()
    assert ["dry run" in line for line in listed] == [False, True, False]
    assert [one["dry_run"] for one in json.loads(call(shop.workspace.file, "runs", "--json").stdout)] == [True, False]


def test_an_inactive_profile_refuses_with_2(shop: Shop) -> None:
    with shop.db() as db:
        stored = profiles.get(db, "shop")
    shop.profile(active=False)
    assert stored.profile.active
    result = call(shop.workspace.file, "--run-profile", "shop", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "shop" in result.stderr


def test_the_same_run_twice_at_once_ends_with_6(shop: Shop) -> None:
    from aliexport_tui.engine.locks import Lock

    lock = Lock(shop.workspace.lock("shop.export"))
    assert lock.acquire(who="another", now=shop.clock.now_ms())
    try:
        with pytest.raises(BusyError) as caught:
            run_and_report(shop.workspace, Asked("shop", "export", wait_s=2), as_json=True)
        assert caught.value.exit_code == 6
        assert call(shop.workspace.file, "--run-profile", "shop").exit_code == 6
    finally:
        lock.release()


def test_a_run_by_hand_takes_all_from_its_row(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    from aliexport_tui.store import selections

    with shop.db() as db:
        product = db.value("SELECT id FROM product WHERE key = 'G1'")
        assert isinstance(product, int)
        chosen = selections.freeze(db, [product], shop.clock.now_ms(), "test")
        run = runs.start(
            db, profile=profiles.get(db, "shop").id, action="export", mode="by_hand", selection=chosen, verify_s=60,
            who="test", now=shop.clock.now_ms(),
        )  # fmt: skip
    assert run_and_report(shop.workspace, Asked("shop", "delete", run_id=run), as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["action"], told["planned"]["create"]) == (run, "export", 1)
    assert len(sandbox.cards()) == 1
    with pytest.raises(ConfigError) as caught:
        run_and_report(shop.workspace, Asked("shop", "export", run_id=run), as_json=True)
    assert caught.value.code == "run.not_waiting"


def test_a_marketplace_that_is_down_ends_with_7(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE account SET base_url = 'http://127.0.0.1:9'")
    with pytest.raises(AliexportError) as caught:
        run_and_report(shop.workspace, Asked("shop", "export", verify_s=1), as_json=True)
    assert caught.value.exit_code == 7
    assert capsys.readouterr().out == ""


def test_resume_follows_what_was_left(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    sandbox.set({"tasks.queue_s": 40})
    run_and_report(shop.workspace, Asked("shop", "export", verify_s=5), as_json=True)
    shell = Shell("aliexport-tui", commands=[resume])
    still = shell.main(["resume", "--verify-for", "5s"], obj=shop.workspace, standalone_mode=False)
    assert still == 5
    capsys.readouterr()
    ended = shell.main(["resume", "--json"], obj=shop.workspace, standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    assert (ended, [(one["account"], one["idle"]) for one in told]) == (0, [("main", True)])
    with pytest.raises(click.ClickException) as caught:
        shell.main(["resume", "--account", "nobody"], obj=shop.workspace, standalone_mode=False)
    assert caught.value.exit_code == 2


def test_the_feed_is_read_before_a_run_of_cron_where_the_profile_says_so(tmp_path: Path) -> None:
    """The small shop's feed is not there: the run ends with the import's code, or goes on and says so."""
    file = small_shop(tmp_path)

    def told(first: ImportFirst) -> Result:
        with closing(Database.open(file)) as db:
            stored = profiles.get(db, "shoes")
            profiles.save(db, msgspec.structs.replace(stored.profile, import_first=first), stored.version, 0)
            source = sources.find(db, "feed")
            assert source is not None
            sources.change(db, msgspec.structs.replace(source, location=str(tmp_path / "none.yml")))
        return call(file, "--run-profile", "shoes", "--dry-run")

    stopped = told(ImportFirst(when="always"))
    assert (stopped.exit_code, stopped.stdout) == (7, "")
    assert "none.yml" in stopped.stderr
    went_on = told(ImportFirst(when="always", failed="go_on"))
    assert "Exit code 3" in went_on.stdout
    assert "The run goes on with the catalogue as it is." in went_on.stderr
