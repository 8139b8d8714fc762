"""`adopt CODE`: which cards of the account are those of the profile's products; with --apply, link them."""

from collections.abc import Iterator, Sequence

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.store.matching import LoneCard, LoneProduct, Pair

ROWS = 20
rows_option = click.option(
    "--limit", type=click.IntRange(min=0), default=ROWS, show_default=True, help=_("Rows of each list; 0 for all.")
)
wait_option = click.option(
    "--wait",
    type=Duration(),
    default=0,
    show_default=True,
    help=_("Wait so long for another process of the account to end."),
)


@click.command(
    help=_(
        "Match the account's cards with the profile's products by their SKU codes, after one complete scan. Nothing is"
        " changed without --apply."
    )
)
@click.argument("code")
@click.option("--apply", "apply_it", is_flag=True, help=_("Link what matches; the next plan shows what differs."))
@rows_option
@wait_option
@json_option
@pass_workspace
@click.pass_context
def adopt(ctx: click.Context, workspace: Workspace, code: str, apply_it: bool, limit: int, wait: int, as_json: bool) -> None:
    from aliexport_tui.engine.reconciling.adopt import adopt as match

    with bars_or_silence(workspace.clock) as progress:
        found = match(workspace, code, apply=apply_it, wait_s=wait, progress=progress)
    left = bool(found.ambiguous or found.partial or found.cards or found.scanned.doubted)
    exit_code = ExitCode.REJECTED if left else ExitCode.DONE
    if as_json:
        print_json(
            {
                "profile": code,
                "account": found.account,
                "exit_code": int(exit_code),
                "scanned": found.scanned.cards,
                "linked": found.linked,
                "matches": [_plain_pair(pair) for pair in found.matches],
                "ambiguous": [_plain_pair(pair) for pair in found.ambiguous],
                "partial": [_plain_pair(pair) for pair in found.partial],
                "cards_without_product": [_plain_card(card) for card in found.cards],
                "products_without_card": [_plain_product(product) for product in found.products],
            }
        )
    else:
        click.echo(_("Cards on the marketplace: {count}").format(count=found.scanned.cards))
        told = found.matches
        _echo(_("The same SKU codes:"), [_pair(pair) for pair in told], limit)
        _echo(_("The same SKU codes more than once, left alone:"), [_pair(pair) for pair in found.ambiguous], limit)
        _echo(_("Some SKU codes in common, left alone:"), [_pair(pair) for pair in found.partial], limit)
        _echo(_("Cards without a product:"), [_card(card) for card in found.cards], limit)
        _echo(_("Products without a card:"), [_product(product) for product in found.products], limit)
        if apply_it:
            talk(_("Linked: {count}. The next plan shows what differs.").format(count=found.linked))
        elif told:
            talk(_("Nothing was linked. To link the {count} that match: --apply").format(count=len(told)))
    ctx.exit(int(exit_code))


def _echo(title: str, lines: Sequence[str], limit: int) -> None:
    """A list with its number; nothing for an empty one."""
    for line in listed(title, lines, limit):
        click.echo(line)


def listed(title: str, lines: Sequence[str], limit: int) -> Iterator[str]:
    """Title with the number of lines, then the first of them."""
    if not lines:
        return
    yield f"{title} {len(lines)}"
    shown = lines[: limit or None]
    yield from (f"  {line}" for line in shown)
    if left := len(lines) - len(shown):
        yield "  " + _("… and {count} more: --limit 0").format(count=left)


def _pair(pair: Pair) -> str:
    codes = "" if pair.shared == pair.ours == pair.theirs else " " + _("({shared} codes of {ours} and {theirs})").format(
        shared=pair.shared, ours=pair.ours, theirs=pair.theirs
    )  # fmt: skip
    return f"{neutral(pair.name)} [{neutral(pair.key)}] — {pair.card_id} {neutral(pair.title)}{_state(pair.online)}{codes}"


def _card(card: LoneCard) -> str:
    outside = " " + _("(its SKU codes are those of product {key})").format(key=neutral(card.product)) if card.product else ""
    codes = ", ".join(map(neutral, card.codes)) or _("no SKU codes")
    return f"{card.card_id} {neutral(card.title)}: {codes}{_state(card.online)}{outside}"


def _product(product: LoneProduct) -> str:
    return f"{neutral(product.name)} [{neutral(product.key)}]: {', '.join(map(neutral, product.codes))}"


def _state(online: bool) -> str:
    return "" if online else " " + _("(off sale)")


def _plain_pair(pair: Pair) -> dict[str, Plain]:
    return {
        "key": pair.key,
        "name": pair.name,
        "card": pair.card_id,
        "title": pair.title,
        "online": pair.online,
        "shared": pair.shared,
        "product_codes": pair.ours,
        "card_codes": pair.theirs,
    }


def _plain_card(card: LoneCard) -> dict[str, Plain]:
    return {
        "card": card.card_id,
        "title": card.title,
        "online": card.online,
        "codes": list(card.codes),
        "product": card.product,
    }


def _plain_product(product: LoneProduct) -> dict[str, Plain]:
    return {"key": product.key, "name": product.name, "codes": list(product.codes)}
