"""One letter over one channel."""

from aliexport_tui.alerts import chat, command, mail
from aliexport_tui.alerts.trouble import AlertTrouble
from aliexport_tui.model.alerts import Channel, Chat, Command, Letter, Mail


def deliver(channel: Channel, secret: str | None, letter: Letter, now: int) -> None:
    """Returns when it has been taken. `secret`: the mail's password, the chat's address. Raises AlertTrouble, and
    ConfigError where the channel's settings are amiss."""
    match channel.over:
        case Mail() as over:
            if over.user and secret is None:
                raise AlertTrouble("alert.secret_missing")
            mail.send(over, secret, letter, now)
        case Chat() as over:
            if secret is None:
                raise AlertTrouble("alert.secret_missing")
            chat.send(over, secret, letter)
        case Command() as over:
            command.send(over, letter)
