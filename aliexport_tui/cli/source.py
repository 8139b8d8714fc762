"""`source add|set|show|list|import`: where the shop's products come from."""

from contextlib import closing
from pathlib import Path

import click
import msgspec

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.feed_secret import password_file_option, with_secret
from aliexport_tui.cli.source_keys import keys_file_option, keys_for
from aliexport_tui.cli.source_options import Given, given, kind_option, settings_options
from aliexport_tui.engine import sources as work
from aliexport_tui.engine.sources import Listed
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render
from aliexport_tui.messages.source_words import kind_name
from aliexport_tui.messages.text import neutral
from aliexport_tui.sources.settings import Kind
from aliexport_tui.store.sources import ImportRecord
from aliexport_tui.telling.words import age


@click.group(
    "source",
    cls=Shell,
    lazy={
        "add": "aliexport_tui.cli.source_add:add",
        "look": "aliexport_tui.cli.source_add:look_at",
        "joins": "aliexport_tui.cli.source_joins:joins",
        "import": "aliexport_tui.cli.source_import:import_",
    },
    help=_("Where the shop's products come from: look, add, change, show, list, join, import."),
)
def source() -> None:
    pass


@source.command("set", help=_("Change a source; what is not named stays. The next import reads everything again."))
@click.argument("code")
@click.option("--location", metavar="PATH_OR_URL", help=_("A new path or address."))
@kind_option
@password_file_option
@keys_file_option
@settings_options
@json_option
@pass_workspace
def change(
    workspace: Workspace,
    /,
    code: str,
    location: str | None,
    kind: Kind | None,
    password_file: Path | None,
    keys_file: Path | None,
    as_json: bool,
    **options: object,
) -> None:
    with closing(workspace.open()) as db:
        old = work.show(db, code)
        settings = given(options).over(msgspec.structs.replace(old.settings, kind=kind or old.settings.kind))
        if location is not None or password_file is not None:
            location = with_secret(location or old.source.location, password_file)
        keys = keys_for(settings.kind, keys_file, ask=False)
        work.change_source(db, code, location=location, settings=settings, keys=keys)
        describe(changed := work.show(db, code), as_json)
    tell_unused(changed, given(options))


@source.command("show", help=_("One source with its settings and its newest import."))
@click.argument("code")
@json_option
@pass_workspace
def show(workspace: Workspace, code: str, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        describe(work.show(db, code), as_json)


@source.command("list", help=_("List the sources."))
@json_option
@pass_workspace
def list_(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = work.listed(db)
    if as_json:
        print_json([plain_source(one) for one in found])
        return
    now = workspace.clock.now_ms()
    headings = (_("code"), _("kind"), _("products"), _("imported"), _("state"), _("address"))
    rows = [
        (
            one.source.code,
            one.settings.kind,
            str(one.products),
            age(one.latest.began_at if one.latest else None, now),
            _state(one.latest, brief=True),
            neutral(one.location),
        )
        for one in found
    ]
    print_table(headings, rows)


def tell_unused(one: Listed, named: Given) -> None:
    """Options that the source's kind knows nothing of."""
    if one.settings.kind == "csv":
        return
    told: dict[str, object] = {
        "--map": named.columns,
        "--param": named.params,
        "--picture": named.pictures,
        "--separator": named.separator,
        "--category-separator": named.category_separator,
    }
    if one.settings.kind in ("yml", "commerceml"):
        text = {"--delimiter": named.delimiter, "--encoding": named.encoding, "--currency": named.currency}
        told |= text | {"--decimal-comma": named.decimal_comma is not None}
    idle = ", ".join(option for option, value in told.items() if value)
    if idle:
        words = _("{source} is read as {kind}; without effect on it: {options}")
        talk(words.format(source=one.source.code, kind=kind_name(one.settings.kind), options=idle))


def _state(latest: ImportRecord | None, brief: bool = False) -> str:
    if latest is None:
        return _("never imported")
    if latest.state == "failed" and not brief:
        return _("failed: {reason}").format(reason=render(latest.error_code, latest.error_args))
    return {
        "done": _("done"),
        "unchanged": _("not changed"),
        "running": _("running"),
        "failed": _("failed"),
    }.get(latest.state, latest.state)


def describe(one: Listed, as_json: bool) -> None:
    if as_json:
        print_json(plain_source(one))
        return
    lines: list[tuple[str, str]] = [
        (_("code"), one.source.code),
        (_("kind"), kind_name(one.settings.kind)),
        (_("address"), one.location),
        (_("products"), str(one.products)),
        (_("state"), _state(one.latest)),
    ]
    if one.settings.updates:
        lines.append((_("updates"), one.settings.updates))
    if one.settings.kind == "csv":
        csv = one.settings.csv
        lines += [(field, header) for field, header in csv.columns.items()]
        lines += [(_("param {name}").format(name=name), header) for name, header in csv.params.items()]
        lines += [(_("picture"), header) for header in csv.pictures]
    for name, text in lines:
        click.echo(f"{name}: {neutral(text)}")


def plain_source(one: Listed) -> dict[str, Plain]:
    settings: Plain = msgspec.to_builtins(one.settings)
    latest: Plain = None
    if one.latest:
        latest = {
            "id": one.latest.id,
            "state": one.latest.state,
            "began_at": one.latest.began_at,
            "ended_at": one.latest.ended_at,
            "counts": one.latest.counts,
            "error": one.latest.error_code or None,
        }
    return {
        "code": one.source.code,
        "location": one.location,
        "products": one.products,
        "settings": settings,
        "import": latest,
    }
