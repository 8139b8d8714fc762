"""Connections that are reset, and answers to writes that are not what they should be."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.api import CREATE, Api, Json, example_product
from tests.support.sandbox import Sandbox

TWO: Json = {"products": [example_product(external_id=f"demo-{number}") for number in (1, 2)]}


def made(sandbox: Sandbox, fault: str) -> int:
    sandbox.set({f"fault.{fault}": 0})
    sandbox.advance(60)
    return len(sandbox.cards())


@pytest.mark.parametrize(("fault", "cards"), [("reset_in_request", 0), ("reset_before", 0), ("reset_after", 2)])
def test_a_reset_leaves_no_byte(api: Api, sandbox: Sandbox, fault: str, cards: int) -> None:
    sandbox.set({f"fault.{fault}": 1})
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError)):
        api.raw(CREATE, TWO)
    assert made(sandbox, fault) == cards


def test_a_kept_connection_is_closed_behind_the_answer(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.close_after": 1})
    answer = api.raw(CREATE, TWO)
    assert answer.status_code == 200
    assert "close" not in answer.headers.get("connection", "")
    assert len(answer.json()["results"]) == 2
    assert made(sandbox, "close_after") == 2


@pytest.mark.parametrize(
    ("fault", "told", "group"),
    [
        ("results_fewer", ["demo-1"], True),
        ("results_more", ["demo-1", "demo-2", "demo-2"], True),
        ("results_shuffled", ["demo-2", "demo-1"], True),
        ("no_group_id", ["demo-1", "demo-2"], False),
    ],
)
def test_answers_to_writes(api: Api, sandbox: Sandbox, fault: str, told: list[str], group: bool) -> None:
    sandbox.set({f"fault.{fault}": 1})
    answer = api.raw(CREATE, TWO).json()
    assert [result["external_id"] for result in answer["results"]] == told
    assert ("group_id" in answer) is group
    assert made(sandbox, fault) == 2


def test_a_body_comes_twice(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.body_twice": 1})
    body = api.raw(CREATE, TWO).text
    half = len(body) // 2
    assert body[:half] == body[half:]
    assert body.startswith('{"group_id"')


@pytest.mark.parametrize(("setting", "shown"), [("real", True), ("zero", False), ("empty", False)])
def test_ids_of_tasks_in_results(api: Api, sandbox: Sandbox, setting: str, shown: bool) -> None:
    sandbox.set({"fault.task_id": setting})
    answer = api.raw(CREATE, TWO).json()
    ids = [result["task_id"] for result in answer["results"]]
    assert all(one not in ("", "0") for one in ids) is shown
    assert ids.count("0" if setting == "zero" else "") == (0 if shown else 2)


def test_answers_are_dated_by_the_marketplaces_clock(api: Api, sandbox: Sandbox) -> None:
    before = httpx.Headers(api.raw(CREATE, TWO).headers)["date"]
    sandbox.advance(86_400)
    assert httpx.Headers(api.raw(CREATE, TWO).headers)["date"].split()[1] != before.split()[1]
