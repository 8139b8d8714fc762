"""What becomes of a request when the line or the answer breaks (DESIGN, invariant 1), over real sockets."""

import socket
from collections.abc import Callable

import pytest

from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.local.transport import Timeouts
from aliexport_tui.marketplace.port import (
    CardFilter,
    Exchange,
    Fate,
    MarketplaceError,
    NetworkTrouble,
    ProtocolTrouble,
    RateError,
    ServerTrouble,
)
from aliexport_tui.model.errors import FileTrouble
from tests.marketplace.helpers import TOKEN, EvenChance, Kept, ManualClock, seed_draft
from tests.marketplace.peer import Peer, answer

GOOD = b'{"group_id": "100000001", "results": [{"ok": true, "task_id": "5", "errors": {}, "external_id": ""}]}'


def adapter(
    address: str, clock: ManualClock | None = None, kept: Kept | None = None, patience: float = 5
) -> LocalMarketplace:
    limits = Timeouts(connect=5, read=patience, slow=patience)
    return LocalMarketplace(
        address, TOKEN, "ru_RU", "RUB", clock or ManualClock(), EvenChance(), kept or Kept(), timeouts=limits
    )


def failed(address: str, write: Callable[[LocalMarketplace], object], patience: float = 5) -> MarketplaceError:
    market = adapter(address, patience=patience)
    with pytest.raises(MarketplaceError) as error:
        write(market)
    market.close()
    return error.value


def create(market: LocalMarketplace) -> object:
    return market.create([seed_draft()])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_no_connection_means_not_sent() -> None:
    trouble = failed(f"http://127.0.0.1:{free_port()}", create)
    assert (type(trouble), trouble.fate, trouble.code) == (NetworkTrouble, Fate.NOT_SENT, "marketplace.no_connection")


def test_a_body_that_was_not_written_to_the_end_means_not_sent() -> None:
    with Peer([b""], end="reset", greedy=False) as peer:
        trouble = failed(peer.address, lambda market: market.set_titles([("1", "x" * 40_000_000)]))
    assert (type(trouble), trouble.fate) == (NetworkTrouble, Fate.NOT_SENT)


def test_a_refusal_before_the_body_was_read_is_a_refusal() -> None:
    with Peer([answer(b"{}", "413 Too Large")], greedy=False) as peer:
        trouble = failed(peer.address, create)
    assert (trouble.fate, trouble.status) == (Fate.REFUSED, 413)


@pytest.mark.parametrize(
    ("said", "kind", "code", "group"),
    [
        (b"", NetworkTrouble, "marketplace.dropped", ""),
        (b"HTTP/1.1 200 OK\r\ncontent-le", NetworkTrouble, "marketplace.dropped", ""),
        (answer(GOOD[:40], promised=len(GOOD)), ProtocolTrouble, "marketplace.cut_off", "100000001"),
        (answer(GOOD[:-1], promised=len(GOOD)), ProtocolTrouble, "marketplace.cut_off", "100000001"),
        (answer(GOOD[:20], promised=len(GOOD)), ProtocolTrouble, "marketplace.cut_off", ""),
        (answer(GOOD[:40]), ProtocolTrouble, "marketplace.unreadable", "100000001"),
        (answer(b"<html>"), ProtocolTrouble, "marketplace.unreadable", ""),
        (answer(GOOD[:40], "500 Error", promised=len(GOOD)), ServerTrouble, "marketplace.server", "100000001"),
        (b"garbage\r\n\r\n", NetworkTrouble, "marketplace.dropped", ""),
    ],
)
@pytest.mark.parametrize("end", ["close", "reset"])
def test_an_answer_that_breaks_off_leaves_the_fate_open(
    said: bytes, kind: type[MarketplaceError], code: str, group: str, end: str
) -> None:
    with Peer([said], end="close" if end == "close" else "reset") as peer:
        trouble = failed(peer.address, create)
        assert peer.connections == 1, "a write is never tried again"
    # After a reset the last bytes may never reach us: then less is known, never more.
    assert trouble.fate is Fate.UNKNOWN
    if end == "close":
        assert (type(trouble), trouble.code, trouble.group_id) == (kind, code, group)
    assert trouble.group_id in ("", group)


@pytest.mark.parametrize(("said", "group"), [(b"", ""), (answer(GOOD[:40], promised=len(GOOD)), "100000001")])
def test_a_time_out_leaves_the_fate_open(said: bytes, group: str) -> None:
    with Peer([said], end="silence") as peer:
        trouble = failed(peer.address, create, patience=0.08)
    assert (trouble.code, trouble.fate, trouble.group_id) == ("marketplace.timeout", Fate.UNKNOWN, group)


def test_a_refusal_whose_words_were_cut_off_is_still_a_refusal() -> None:
    with Peer([answer(b'{"error": {"mess', "400 Bad", promised=500)]) as peer:
        trouble = failed(peer.address, create)
    assert (trouble.fate, trouble.status) == (Fate.REFUSED, 400)


def test_creates_use_a_connection_of_their_own_each_and_other_requests_share_one() -> None:
    kept_open = answer(GOOD, closing=False)
    with Peer([kept_open] * 5, end="keep") as peer:
        market = adapter(peer.address)
        for _ in range(2):
            assert market.set_titles([("1", "A")]).group_id == "100000001"
        assert peer.connections == 1
        for _ in range(2):
            assert market.create([seed_draft()]).group_id == "100000001"
        assert peer.connections == 3
        market.close()


def test_the_request_carries_what_the_pages_ask_for() -> None:
    with Peer([answer(GOOD)]) as peer:
        market = adapter(peer.address + "/public")
        market.create([seed_draft()])
        market.close()
        head = peer.requests[0].split(b"\r\n\r\n")[0].decode().lower()
    assert head.startswith("post /public/api/v1/product/create http/1.1")
    for line in (f"x-auth-token: {TOKEN.lower()}", "x-request-locale: ru_ru", "content-type: application/json"):
        assert line in head


def test_reads_are_tried_again_over_any_trouble_and_every_try_is_recorded() -> None:
    page = answer(b'{"data": [], "error": null}')
    script = [b"", answer(b"{}", "502 Bad"), answer(b"{}", "429 Many", headers="retry-after: 30\r\n"), page]
    clock, kept = ManualClock(), Kept()
    with Peer(script) as peer:
        market = adapter(peer.address, clock, kept)
        assert list(market.scroll(CardFilter())) == []
        market.close()
        assert peer.connections == 4
    assert [(e.status, e.failure) for e in kept.exchanges] == [
        (0, "marketplace.dropped"),
        (502, "marketplace.server"),
        (429, "marketplace.rate"),
        (200, ""),
    ]
    assert [pause for pause in clock.slept if pause > 0.5] == [0.75, 1.5, 30]


def test_tries_of_a_read_are_bounded() -> None:
    with Peer([answer(b"{}", "503 Busy")] * 5) as peer:
        market = adapter(peer.address)
        with pytest.raises(ServerTrouble):
            market.top_categories()
        market.close()
        assert peer.connections == 4


def test_a_429_on_a_write_is_not_tried_again_and_widens_the_pace() -> None:
    clock = ManualClock()
    with Peer([answer(b"{}", "429 Many"), answer(GOOD)]) as peer:
        market = adapter(peer.address, clock)
        with pytest.raises(RateError) as limit:
            market.create([seed_draft()])
        market.create([seed_draft()])
        market.close()
    assert limit.value.fate is Fate.REFUSED
    assert clock.slept == pytest.approx([0.25])


def test_the_token_is_hidden_in_records_and_errors_whoever_repeats_it() -> None:
    echo = f'{{"error": {{"code": "400", "message": "bad token {TOKEN}"}}}}'.encode()
    kept = Kept()
    with Peer([answer(echo, "400 Bad")]) as peer:
        market = adapter(peer.address, kept=kept)
        with pytest.raises(MarketplaceError) as refusal:
            market.set_titles([("1", f"my {TOKEN}")])
        market.close()
    (exchange,) = kept.exchanges
    shown = (str(refusal.value), refusal.value.said, repr(market), exchange.request.decode(), exchange.response.decode())
    for text in shown:
        assert TOKEN not in text
        assert TOKEN.split(".")[2] not in text
    assert "bad token eyJh…" in refusal.value.said
    assert (exchange.method, exchange.path, exchange.status) == ("POST", "/api/v1/product/update-field", 400)


class Full:
    """A recorder whose disk is full."""

    def record(self, exchange: Exchange) -> None:
        raise FileTrouble("file.full", path="x")


def test_a_record_that_can_not_be_kept_does_not_cost_the_answer() -> None:
    with Peer([answer(GOOD)]) as peer:
        market = LocalMarketplace(peer.address, TOKEN, "ru_RU", "RUB", ManualClock(), EvenChance(), Full())
        assert market.create([seed_draft()]).group_id == "100000001"
        market.close()


def test_a_cursor_that_stands_still_is_told_and_a_short_page_is_not_the_end() -> None:
    def page(*ids: int) -> bytes:
        rows = ",".join(f'{{"id": "{number}"}}' for number in ids)
        return answer(f'{{"data": [{rows}], "error": null}}'.encode())

    with Peer([page(1, 2), page(3), page()]) as peer:
        market = adapter(peer.address)
        assert [card.id for card in market.scroll(CardFilter())] == ["1", "2", "3"]
        market.close()
    with Peer([page(1, 2), page(1, 2)]) as peer:
        market = adapter(peer.address)
        with pytest.raises(ProtocolTrouble) as stuck:
            list(market.scroll(CardFilter()))
        market.close()
    assert stuck.value.code == "marketplace.cursor_stuck"
    with Peer([page(1)]) as peer:
        market = adapter(peer.address)
        assert [card.id for card in market.scroll(CardFilter(sku_codes=("A",)))] == ["1"]
        market.close()
