"""Token, address, limits, pacing, retries: each on its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.marketplace.kinds import open_marketplace
from aliexport_tui.marketplace.local.address import checked_address
from aliexport_tui.marketplace.local.limits import limits_of
from aliexport_tui.marketplace.local.retrying import retried
from aliexport_tui.marketplace.pacing import Pacer
from aliexport_tui.marketplace.port import AuthError, Fate, MarketplaceError, NetworkTrouble, RateError, ServerTrouble
from aliexport_tui.marketplace.tokens import Mask, masked, plausible_token
from aliexport_tui.model.errors import ConfigError
from tests.marketplace.helpers import TOKEN, EvenChance, Kept, ManualClock


def test_a_token_loses_the_blanks_around_it() -> None:
    assert plausible_token(f"  {TOKEN}\n") == TOKEN


@pytest.mark.parametrize(
    "text",
    ["", "a.b.c", TOKEN.replace(".", ""), TOKEN + ".d",
     TOKEN.replace("eyJz", "ey z"), "a" * 8190 + ".b.c", "а" * 20 + ".b.c",
     "." + TOKEN.split(".", 1)[1], "Bearer " + TOKEN],
)  # fmt: skip
def test_what_is_no_token(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        plausible_token(text)
    assert error.value.code == "account.token_malformed"
    assert text[:12] not in str(error.value) or not text


def test_only_the_ends_are_shown() -> None:
    assert masked(TOKEN) == "eyJh…2Vu"[:5] + TOKEN[-4:]
    assert masked("short") == "…"


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_the_token_is_hidden_wherever_it_stands(before: str, after: str) -> None:
    mask = Mask(TOKEN)
    payload, signature = TOKEN.split(".")[1:]
    for secret in (TOKEN, payload, signature, f"{payload}.{signature}"):
        text = before + secret + after
        assert signature not in mask.text(text)
        assert payload not in mask.text(text)
        assert mask.body(text.encode()).decode() == mask.text(text)
    assert mask.text(before) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://openapi.ru.laliexpress.com/", "https://openapi.ru.laliexpress.com"),
        (" https://openapi.aliexpress.ru/public ", "https://openapi.aliexpress.ru/public"),
        ("http://127.0.0.1:8080/public/", "http://127.0.0.1:8080/public"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:1", "http://[::1]:1"),
    ],
)
def test_good_addresses(text: str, expected: str) -> None:
    assert checked_address(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://openapi.ru.laliexpress.com", "account.address_plain"),
        ("http://127.0.0.1.evil.example", "account.address_plain"),
        ("http://10.0.0.1", "account.address_plain"),
        ("openapi.ru.laliexpress.com", "account.address_malformed"),
        ("ftp://a", "account.address_malformed"),
        ("https://", "account.address_malformed"),
        ("https://user:secret@host", "account.address_malformed"),
        ("https://host/?a=1", "account.address_malformed"),
        ("https://host:99999", "account.address_malformed"),
        ("https://[1", "account.address_malformed"),
        ("https://ho st", "account.address_malformed"),
        ("https://a..b", "account.address_malformed"),
        ("https://xn--a", "account.address_malformed"),
        ("https://1.2.3.999", "account.address_malformed"),
        ("https://" + "a" * 70 + ".example", "account.address_malformed"),
        ("", "account.address_malformed"),
    ],
)
def test_bad_addresses(text: str, code: str) -> None:
    with pytest.raises(ConfigError) as error:
        checked_address(text)
    assert error.value.code == code


def test_limits_follow_the_currency() -> None:
    assert limits_of("RUB").max_price == 5_000_000_00
    assert limits_of("USD").max_price == 999_999_00
    with pytest.raises(ConfigError):
        limits_of("EUR")


def test_a_kind_whose_time_has_not_come_is_told_so() -> None:
    with pytest.raises(ConfigError) as error:
        open_marketplace(
            "global", base_url="https://a", token=TOKEN, locale="ru_RU", currency="RUB", clock=ManualClock(),
            chance=EvenChance(), recorder=Kept(),
        )  # fmt: skip
    assert (error.value.code, error.value.args_by_name["kind"]) == ("account.kind_unknown", "global")


def test_the_pacer_keeps_the_interval_widens_and_recovers() -> None:
    clock = ManualClock()
    pacer = Pacer(10, clock, widest_s=0.4)
    pacer.wait()
    assert clock.slept == []
    pacer.wait()
    assert clock.slept == pytest.approx([0.1])
    clock.now += 60
    pacer.wait()
    assert clock.slept == pytest.approx([0.1, 0.04])
    clock.now += 1000
    pacer.wait()
    assert len(clock.slept) == 2
    for expected in (0.2, 0.4, 0.4):
        pacer.too_fast()
        assert pacer.interval_s == pytest.approx(expected)
    for _ in range(30):
        pacer.went_well()
    assert pacer.interval_s == pytest.approx(0.1)


def test_a_clock_gone_back_never_makes_the_pacer_wait_longer() -> None:
    clock = ManualClock()
    pacer = Pacer(10, clock)
    pacer.wait()
    clock.now -= 3_600_000
    pacer.wait()
    assert clock.slept == pytest.approx([0.1])


def trouble(kind: type[MarketplaceError], wait: float | None = None) -> MarketplaceError:
    return kind("x", Fate.UNKNOWN, retry_after=wait)


@pytest.mark.parametrize(
    ("troubles", "slept"),
    [
        ([], []),
        ([trouble(ServerTrouble)], [0.75]),
        ([trouble(NetworkTrouble), trouble(ServerTrouble), trouble(NetworkTrouble)], [0.75, 1.5, 3]),
        ([trouble(RateError), trouble(RateError)], [3.75, 7.5]),
        ([trouble(RateError, 42), trouble(ServerTrouble, 1)], [42, 1]),
    ],
)
def test_reads_are_tried_again(troubles: list[MarketplaceError], slept: list[float]) -> None:
    clock, left = ManualClock(), list(troubles)

    def attempt() -> str:
        if left:
            raise left.pop(0)
        return "found"

    assert retried(attempt, 4, clock.sleep, EvenChance()) == "found"
    assert clock.slept == pytest.approx(slept)


def test_tries_are_bounded_and_refusals_final() -> None:
    clock, tried = ManualClock(), []

    def failing(kind: type[MarketplaceError]) -> str:
        tried.append(kind)
        raise trouble(kind)

    with pytest.raises(ServerTrouble):
        retried(lambda: failing(ServerTrouble), 4, clock.sleep, EvenChance())
    with pytest.raises(AuthError):
        retried(lambda: failing(AuthError), 4, clock.sleep, EvenChance())
    assert tried == [ServerTrouble] * 4 + [AuthError]
