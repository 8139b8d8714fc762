"""Every class of error against the simulated marketplace: what is raised, what is tried again, what is recorded."""

import msgspec
import pytest

from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.local.transport import Timeouts
from aliexport_tui.marketplace.port import (
    AuthError,
    CardFilter,
    Fate,
    InvalidRequest,
    MarketplaceError,
    NetworkTrouble,
    ProtocolTrouble,
    QuotaError,
    RateError,
    ServerTrouble,
)
from tests.marketplace.helpers import TOKEN, EvenChance, Kept, ManualClock, seed_draft
from tests.support.sandbox import Sandbox

CREATE = "POST /api/v1/product/create"
TOP = "POST /api/v1/categories/top"


def refused(market: LocalMarketplace) -> MarketplaceError:
    with pytest.raises(MarketplaceError) as error:
        market.create([seed_draft("A", "a")])
    return error.value


@pytest.mark.parametrize(
    ("fault", "kind", "fate", "done"),
    [
        ({"fault.http_500": 1}, ServerTrouble, Fate.UNKNOWN, 0),
        ({"fault.http_500_after": 1}, ServerTrouble, Fate.UNKNOWN, 1),
        ({"fault.http_502": 1}, ServerTrouble, Fate.UNKNOWN, 0),
        ({"fault.http_502_after": 1}, ServerTrouble, Fate.UNKNOWN, 1),
        ({"fault.not_json": 1}, ProtocolTrouble, Fate.UNKNOWN, 1),
        ({"fault.cut_body": 1, "fault.cut_at": 0.1}, ProtocolTrouble, Fate.UNKNOWN, 1),
        ({"fault.burst_429": 1}, RateError, Fate.REFUSED, 0),
        ({"quota.limit": 0}, QuotaError, Fate.REFUSED, 0),
        ({"limits.create": 0}, InvalidRequest, Fate.REFUSED, 0),
        ({"fault.error_in_200": 1}, MarketplaceError, Fate.UNKNOWN, 0),
    ],
)
def test_writes_are_sent_once_and_their_fate_is_told(
    sandbox: Sandbox,
    market: LocalMarketplace,
    kept: Kept,
    fault: dict[str, object],
    kind: type[MarketplaceError],
    fate: Fate,
    done: int,
) -> None:
    sandbox.set(fault)
    trouble = refused(market)
    assert isinstance(trouble, kind)
    assert trouble.fate is fate
    assert sandbox.requests()[CREATE] == 1
    assert [(exchange.path, exchange.failure) for exchange in kept.exchanges] == [("/api/v1/product/create", trouble.code)]
    sandbox.advance(60)
    assert len(sandbox.cards()) == done


@pytest.mark.parametrize(("fault", "done"), [("fault.timeout_before", 0), ("fault.timeout_after", 1)])
def test_a_time_out_leaves_the_fate_open(sandbox: Sandbox, fault: str, done: int) -> None:
    sandbox.set({fault: 1})
    quick = Timeouts(slow=0.08)
    market = LocalMarketplace(
        sandbox.address, sandbox.token, "ru_RU", "RUB", ManualClock(), EvenChance(), Kept(), timeouts=quick
    )
    trouble = refused(market)
    market.close()
    assert (trouble.code, trouble.fate) == ("marketplace.timeout", Fate.UNKNOWN)
    assert sandbox.requests()[CREATE] == 1
    sandbox.advance(60)
    assert len(sandbox.cards()) == done


def test_the_group_of_a_cut_off_answer_leads_to_the_tasks(sandbox: Sandbox, market: LocalMarketplace) -> None:
    sandbox.set({"fault.cut_body": 1, "fault.cut_at": 0.6, "fault.routes": ["create"]})
    trouble = refused(market)
    assert trouble.code == "marketplace.cut_off"
    assert trouble.group_id
    sandbox.advance(30)
    assert [task.state for task in market.tasks(trouble.group_id)] == ["success"]


def test_a_server_that_is_gone_got_nothing(sandbox: Sandbox) -> None:
    with Sandbox() as other:
        market = LocalMarketplace(other.address, other.token, "ru_RU", "RUB", ManualClock(), EvenChance(), Kept())
    trouble = refused(market)
    market.close()
    assert (type(trouble), trouble.fate) == (NetworkTrouble, Fate.NOT_SENT)


@pytest.mark.parametrize("status", ["401", "200", "500"])
def test_a_deleted_token_is_told_by_status_or_words(sandbox: Sandbox, status: str) -> None:
    sandbox.set({"auth.deleted_status": status})
    token = sandbox.issue_token(77)
    kept = Kept()
    market = LocalMarketplace(sandbox.address, token, "ru_RU", "RUB", ManualClock(), EvenChance(), kept)
    market.check()
    sandbox.delete_token(token)
    with pytest.raises(AuthError) as refusal:
        market.check()
    with pytest.raises(AuthError) as write:
        market.create([seed_draft()])
    with pytest.raises(AuthError):
        market.top_categories()
    market.close()
    assert refusal.value.status == int(status)
    assert write.value.fate is Fate.REFUSED
    assert len(kept.exchanges) == 4, "a refused token is not tried again"


def test_a_token_of_nobody(sandbox: Sandbox) -> None:
    market = LocalMarketplace(sandbox.address, TOKEN, "ru_RU", "RUB", ManualClock(), EvenChance(), Kept())
    with pytest.raises(AuthError):
        market.check()
    market.close()


@pytest.mark.parametrize("shape", ["1", "2"])
def test_both_shapes_of_errors_keep_the_servers_words(sandbox: Sandbox, market: LocalMarketplace, shape: str) -> None:
    sandbox.set({"errors.shape": shape, "limits.create": 0})
    trouble = refused(market)
    assert trouble.status == 400
    assert trouble.said
    assert "{" not in trouble.said


@pytest.mark.parametrize(
    "fault", ["fault.http_500", "fault.http_502", "fault.cut_body", "fault.not_json", "fault.burst_429"]
)
def test_reads_go_on_after_passing_trouble(sandbox: Sandbox, market: LocalMarketplace, kept: Kept, fault: str) -> None:
    sandbox.set({fault: 1, "fault.times": 2, "fault.burst_length": 1})
    assert market.top_categories()
    assert sandbox.requests()[TOP] == len(kept.exchanges) == 3
    assert [exchange.failure == "" for exchange in kept.exchanges] == [False, False, True]


def test_reads_give_up_after_four_tries(sandbox: Sandbox, market: LocalMarketplace, clock: ManualClock) -> None:
    sandbox.set({"fault.http_500": 1})
    with pytest.raises(ServerTrouble):
        market.top_categories()
    assert sandbox.requests()[TOP] == 4
    assert [pause for pause in clock.slept if pause > 0.1] == [0.75, 1.5, 3]


def test_retry_after_is_obeyed(sandbox: Sandbox, market: LocalMarketplace, clock: ManualClock) -> None:
    sandbox.set({"rate.rps": 1, "rate.retry_after": 17})
    for _ in range(20):
        market.templates()
        if 17 in clock.slept:
            return
    pytest.fail("the advice was not followed")


def test_a_quota_refusal_is_not_a_rate_refusal(sandbox: Sandbox, market: LocalMarketplace) -> None:
    sandbox.set({"quota.limit": 1})
    assert market.create([seed_draft("A", "a")]).results[0].ok
    trouble = refused(market)
    assert (type(trouble), trouble.status) == (QuotaError, 429)
    sandbox.advance(14_500)
    assert market.create([seed_draft("B", "b")]).results[0].ok


@pytest.mark.parametrize("answer", ["empty", "404"])
def test_a_group_that_nobody_knows_has_no_tasks(sandbox: Sandbox, market: LocalMarketplace, answer: str) -> None:
    sandbox.set({"tasks.unknown_group": answer})
    assert market.tasks("987654321") == ()


def test_a_fresh_group_may_not_be_readable_yet(sandbox: Sandbox, market: LocalMarketplace) -> None:
    sandbox.set({"tasks.visible_after_s": 5, "tasks.data_missing": "on"})
    answer = market.create([seed_draft()])
    assert market.tasks(answer.group_id) == ()
    sandbox.advance(6)
    assert len(market.tasks(answer.group_id)) == 1


@pytest.mark.parametrize("style", ["path", "field", "code_message"])
def test_every_style_of_item_errors_is_kept(sandbox: Sandbox, market: LocalMarketplace, style: str) -> None:
    sandbox.set({"errors.key_style": style})
    draft = seed_draft("A", "a")
    bad = msgspec.structs.replace(draft, content=msgspec.structs.replace(draft.content, weight="701"))
    (result,) = market.create([bad]).results
    assert not result.ok
    assert result.errors
    assert all(result.errors.values())
    if style != "code_message":
        assert list(result.errors) == ["weight"]


def test_the_token_stands_in_no_record(sandbox: Sandbox, market: LocalMarketplace, kept: Kept) -> None:
    market.check()
    market.set_titles([("1005000000000001", sandbox.token)])
    list(market.scroll(CardFilter(sku_codes=(sandbox.token,))))
    everything = b"".join(exchange.request + exchange.response for exchange in kept.exchanges)
    assert sandbox.token.encode() not in everything
    assert sandbox.token.split(".")[2].encode() not in everything
    assert all(exchange.seconds >= 0 and exchange.at > 0 for exchange in kept.exchanges)
