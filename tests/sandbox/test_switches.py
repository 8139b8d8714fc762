"""The registry of switches and the texts: complete, documented, and every name that the code uses exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aliexport_tui.sandbox
from aliexport_tui.sandbox.late import is_reachable
from aliexport_tui.sandbox.registry import LATE_CHECKS, REGISTRY, ROUTE_NAMES
from aliexport_tui.sandbox.switches import Switch, SwitchError, Switches, shown
from aliexport_tui.sandbox.texts import TASK_CODES, TEXTS
from aliexport_tui.sandbox.tokens import is_token_shaped, make_token

ROOT = Path(aliexport_tui.sandbox.__file__).parent
CODE = "\n".join(
    path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py") if path.name not in ("registry.py", "order_registry.py")
)


@pytest.mark.parametrize("switch", REGISTRY.values(), ids=lambda switch: switch.name)
def test_every_switch_is_typed_documented_and_used(switch: Switch) -> None:
    assert switch.read(shown(switch.default)) == switch.default
    assert switch.doc
    assert switch.kind != "choice" or switch.default in switch.choices
    family, _, name = switch.name.partition(".")
    used = f'"{switch.name}"' in CODE
    drawn = family == "fault" and f'"{name}"' in CODE
    zero_id = name.startswith("zero_id_") and "tasks.zero_id_{write.kind}" in CODE
    assert used or drawn or zero_id


def test_every_switch_that_the_code_names_exists() -> None:
    named = set(re.findall(r'\.(?:flag|whole|number|word|names|milliseconds|share)\(\s*"([a-z_.0-9]+)"', CODE))
    assert len(named) > 50
    assert named <= set(REGISTRY)


def test_every_text_that_the_code_names_exists_in_both_languages() -> None:
    named = set(re.findall(r'RefusedError\(\s*[\w.()" ]+,\s*"([a-z_]+)"', CODE))
    named |= set(re.findall(r'report\.add\([^,]+,\s*"([a-z_]+)"', CODE))
    named |= set(re.findall(r'Problem\([^,]+,\s*"([a-z_]+)"', CODE))
    named |= set(re.findall(r'refuse\(\s*"\w+",\s*"([a-z_]+)"', CODE))
    assert len(named) > 60
    assert named <= set(TEXTS)
    assert set(TASK_CODES) <= set(TEXTS)
    assert set(LATE_CHECKS) <= set(TASK_CODES)
    for russian, english in TEXTS.values():
        assert set(re.findall(r"{(\w+)", russian)) == set(re.findall(r"{(\w+)", english))


def test_routes_that_faults_choose_from_are_those_served() -> None:
    from aliexport_tui.sandbox.app import ENDPOINTS
    from aliexport_tui.sandbox.routes.labels import FILES

    assert {endpoint.name for endpoint in (*ENDPOINTS, *FILES)} == set(ROUTE_NAMES)


@pytest.mark.parametrize(
    ("name", "raw", "setting"),
    [
        ("tasks.queue_s", "0.5", 0.5),
        ("quota.limit", "7", 7),
        ("quota.limit", 7, 7),
        ("auth.require_everywhere", "off", False),
        ("auth.require_everywhere", True, True),
        ("limits.reaction", 400, "400"),
        ("groups.enabled", "on", True),
        ("fault.routes", "create, edit", ("create", "edit")),
        ("fault.routes", ["tasks"], ("tasks",)),
        ("fault.routes", "", ()),
        ("fault.stuck", 1, 1.0),
    ],
)
def test_settings_are_read(name: str, raw: object, setting: object) -> None:
    assert Switches(REGISTRY, {name: raw}).settings()[name] == setting


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("quota.limit", "x"),
        ("quota.limit", 1.5),
        ("quota.limit", True),
        ("fault.stuck", 1.1),
        ("fault.stuck", -0.1),
        ("fault.stuck", "nan"),
        ("fault.routes", "create,teleport"),
        ("limits.reaction", "shrug"),
        ("groups.enabled", "maybe"),
    ],
)
def test_bad_settings_name_what_is_taken(name: str, raw: object) -> None:
    switches = Switches(REGISTRY)
    with pytest.raises(SwitchError, match=re.escape(f"switch {name} takes ")):
        switches.update({"tasks.queue_s": 99, name: raw})
    assert switches.settings() == Switches(REGISTRY).settings(), "all or none"


def test_an_unknown_switch_gets_a_suggestion() -> None:
    with pytest.raises(SwitchError, match=r"did you mean fault\.stuck\?"):
        Switches(REGISTRY, {"fault.stuk": 1})


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        ("https://img.example.com/1.jpg", True),
        ("https://img.invalid/1.jpg", False),
        ("https://a.b.invalid:8080/1.jpg", False),
        ("https://IMG.INVALID/1.jpg", False),
        ("https://invalid.example.com/1.jpg", True),
        ("https://img.example.com/unreachable/1.jpg", False),
        ("https://img.example.com/unreachable", False),
        ("https://img.example.com/1.jpg?unreachable", True),
    ],
)
def test_the_rule_on_pictures(url: str, reachable: bool) -> None:
    assert is_reachable(url) is reachable


def test_tokens_differ_and_have_their_shape() -> None:
    first, second = make_token(1, "700000001"), make_token(2, "700000001")
    assert first != second
    assert first == make_token(1, "700000001")
    assert is_token_shaped(first)
    assert not is_token_shaped("a.b.c")
    assert not is_token_shaped(f" {first}")
