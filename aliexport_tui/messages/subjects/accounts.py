"""Accounts, their tokens and addresses."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "account.token_malformed": Message(
        N_("This is no API token: {length} characters, and not three parts divided by points"),
        N_("Open seller.aliexpress.ru/token-management/active, open the token there and copy it whole."),
    ),
    "account.address_malformed": Message(
        N_("{address} is no base address"), N_("Write it as https://openapi.ru.laliexpress.com.")
    ),
    "account.address_plain": Message(
        N_("{address} would send the token unencrypted"),
        N_("Use https; plain http is allowed for this machine alone (127.0.0.1, localhost)"),
    ),
    "account.currency_unknown": Message(
        N_("The marketplace has no price ceiling for the currency {currency}"), N_("Choose one of {known}")
    ),
    "account.kind_unknown": Message(N_("There is no marketplace of the kind {kind}"), N_("This version knows: {known}")),
    "account.exists": Message(N_("There is already an account {account}"), N_("Change it with: account set {account}")),
    "account.unknown": Message(
        N_("There is no account {account}"), N_("Accounts: {known}. Add one with: account add CODE.")
    ),
    "account.none": Message(N_("There is no account that is switched on"), N_("Add one with: account add CODE.")),
    "account.choose": Message(N_("There is more than one account: {known}"), N_("Name the one you mean.")),
    "account.code_malformed": Message(
        N_("{account} is no code for an account"), N_("Lower-case letters a-z, digits and _, a letter first.")
    ),
    "account.horizon_short": Message(N_("A horizon of {seconds} s is too short"), N_("At least {least} s; 5400 is usual.")),
    "account.locale_malformed": Message(N_("{locale} is no language"), N_("Write it as ru_RU or en_US.")),
    "account.disabled": Message(
        N_("The account {account} is switched off: no request leaves"),
        N_("Switch it on with: account set {account} --enabled."),
    ),
    "account.token_missing": Message(
        N_("There is no token for the account {account}"), N_("Give it with: account set {account} --token.")
    ),
    "account.token_needed": Message(
        N_("A token is needed, and nobody is there to type it"),
        N_("Use --token-file FILE (- for standard input) or the variable {variable}"),
    ),
    "secret.unreadable": Message(N_("{path} can't be read[[: {reason}]]"), N_("Check the file's name and permissions.")),
    "secrets.damaged": Message(
        N_("The file of tokens {path} is damaged"), N_("Delete it and store the tokens again with: account set.")
    ),
    "secrets.unreadable": Message(N_("The file of tokens {path} can't be read ({reason})"), N_("Check its permissions.")),
    "secrets.unwritable": Message(
        N_("The file of tokens {path} can't be written ({reason})"), N_("Check the permissions of its folder.")
    ),
    "secrets.permissions": Message(
        N_("Others may read the file of tokens {path} (mode {mode})"), N_("Make it yours alone: chmod 600 {path}")
    ),
}
