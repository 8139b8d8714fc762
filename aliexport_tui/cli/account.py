"""`account add|set|list|check`: the seller's access to the marketplace."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import click
import msgspec

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.secret import from_file_or_environment
from aliexport_tui.engine import accounts as work
from aliexport_tui.engine.accounts import Listed
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError, ConfigError, ExitCode
from aliexport_tui.store import accounts
from aliexport_tui.store.accounts import Account

TOKEN_VARIABLE = "ALIEXPORT_TOKEN"

TOKEN_HELP = _(
    "How to get a token:\n"
    "1. The marketplace's API wants a token (a JWT) of your shop.\n"
    "2. Sign in as a seller: https://seller.aliexpress.ru/\n"
    "3. Open the page of API tokens: https://seller.aliexpress.ru/token-management/active\n"
    "4. Press «Создать токен» (create token). The token appears on that page at once.\n"
    "5. Click it to open it: there it can be copied or deleted. Deleted tokens go to the tab «Архив» and never come back.\n"
    "6. Copy it and give it to `account add` when it asks, or by --token-file, or in ALIEXPORT_TOKEN.\n"
    "It is never given as an argument: arguments are seen by every user of the machine."
)
"""The six steps of seed 000."""

CABINET = "\n".join(
    f"{name}: {link}"
    for name, link in (
        (_("Products"), "https://seller.aliexpress.ru/products/list"),
        (_("All orders"), "https://seller.aliexpress.ru/orders/orders"),
        (_("Seller's guide"), "https://business.aliexpress.ru/help"),
    )
)
"""The other links of seed 000."""


@click.group("account", cls=Shell, help=_("Access to the marketplace: add, change, list, check."))
def account() -> None:
    pass


base_url_option = click.option(
    "--base-url", metavar="URL", help=_("Base address of the API; the official one unless given.")
)
locale_option = click.option("--locale", help=_("Language of the marketplace's answers, as ru_RU or en_US."))
currency_option = click.option("--currency", help=_("Currency of the seller's account; it picks the highest price."))
horizon_option = click.option(
    "--horizon", type=int, metavar="SECONDS", help=_("After how long a new product that nobody sees counts as absent.")
)
token_file_option = click.option(
    "--token-file",
    type=click.Path(path_type=Path, allow_dash=True, dir_okay=False),
    metavar="FILE|-",
    help=_("File with the token, - for standard input."),
)


def quota_options(command: Callable[..., None]) -> Callable[..., None]:
    """The four settings of the quota; None: not named."""
    options = (
        click.option(
            "--quota-limit",
            type=click.IntRange(min=1),
            metavar="PRODUCTS",
            help=_("How many products may be created or edited in a window."),
        ),
        click.option(
            "--quota-window", type=click.IntRange(min=1), metavar="SECONDS", help=_("Length of the quota's window.")
        ),
        click.option(
            "--quota-share",
            type=click.IntRange(0, 90),
            metavar="PERCENT",
            help=_("What of the quota uploads leave to prices and stocks."),
        ),
        click.option(
            "--quota-counts-prices/--quota-spares-prices",
            "quota_counts_lanes",
            default=None,
            help=_("Whether prices and stocks count towards the quota."),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


enabled_option = click.option("--enabled/--disabled", default=None, help=_("Switched off: no request leaves."))


@account.command("add", help=_("Add an account.") + "\n\n\b\n" + TOKEN_HELP + "\n\n\b\n" + CABINET)
@click.argument("code")
@click.option("--kind", default="local", show_default=True, help=_("Kind of marketplace."))
@base_url_option
@locale_option
@currency_option
@horizon_option
@quota_options
@enabled_option
@token_file_option
@json_option
@pass_workspace
def add(
    workspace: Workspace,
    code: str,
    kind: str,
    base_url: str | None,
    locale: str | None,
    currency: str | None,
    horizon: int | None,
    quota_limit: int | None,
    quota_window: int | None,
    quota_share: int | None,
    quota_counts_lanes: bool | None,
    enabled: bool | None,
    token_file: Path | None,
    as_json: bool,
) -> None:
    quota = (quota_limit, quota_window, quota_share, quota_counts_lanes)
    wanted = _with(Account(code=code, kind=kind, base_url=""), base_url, locale, currency, horizon, enabled, quota)
    with closing(workspace.open()) as db:
        wanted = work.checked_new(db, wanted)
        added = work.add_account(workspace, db, wanted, read_token(token_file))
        _show([one for one in work.listed(workspace, db) if one.account == added], as_json)


@account.command("set", help=_("Change an account; what is not named stays."))
@click.argument("code")
@base_url_option
@locale_option
@currency_option
@horizon_option
@quota_options
@enabled_option
@click.option("--token", "new_token", is_flag=True, help=_("Replace the token: asked for, or from ALIEXPORT_TOKEN."))
@token_file_option
@json_option
@pass_workspace
def change(
    workspace: Workspace,
    code: str,
    base_url: str | None,
    locale: str | None,
    currency: str | None,
    horizon: int | None,
    quota_limit: int | None,
    quota_window: int | None,
    quota_share: int | None,
    quota_counts_lanes: bool | None,
    enabled: bool | None,
    new_token: bool,
    token_file: Path | None,
    as_json: bool,
) -> None:
    with closing(workspace.open()) as db:
        quota = (quota_limit, quota_window, quota_share, quota_counts_lanes)
        wanted = _with(accounts.get(db, code), base_url, locale, currency, horizon, enabled, quota)
        token = read_token(token_file) if new_token or token_file else work.NO_TOKEN
        work.change_account(workspace, db, wanted, token)
        _show([one for one in work.listed(workspace, db) if one.account.code == code], as_json)


@account.command("list", help=_("List the accounts; only the ends of their tokens are shown."))
@json_option
@pass_workspace
def list_(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        _show(work.listed(workspace, db), as_json)


@account.command("check", help=_("Ask the marketplace for one product: is the address right, is the token good?"))
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@json_option
@pass_workspace
def check(workspace: Workspace, codes: tuple[str, ...], as_json: bool) -> None:
    with closing(workspace.open()) as db:
        chosen = [accounts.get(db, code) for code in codes] or [one for one in accounts.every(db) if one.enabled]
    if not chosen:
        raise ConfigError("account.none")
    failures: dict[str, AliexportError] = {}
    for one in chosen:
        try:
            work.check_account(workspace, one)
        except AliexportError as error:
            failures[one.code] = error
        if not as_json and one.code not in failures:
            click.echo(_("{account}: connected, the token is good").format(account=one.code))
        elif one.code in failures:
            talk(f"{one.code}: {render_error(failures[one.code])}")
    if as_json:
        print_json([_checked(one, failures.get(one.code)) for one in chosen])
    if failures:
        worst = (
            ExitCode.UNREACHABLE if any(f.exit_code == ExitCode.UNREACHABLE for f in failures.values()) else ExitCode.USAGE
        )
        sys.exit(int(worst))


def read_token(file: Path | None) -> str:
    """From the file, else the environment, else asked for without echo. Raises ConfigError `account.token_needed`,
    `secret.unreadable`."""
    if (given := from_file_or_environment(file, TOKEN_VARIABLE)) is not None:
        return given
    if not sys.stdin.isatty():
        raise ConfigError("account.token_needed", variable=TOKEN_VARIABLE)
    talk(TOKEN_HELP)
    token: str = click.prompt(_("Token (not shown)"), hide_input=True, err=True)
    return token


def _show(shown: Sequence[Listed], as_json: bool) -> None:
    if as_json:
        print_json([_plain(one) for one in shown])
        return
    headings = (_("code"), _("kind"), _("address"), _("language"), _("currency"), _("state"), _("token"))
    rows = [
        (
            one.account.code,
            one.account.kind,
            one.account.base_url,
            one.account.locale,
            one.account.currency,
            _("on") if one.account.enabled else _("off"),
            one.token or _("none"),
        )
        for one in shown
    ]
    print_table(headings, rows)


def _plain(one: Listed) -> dict[str, Plain]:
    found = one.account
    return {
        "code": found.code,
        "kind": found.kind,
        "base_url": found.base_url,
        "locale": found.locale,
        "currency": found.currency,
        "enabled": found.enabled,
        "horizon_s": found.horizon_s,
        "quota_limit": found.quota_limit,
        "quota_window_s": found.quota_window_s,
        "quota_share": found.quota_share,
        "quota_counts_lanes": found.quota_counts_lanes,
        "quota_learnt": found.quota_learnt,
        "last_full_scan": found.last_full_scan,
        "token": one.token,
    }


def _checked(account: Account, failure: AliexportError | None) -> dict[str, Plain]:
    if failure is None:
        return {"account": account.code, "ok": True}
    return {"account": account.code, "ok": False, "code": failure.code, "message": render_error(failure)}


def _with(
    account: Account,
    base_url: str | None,
    locale: str | None,
    currency: str | None,
    horizon: int | None,
    enabled: bool | None,
    quota: tuple[int | None, int | None, int | None, bool | None],
) -> Account:
    limit, window, share, counts_lanes = quota
    named = {
        "base_url": base_url,
        "locale": locale,
        "currency": currency.upper() if currency else None,
        "horizon_s": horizon,
        "enabled": enabled,
        "quota_limit": limit,
        "quota_window_s": window,
        "quota_share": share,
        "quota_counts_lanes": counts_lanes,
    }
    return msgspec.structs.replace(account, **{name: value for name, value in named.items() if value is not None})
