"""The engine at full size, each figure beside its floor: `python -m benchmarks.engine [--products N]`.

The catalogue is generated; the simulated marketplace runs in a process of its own; every piece of work and every bare loop
is a process of its own too, so that its processor time and its memory are told apart."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks import shop
from benchmarks.bystander import Waits, bystander
from benchmarks.figures import Figure, heading, tell
from benchmarks.market import Market, answer_late, market
from benchmarks.stages import Told, side_by_side, stage

ALL = "content,images,price,stock,visibility"
_MEMORY_MB = 150
_BYSTANDER_MS = 20
_CORES = 2


@click.command()
@click.option("--products", default=100_000, help="Products in the catalogue; three times as many SKUs.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the files go and stay; else they go in the end.")
@click.option("--late", default=0.3, help="Seconds by which writes are answered later in one run more; 0: no such run.")
@click.option("--plans-only", is_flag=True, help="Send nothing: the file is put as a finished export leaves it.")
def main(products: int, folder: Path | None, late: float, plans_only: bool) -> None:
    """Print the engine's figures with their floors and budgets."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as spare:
        place = folder or Path(spare)
        place.mkdir(parents=True, exist_ok=True)
        _run(place, products, 0 if plans_only else late, plans_only)


def _run(folder: Path, products: int, late: float, plans_only: bool) -> None:
    size = shop.write_feed(folder / "feed.yml", products)
    click.echo(f"{size.products:,} products, {size.skus:,} SKUs, {os.cpu_count()} cores")
    with market(folder / "market") as home:
        shop.set_up(folder, home.address, home.token)
        _importing(folder)
        shop.fetch_dictionaries(folder)
        _planning(folder, "first plan: every product new", ALL, size.products)
        if plans_only:
            shop.pretend_exported(shop.workspace(folder))
        else:
            created = _applying(folder, home, "create", fresh=True)
            _follow_through(folder, home, created)
        _unchanged(folder, size.products)
        shop.change_prices(shop.workspace(folder))
        _planning(folder, "plan, every price changed", "price", size.products)
        if plans_only:
            shop.pretend_exported(shop.workspace(folder))
        else:
            _applying(folder, home, "price", fresh=False)
        if late:
            shop.change_prices(shop.workspace(folder), percent="13")
            _applying_late(folder, home, late)
        shop.change_contents(shop.workspace(folder))
        _planning(folder, "plan, every content changed", "content", size.products)
        _questions(folder)


def _importing(folder: Path) -> None:
    heading("import")
    with bystander(folder / "shop.db") as waits:
        told = stage("import", folder)
    floor = stage("bare_expat", folder / "feed.yml").figures["seconds"]
    tell(Figure("import", told.cost.wall, "s", f"bare expat {floor:.1f} s, {told.cost.wall / floor:.1f} times"))
    _beside(told, waits)


def _planning(folder: Path, name: str, lanes: str, products: int) -> None:
    heading(name)
    with bystander(folder / "shop.db") as waits:
        told = stage("plan", folder)
    one = stage("bare_build", folder, lanes, 0, 1).figures
    both = [part.figures for part in side_by_side([("bare_build", folder, lanes, n, _CORES) for n in range(_CORES)])]
    alone = one["products"] / one["seconds"]
    together = sum(part["products"] / part["seconds"] for part in both)
    tell(
        Figure(
            "products a second",
            products / told.cost.wall,
            "1/s",
            f"bare build, check, encode: {alone:,.0f} on one core, {together:,.0f} on two",
            budget=min(5_000, together / 2),
            better="more",
        )
    )
    tell(Figure("processor a product", (told.cost.processor + told.cost.helpers) / products * 1000, "ms"))
    _beside(told, waits)
    click.echo(f"  {_counts(told)}")


def _unchanged(folder: Path, products: int) -> None:
    heading("plan, nothing changed")
    told = stage("plan", folder)
    tell(Figure("plan", told.cost.wall, "s", f"processor {told.cost.processor:.2f} s", budget=1.0))
    tell(Figure("memory of the runner, peak", told.peak_mb, "MB", budget=_MEMORY_MB))
    click.echo(f"  {_counts(told)}")


def _applying(folder: Path, home: Market, kind: str, *, fresh: bool) -> Told:
    plan = stage("plan", folder)
    heading(f"apply: {kind}")
    count = plan.figures[kind]
    with bystander(folder / "shop.db") as waits:
        told = stage("apply", folder, int(plan.figures["plan"]))
    run = int(told.figures["run"])
    floors = {}
    for connection in ("fresh", "kept"):
        if fresh:
            with market(folder / f"market-{connection}") as other:
                posts = stage("bare_posts", folder, run, "writes", connection, other.address, other.token)
        else:
            posts = stage("bare_posts", folder, run, "writes", connection, home.address, home.token)
        floors[connection] = posts.figures
    least = floors["fresh" if fresh else "kept"]["seconds"]
    floor = f"bare posts {floors['fresh']['seconds']:.1f} s, kept connection {floors['kept']['seconds']:.1f} s"
    sending = told.figures["sending_wall"]
    tell(Figure("sending, wall", sending, "s", floor, budget=1.3 * least))
    tell(Figure("sending, wall against its floor", sending / least, "times", budget=1.3))
    checking = told.figures["checking_wall"]
    tell(Figure("before that: derived anew, cards compared with the plan", checking, "s"))
    tell(Figure("until all is seen, wall", told.cost.wall, "s"))
    alone = {name: found["processor"] / count * 1000 for name, found in floors.items()}
    floor = f"bare posts {alone['fresh']:.2f} ms, kept connection {alone['kept']:.2f} ms"
    ours = (told.cost.processor + told.cost.helpers) / count * 1000
    tell(Figure("client's processor a product", ours, "ms", floor))
    _beside(told, waits)
    click.echo(f"  {_counts(told)}")
    return told


def _applying_late(folder: Path, home: Market, seconds: float) -> None:
    """As if the marketplace were at the other end of a line, and had work to do. For information: no budget hangs on it."""
    plan = stage("plan", folder)
    heading(f"apply: price, every write answered {seconds:g} s later (for information)")
    answer_late(home, seconds)
    told = stage("apply", folder, int(plan.figures["plan"]))
    posts = stage("bare_posts", folder, int(told.figures["run"]), "writes", "kept", home.address, home.token).figures
    answer_late(home, 0)
    sending = told.figures["sending_wall"]
    tell(Figure("sending, wall", sending, "s", f"bare posts over a kept connection {posts['seconds']:.1f} s"))
    tell(Figure("sending, wall against its floor", sending / posts["seconds"], "times"))


def _follow_through(folder: Path, home: Market, told: Told) -> None:
    run = int(told.figures["run"])
    reads = stage("bare_posts", folder, run, "reads", "kept", home.address, home.token).figures
    tell(Figure("bare loop over the run's reads, wall", reads["seconds"], "s", f"{reads['requests']:,.0f} requests"))


def _questions(folder: Path) -> None:
    heading("questions about one product")
    for name, arguments in (("explain", ("1-1",)), ("timeline", ("1-1",)), ("status", ())):
        told = stage(name, folder, *arguments)
        tell(Figure(name, told.cost.wall, "s", budget=1.0))


def _beside(told: Told, waits: Sequence[Waits]) -> None:
    for one in waits:
        tell(
            Figure(
                "another process's small write, p95",
                one.p95,
                "ms",
                f"p50 {one.p50:.1f}, longest {one.longest:,.0f} of {one.writes}",
                budget=_BYSTANDER_MS,
            )
        )
    helpers = f"largest helper {told.helpers_mb:,.0f} MB" if told.helpers_mb else ""
    tell(Figure("memory of the runner, peak", told.peak_mb, "MB", helpers, budget=_MEMORY_MB))


def _counts(told: Told) -> str:
    return ", ".join(f"{name} {count:,.0f}" for name, count in told.figures.items() if count)


if __name__ == "__main__":
    main()
