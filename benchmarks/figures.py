"""A figure beside its floor and its budget, as a line of the report."""

from dataclasses import dataclass
from typing import Literal

import click

Better = Literal["less", "more"]


@dataclass(frozen=True)
class Figure:
    """`budget` None: printed only. `better`: which side of the budget is good."""

    name: str
    value: float
    unit: str
    floor: str = ""
    budget: float | None = None
    better: Better = "less"

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        good = self.value <= self.budget if self.better == "less" else self.value >= self.budget
        return "ok" if good else "OVER"


def tell(figure: Figure) -> None:
    """Print at once: a run takes minutes."""
    sign = "≤" if figure.better == "less" else "≥"
    budget = "" if figure.budget is None else f"{sign} {_short(figure.budget)}"
    click.echo(
        f"{figure.name:<52} {_short(figure.value):>9} {figure.unit:<11} {budget:>9} {figure.verdict:<5} {figure.floor}"
    )


def heading(text: str) -> None:
    click.echo(f"\n{text}")


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.2f}" if abs(number) < 10 else f"{number:,.1f}"
