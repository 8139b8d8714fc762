"""The root of the command line: which shop, the console, a run, or one of the commands."""

import difflib
import sys
from pathlib import Path

import click
from click.core import ParameterSource

from aliexport_tui import __version__
from aliexport_tui.cli.afterwards import WORKERS, afterwards
from aliexport_tui.cli.common import Shell, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.streams import drop_unread
from aliexport_tui.engine.workspace import Workspace, demo_folder, open_workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.change import ACTIONS, Action
from aliexport_tui.model.errors import AliexportError, ExitCode

COMMANDS = {
    name: f"aliexport_tui.cli.{name}:{name}"
    for name in (
        "account", "activity", "adopt", "alerts", "apply", "backup", "bundle", "completion",
        "debug", "doctor", "drift", "exchanges", "explain", "handover", "holds", "jobs", "link", "log", "logging", "man",
        "orders", "pictures", "plan", "problems",
        "profile", "resend", "restore", "resume", "retention", "runs", "sandbox", "schedule", "schema", "shipments",
        "source", "sql", "status", "timeline", "undo", "unlink", "vacuum",
    )
}  # fmt: skip
_OF_A_RUN = ("action", "dry_run", "verify_for", "wait", "approve_holds", "as_json", "run_id")


class Root(Shell):
    """Names the nearest command for a mistyped one; writes what nobody foresaw into a file instead of the screen."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            text = _("There is no command {name}.").format(name=repr(args[0]))
            if near := difflib.get_close_matches(args[0], known, n=1):
                text += " " + _("Did you mean {name}?").format(name=near[0])
            raise click.UsageError(text, ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return self._invoke(ctx)
        finally:
            if isinstance(ctx.obj, Workspace) and not ctx.params.get("read_only"):
                worked = ctx.params.get("profile") is not None or ctx.invoked_subcommand in WORKERS
                afterwards(ctx.obj, worked=worked)

    def _invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, AliexportError):
            raise
        except BrokenPipeError:
            drop_unread()
            raise click.exceptions.Exit(0) from None
        except Exception as error:  # why: a person gets one line and a file's name, never a traceback
            _report_crash(ctx, error)
            raise click.exceptions.Exit(int(ExitCode.INTERNAL)) from error


@click.command(
    cls=Root,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Export a shop's products to AliExpress. Without a command: the console."),
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help=_("The shop's file (or ALIEXPORT_DB); made when it is missing."),
)
@click.option("--demo", is_flag=True, help=_("A demo shop and a simulated marketplace; touches nothing else."))
@click.option("--read-only", is_flag=True, help=_("The console looks and changes nothing."))
@click.option("--run-profile", "profile", metavar="CODE", help=_("Export by this profile without a screen, for cron."))
@click.option(
    "--action", type=click.Choice(ACTIONS), default="export", show_default=True, help=_("What the run does to the products.")
)
@click.option("--dry-run", is_flag=True, help=_("Plan only: no request leaves."))
@click.option("--verify-for", type=Duration(), help=_("Follow what was sent for so long: 90s, 60m, 1h."))
@click.option(
    "--wait", type=Duration(), default=0, show_default=True, help=_("Wait so long for another run of the same kind to end.")
)
@click.option("--approve-holds", is_flag=True, help=_("Send also the changes that a guard would hold back."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object on standard output at the end of the run."))
@click.option("--run", "run_id", type=click.IntRange(min=1), hidden=True)
@click.pass_context
def root(
    ctx: click.Context,
    db: Path | None,
    demo: bool,
    read_only: bool,
    profile: str | None,
    action: Action,
    dry_run: bool,
    verify_for: int | None,
    wait: int,
    approve_holds: bool,
    as_json: bool,
    run_id: int | None,
) -> int:
    if db is not None and demo:
        raise click.UsageError(_("--db and --demo exclude each other."), ctx)
    if read_only and (profile is not None or ctx.invoked_subcommand):
        raise click.UsageError(_("--read-only belongs to the console."), ctx)
    if profile is None or ctx.invoked_subcommand:
        _refuse_run_options(ctx, profile)
    ctx.obj = workspace = _workspace(db, demo)
    if ctx.invoked_subcommand:
        return 0
    if profile is None:
        return _console(workspace, read_only=read_only)
    from aliexport_tui.cli.run_profile import Asked, run_and_report
    from aliexport_tui.telling.log_shipping import shipping

    asked = Asked(profile, action, dry_run, verify_for, wait, approve_holds, run_id)
    with shipping(workspace):
        return run_and_report(workspace, asked, as_json=as_json)


def _refuse_run_options(ctx: click.Context, profile: str | None) -> None:
    if profile is not None:
        raise click.UsageError(_("--run-profile stands without a command."), ctx)
    for param in ctx.command.params:
        if param.name in _OF_A_RUN and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(_("{option} belongs to --run-profile.").format(option=param.opts[0]), ctx)


def _workspace(db: Path | None, demo: bool) -> Workspace:
    if not demo:
        return open_workspace(db)
    from aliexport_tui.engine.demo import open_demo

    steps = {
        "marketplace": _("Starting the simulated marketplace…"),
        "catalogue": _("Writing and reading the demo shop's feed…"),
        "categories": _("Fetching the marketplace's categories…"),
        "orders": _("Making some orders and reading them…"),
    }
    return open_demo(told=lambda step: talk(steps[step]))


def _console(workspace: Workspace, *, read_only: bool) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(_("The console needs a terminal. Without one: --run-profile CODE, or a command (--help)."))
    from aliexport_tui.tui.run import run_console

    return run_console(workspace, read_only=read_only)


def _report_crash(ctx: click.Context, error: Exception) -> None:
    from aliexport_tui.engine.crash import write_crash

    if isinstance(ctx.obj, Workspace):
        workspace = ctx.obj
    else:
        # The demo touches nothing outside its own folder.
        workspace = open_workspace(demo_folder() / "demo.db" if ctx.params.get("demo") else ctx.params.get("db"))
    written = write_crash(workspace, error)
    if written is None:
        talk(_("Internal error: {error}. Its details could not be written.").format(error=type(error).__name__))
    else:
        talk(_("Internal error: {error}. Details for a report: {path}").format(error=type(error).__name__, path=written))
