"""`man`: the manual page, made from the command line itself."""

import click

from aliexport_tui.messages.i18n import _


@click.command(help=_("Print the manual page: aliexport-tui man > aliexport-tui.1, then: man ./aliexport-tui.1"))
@click.pass_context
def man(ctx: click.Context) -> None:
    from aliexport_tui.cli.manual import page

    click.echo(page(ctx.find_root().command), nl=False)
