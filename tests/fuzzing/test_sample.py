"""A fixed sample of `python -m tests.fuzzing`, and that the judge sees what it is to see."""

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.sources.readers import READERS
from aliexport_tui.sources.reading import Item, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from tests.fuzzing.child import Verdict
from tests.fuzzing.judge import Wrong, judge
from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import KINDS, seeds
from tests.fuzzing.watching import MOST_BYTES, Watched

FIRST, EACH = 3_000, 18


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with Watched(real=False) as child:
        yield child


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_inputs_of_each_kind(watched: Watched, kind: str) -> None:
    verdicts = [watched.judged(kind, number) for number in range(FIRST, FIRST + EACH)]
    assert [verdict.what for verdict in verdicts if verdict.outcome == "breach"] == []
    assert any(verdict.outcome == "read" for verdict in verdicts)


def test_every_reader_has_a_seed() -> None:
    assert {seed.settings.kind for kind in KINDS for seed in seeds(kind, real=False)} == set(READERS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_names_an_input(kind: str) -> None:
    seed = seeds(kind, real=False)[0]
    assert mutated(seed.files, kind, Random("7")) == mutated(seed.files, kind, Random("7"))


GOOD = Product("a", "Кружка", skus=(Sku("a", 100),))
PLACE = Place("feed")


@pytest.mark.parametrize(
    ("items", "wrong"),
    [
        ([ReadProduct(GOOD), ReadProduct(GOOD)], "key twice"),
        ([ReadProduct(msgspec.structs.replace(GOOD, skus=GOOD.skus * 2))], "SKU code twice"),
        ([ReadProduct(msgspec.structs.replace(GOOD, skus=()))], "no SKU"),
        ([ReadProduct(msgspec.structs.replace(GOOD, skus=(Sku("a", 2**63),)))], "amount"),
        ([ReadProduct(msgspec.structs.replace(GOOD, name="a\x07"))], "control character"),
        ([Problem("feed.no_such_code", place=PLACE)], "no text"),
        ([Problem("feed.id_repeated", place=PLACE)], "args of"),
        ([Problem("feed.no_offers")], "no place"),
        ([SourceError("source.no_such_code", PLACE)], "no text"),
        ([SourceError("source.empty")], "no place"),
    ],
)
def test_the_judge_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, items: list[Item | SourceError], wrong: str
) -> None:
    def read(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
        for item in items:
            if isinstance(item, SourceError):
                raise item
            yield item

    monkeypatch.setitem(READERS, "yml", read)
    (tmp_path / "x").write_text("x")
    with pytest.raises(Wrong, match=wrong):
        judge(tmp_path / "x", SourceSettings())


@pytest.mark.parametrize(
    ("child", "what"),
    [
        ("import os; input(); os.abort()", "the process ended with -6"),
        ('input(); print(\'{"outcome": "read", "seconds": 11.0, "peak": 0}\')', "read after 11.0 s"),
        (f'input(); print(\'{{"outcome": "read", "seconds": 1.0, "peak": {MOST_BYTES + 1}}}\')', "read with 200 MB"),
    ],
)
def test_the_watch_sees(child: str, what: str) -> None:
    with Watched(real=False, command=[sys.executable, "-c", child]) as watch:
        found: Verdict = watch.judged("yml", 1)
    assert (found.outcome, found.what) == ("breach", what)
