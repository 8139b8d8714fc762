"""`link CODE KEY CARD_ID`: this card is that product's."""

import click

from aliexport_tui.cli.adopt import wait_option
from aliexport_tui.cli.common import pass_workspace, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral


@click.command(help=_("Link a product of the profile to a card that is there already. KEY is the product's own key."))
@click.argument("code")
@click.argument("key")
@click.argument("card_id")
@click.option("--force", is_flag=True, help=_("Even if they have no SKU code in common."))
@wait_option
@pass_workspace
def link(workspace: Workspace, code: str, key: str, card_id: str, force: bool, wait: int) -> None:
    from aliexport_tui.engine.reconciling import by_hand

    made = by_hand.link(workspace, code, key, card_id, force=force, wait_s=wait)
    talk(
        _("{name} [{key}] has card {card} now. The next plan shows what differs.").format(
            name=neutral(made.name), key=neutral(made.key), card=made.card_id
        )
    )
