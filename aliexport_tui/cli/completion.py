"""`completion bash|zsh|fish`: the script by which a shell completes commands, options and choices (click's own)."""

import click

from aliexport_tui.messages.i18n import _

_PROGRAM = "aliexport-tui"
_VARIABLE = "_ALIEXPORT_TUI_COMPLETE"


@click.command(help=_("Print the script by which a shell completes commands and options."))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, _PROGRAM, _VARIABLE).source())
