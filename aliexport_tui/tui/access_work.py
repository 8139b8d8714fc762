"""What the accounts and sources screen asks of the engine, and its two forms. The engine's network parts are imported
when they are first used."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import msgspec

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import is_code
from aliexport_tui.store import accounts, sources
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.words import _

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_YES_NO = (Choice("yes", _("yes")), Choice("no", _("no")))
_CURRENCIES = ("RUB", "USD", "EUR", "CNY", "KZT", "TRY", "BYN")


def shown_tokens(workspace: Workspace, db: Database) -> dict[str, str]:
    """Account code -> the ends of its token."""
    from aliexport_tui.engine.accounts import shown_token
    from aliexport_tui.engine.secrets import Secrets

    secrets = Secrets(workspace.secrets)
    return {account.code: shown_token(secrets, account.code) for account in accounts.every(db)}


def check(workspace: Workspace, code: str) -> None:
    """Address and token, by the cheapest request. Raises AliexportError."""
    from aliexport_tui.engine.accounts import check_account

    db = workspace.open()
    try:
        check_account(workspace, accounts.get(db, code))
    finally:
        db.close()


def switch(workspace: Workspace, db: Database, code: str) -> None:
    from aliexport_tui.engine.accounts import switch_account

    switch_account(workspace, db, code, enabled=not accounts.get(db, code).enabled)


def simulate(workspace: Workspace) -> str:
    """An account without a token, on a simulated marketplace; its code."""
    from aliexport_tui.engine.simulating import simulate as engine

    db = workspace.open()
    try:
        return engine(workspace, db).code
    finally:
        db.close()


def told_check(console: "Console", code: str) -> None:
    """Ask the marketplace whether address and token work; say it in words."""

    def told(_nothing: None) -> None:
        console.busy_with("")
        console.notify(_("{code}: address and token work.").format(code=code), markup=False)

    console.busy_with(_("Asking the marketplace…"))
    in_background(
        console, lambda: check(console.workspace, code), told, group="access", failed=lambda: console.busy_with("")
    )


def shown_address(address: str) -> str:
    """Without a password."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return urlunsplit(parts._replace(netloc=f"…@{parts.netloc.rpartition('@')[2]}")) if "@" in parts.netloc else address


class AccountForm(FormScreen):
    """F1 begins with the six steps to a token."""

    about_token = True
    help_lines = (
        _("The code is for files and cron: main, for example. The address may stay empty."),
        _("F2 saves and asks the marketplace at once whether address and token work."),
    )


def account_form(console: "Console", code: str) -> FormScreen:
    """For a new account ("") or for the settings of one that is there."""
    old = accounts.find(console.db, code) if code else None
    fields = (
        Field("code", _("Code"), "fixed" if old else "text", _("a–z, 0–9, _; a letter first")),
        Field("base_url", _("Address"), hint=_("empty: the marketplace's own; for the sandbox what it printed")),
        Field(
            "token",
            _("Token"),
            "secret",
            _("empty: keep the one there is. F1 tells how to get one") if old else _("F1 tells how to get one"),
        ),
        Field(
            "locale", _("Language of messages"), "choice", choices=(Choice("ru_RU", "русский"), Choice("en_US", "English"))
        ),
        Field("currency", _("Currency"), "choice", choices=tuple(Choice(name, name) for name in _CURRENCIES)),
        Field("enabled", _("Switched on"), "choice", _("off: no request leaves"), choices=_YES_NO),
        Field("horizon_s", _("Horizon, seconds"), hint=_("a create that nobody sees counts as absent only after this")),
    )
    start = old or Account(code="", kind="local", base_url="")
    values = {
        "code": start.code,
        "base_url": start.base_url,
        "locale": start.locale,
        "currency": start.currency,
        "enabled": "yes" if start.enabled else "no",
        "horizon_s": str(start.horizon_s),
    }

    def save(values: Values) -> dict[str, str]:
        from aliexport_tui.engine.accounts import add_account, change_account

        errors = {}
        if not is_code(values["code"]):
            errors["code"] = _("Small letters a–z, figures, _; a letter first.")
        if not values["horizon_s"].isdecimal():
            errors["horizon_s"] = _("A whole number of seconds.")
        if old is None and not values["token"].strip():
            errors["token"] = _("A token is needed.")
        if errors:
            return errors
        account = msgspec.structs.replace(
            start,
            code=values["code"],
            base_url=values["base_url"].strip(),
            locale=values["locale"],
            currency=values["currency"],
            enabled=values["enabled"] == "yes",
            horizon_s=int(values["horizon_s"]),
        )
        db = console.workspace.open()
        try:
            if old is None:
                add_account(console.workspace, db, account, values["token"].strip())
            else:
                change_account(console.workspace, db, account, values["token"].strip())
        finally:
            db.close()
        return {}

    def saved(values: Values) -> None:
        """Whether the token works is asked at once: the person still has it before them."""
        if values["enabled"] == "yes":
            told_check(console, code or values["code"])

    title = _("Account {code}").format(code=code) if old else _("New account")
    return AccountForm(title, fields, values, save, then=saved)


def new_source(console: "Console") -> None:
    """Where it is, what is there, what it can't tell: only then it is added."""
    from aliexport_tui.tui.screens.source_address import begin

    begin(console)


def source_form(console: "Console", code: str) -> FormScreen:
    """For a source that is there, with all its settings."""
    from aliexport_tui.tui.forms import source_settings

    old = sources.find(console.db, code)
    assert old is not None, "chosen from the list"
    values = {"code": code, "location": old.location} | source_settings.values_of(old.settings)

    def save(values: Values) -> dict[str, str]:
        errors = {}
        if not values["location"].strip():
            errors["location"] = _("A path or an http(s) address.")
        settings, faults = source_settings.settings_from(values, old.settings)
        errors |= faults
        if errors:
            return errors
        from aliexport_tui.engine.sources import change_source

        db = console.workspace.open()
        try:
            change_source(db, code, location=values["location"].strip(), settings=settings)
        finally:
            db.close()
        return {}

    fields = (
        Field("code", _("Code"), "fixed"),
        Field("location", _("Path or address"), hint=_("/path/to/feed.yml or https://shop.example/feed.yml")),
        *source_settings.FIELDS,
    )
    return FormScreen(_("Source {code}").format(code=code), fields, values, save)
