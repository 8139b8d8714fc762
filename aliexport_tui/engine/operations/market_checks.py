"""The marketplace as each account reaches it: token, address, and whose clock is right."""

from collections.abc import Iterator

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.operations.finding import Finding
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store import accounts as stored
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database

_APART_MS = 60_000
_FAR_APART_MS = 300_000


def accounts(workspace: Workspace, db: Database, *, offline: bool) -> Iterator[Finding]:
    enabled = [one for one in stored.every(db) if one.enabled]
    if not enabled:
        yield Finding("token", "warn", "doctor.no_account")
    for account in enabled:
        told = {"account": account.code}
        if Secrets(workspace.secrets).token(account.code) is None:
            yield Finding("token", "bad", "account.token_missing", told)
        elif offline:
            yield Finding("token", "ok", "doctor.token_there", told)
        else:
            yield from _asked(workspace, account)


def _asked(workspace: Workspace, account: Account) -> Iterator[Finding]:
    told = {"account": account.code}
    try:
        with opened(workspace, account) as market:
            market.check()
            ahead = market.ahead_ms
    except AliexportError as error:
        yield Finding("token", "bad", error.code, {**told, **error.args_by_name})
        return
    yield Finding("token", "ok", "doctor.token_good", told)
    if ahead is None:
        return
    told = {**told, "seconds": str(abs(ahead) // 1000)}
    if abs(ahead) < _APART_MS:
        yield Finding("clock", "ok", "doctor.clock", told)
    else:
        yield Finding("clock", "bad" if abs(ahead) > _FAR_APART_MS else "warn", "doctor.clock_apart", told)
