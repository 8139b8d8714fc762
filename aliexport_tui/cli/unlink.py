"""`unlink CODE KEY`: the product has no card any more; the card is not touched."""

import click

from aliexport_tui.cli.adopt import wait_option
from aliexport_tui.cli.common import pass_workspace, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral


@click.command(
    help=_(
        "Break the link between a product of the profile and its card; the card itself stays. After a card was deleted by"
        " somebody: let the next export create it again. KEY is the product's own key."
    )
)
@click.argument("code")
@click.argument("key")
@wait_option
@pass_workspace
def unlink(workspace: Workspace, code: str, key: str, wait: int) -> None:
    from aliexport_tui.engine.reconciling import by_hand

    made = by_hand.unlink(workspace, code, key, wait_s=wait)
    if made.card_id:
        text = _("{name} [{key}] has no card any more. Card {card} stays as it is; adopt does not propose it again.")
    else:
        text = _("{name} [{key}] is created again by the next export.")
    talk(text.format(name=neutral(made.name), key=neutral(made.key), card=made.card_id))
