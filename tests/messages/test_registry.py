"""Every code of the tree has a text; texts are filled safely; unknown codes don't crash."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aliexport_tui
from aliexport_tui.messages.message import Message, fill
from aliexport_tui.messages.registry import (
    EVENTS,
    MESSAGES,
    failing_way,
    hint,
    render,
    render_error,
    render_event,
    render_problem,
    screen,
)
from aliexport_tui.messages.subjects import holds
from aliexport_tui.messages.system_words import _LIMITS
from aliexport_tui.messages.words import failure_name, hold_name
from aliexport_tui.model import errors
from aliexport_tui.model.errors import AliexportError, ConfigError, SourceError
from aliexport_tui.model.event import Event
from aliexport_tui.model.problem import Place, Problem
from tests.messages.codes import Use, constants, uses

ROOT = Path(aliexport_tui.__file__).parent
APART = {"sandbox", "messages"}
SCREENS = {
    "",
    "categories",
    "attributes",
    "values",
    "profile",
    "texts",
    "price",
    "stock",
    "schema",
    "account",
    "source",
    "product",
}


def modules() -> Iterator[Path]:
    return (path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] not in APART)


FOUND = tuple(use for path in modules() for use in uses(path))


def test_codes_are_found() -> None:
    kinds = {use.kind for use in FOUND}
    assert {"problem", "event"} <= kinds
    assert len({use.code for use in FOUND}) > 100


@pytest.mark.parametrize("use", FOUND, ids=lambda use: f"{use.where}-{use.code}")
def test_every_code_has_a_text(use: Use) -> None:
    registry = EVENTS if use.kind == "event" else MESSAGES
    matching = [code for code in registry if use.matches(code)]
    assert matching, f"{use.where}: no text for {use.code}"


def test_every_class_of_ours_is_watched() -> None:
    """A new subclass of AliexportError is found by its name, so that its codes can't hide."""
    from tests.messages.codes import error_classes

    own = {name for name in vars(errors) if name.endswith(("Error", "Trouble", "Unusable"))}
    assert own <= error_classes(ROOT)


@pytest.mark.parametrize("code", sorted({*MESSAGES, *EVENTS}))
def test_texts_are_well_formed(code: str) -> None:
    message = MESSAGES.get(code) or EVENTS[code]
    assert message.text
    assert message.screen in SCREENS
    for template in (message.text, message.hint):
        assert template.count("[[") == template.count("]]")
        shown = fill(template, {})
        assert "[[" not in shown
        assert "\n" not in template


@pytest.mark.parametrize(
    ("template", "args", "expected"),
    [
        ("{a} of {b}", {"a": "1", "b": "2"}, "1 of 2"),
        ("{a}", {}, "?"),
        ("x[[ {a}]]", {"a": "1"}, "x 1"),
        ("x[[ {a}]]", {"a": ""}, "x"),
        ("x[[ {a}]]", {"a": "0"}, "x"),
        ("x[[ {a} {b}]]", {"a": "1"}, "x"),
        ("x[[: {a} → {b}]]", {"a": "5", "b": "0"}, "x: 5 → 0"),
        ("{a}", {"a": "{b} [[x]]", "b": "no"}, "{b} [[x]]"),
        ("{a}", {"a": "\x1b[31mred\n"}, "␛[31mred ⏎ "),
    ],
)
def test_filling(template: str, args: dict[str, str], expected: str) -> None:
    assert fill(template, args) == expected


def test_problem() -> None:
    text, advice = render_problem(Problem("weight.range", "weight", {"value": "701", "min": "0.01", "max": "700"}))
    assert text == "The weight is 701 kg; allowed: 0.01 to 700"
    assert advice
    assert screen("weight.range") == "profile"


def test_a_request_that_failed_says_so_once_and_without_gaps() -> None:
    args = {"count": "100", "reason": "marketplace.rate", "said": "slower"}
    assert render_event(Event(0, "batch.failed", args)) == (
        "A request with 100 products failed: The marketplace asks for fewer requests: slower"
    )


@pytest.mark.parametrize("code", sorted(code for code in MESSAGES if code.startswith("marketplace.")))
def test_a_failed_exchange_is_named_in_a_word_or_two(code: str) -> None:
    assert 0 < len(failure_name(code)) <= 24
    assert code not in failure_name(code)
    assert failure_name("") == ""


_REFUSED = "The marketplace refused it while processing"


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("task task.failed/1001", f"{_REFUSED} [1001]"),
        (
            "task task.failed/1001/sku_info_list[].price task.failed/7",
            f"{_REFUSED} [1001] (SKU › price); {_REFUSED} [7]",
        ),
        ("build nobody.knows/name", "nobody.knows (name)"),
        ("?", "?"),
    ],
)
def test_the_same_failure_again_and_again_is_told_in_words(way: str, told: str) -> None:
    assert failing_way(way) == told
    parked = {"times": "3", "way": way}
    assert render("parked", parked) == f"parked: failed 3 times in the same way: {told}"
    held = {**parked, "reason": "parked", "held": "1", "name": "Lamp", "action": "export"}
    assert render_event(Event(0, "plan.held", held)).endswith(f"in the same way: {told}")


def test_a_reason_whose_figures_are_not_kept_is_told_without_them() -> None:
    event = Event(0, "listing.parked", {"name": "Lamp", "fails": "3", "reason": "task.failed"})
    assert render_event(event) == f"Lamp: parked until a person approves it; failed 3 times in the same way: {_REFUSED}"


@pytest.mark.parametrize("code", [*holds.MESSAGES, "delete.unconfirmed"])
def test_a_hold_has_a_short_name(code: str) -> None:
    assert 0 < len(hold_name(code)) <= 24
    assert hold_name(code) != code or code == "parked"


def test_error_tells_what_where_and_what_to_do() -> None:
    error = ConfigError("profile.unknown", Place("a.toml", 3), profile="demi", suggestion="demo", known="")
    assert render_error(error).split("\n") == [
        "There is no profile “demi”. Did you mean “demo”?",
        "a.toml:3",
        "aliexport-tui profile list",
    ]


def test_event() -> None:
    event = Event(0, "plan.made", {"create": "3", "update": "0", "unchanged": "9"})
    assert render_event(event) == "Plan · create 3 · unchanged 9"
    failed = Event(0, "import.failed", {"source": "feed", "problem": "source.html", "place": ""})
    assert render_event(failed) == "Import of feed failed: This is a web page, not a feed; the catalogue is as it was"


NAMES = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)


@given(st.text(), NAMES)
def test_unknown_codes_show_themselves(code: str, args: dict[str, str]) -> None:
    code = f"unknown {code}"
    assert render_event(Event(0, code, args)) == render(code, args)
    assert render_problem(Problem(code, args=args))[1] == ""
    assert "\n" not in render_error(AliexportError(code, text="\n".join(args.values())))
    assert hint(code, args) == screen(code) == ""


@given(st.sampled_from(sorted(MESSAGES)), NAMES)
def test_known_codes_never_crash(code: str, args: dict[str, str]) -> None:
    assert "\x1b" not in render(code, {name: value + "\x1b" for name, value in args.items()})


def test_a_message_is_data() -> None:
    assert Message("a").filled({}) == "a"
    assert Message("a").filled_hint({}) == ""


def test_no_constant_that_looks_like_a_code_is_without_a_text() -> None:
    """Codes also travel through tables and variables, where no call names them."""
    prefixes = {code.partition(".")[0] for code in (*MESSAGES, *EVENTS)}
    found = {
        f"{path.name}:{line} {code}"
        for path in modules()
        if path.relative_to(ROOT).parts[0] != "listing"
        for line, code in constants(path)
        if code.partition(".")[0] in prefixes and code not in MESSAGES and code not in EVENTS
    }
    assert found == set()


def test_what_the_system_says_is_told_in_words() -> None:
    error = SourceError("source.unreachable", reason="[Errno 111] Connection refused")
    assert render_error(error).startswith("The shop's server can't be reached: nothing answers there\n")
    gone = AliexportError("marketplace.no_connection", said="[Errno 111] Connection refused")
    assert render_error(gone).startswith("No connection to the marketplace: nothing answers there\n")
    strange = SourceError("source.unreachable", reason="[Errno 4711] Something nobody knows")
    assert render_error(strange).startswith("The shop's server can't be reached: Something nobody knows\n")


def test_every_limit_has_a_name() -> None:
    sources = (Path(aliexport_tui.__file__).parent / "sources").rglob("*.py")
    told = {
        name
        for path in sources
        for name in re.findall(r'(?:\bwhat=|\b_?limit\()"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(told) > 15
    assert told <= _LIMITS.keys()
    assert render("source.limit", {"what": "packing", "limit": "1:100"}).endswith("how tightly it is packed, over 1:100")
