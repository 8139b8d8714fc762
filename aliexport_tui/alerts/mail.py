"""Mail over SMTP: encrypted with a certificate that is checked, plain to this machine alone."""

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime, parseaddr

from aliexport_tui.alerts.trouble import AlertTrouble
from aliexport_tui.model.alerts import Letter, Mail
from aliexport_tui.model.errors import ConfigError


def check(channel: Mail) -> None:
    """Raises ConfigError `alert.mail_plain`, `alert.mail_address`."""
    if channel.security == "none" and not _is_here(channel.host):
        raise ConfigError("alert.mail_plain", host=channel.host)
    for address in (channel.sender, *channel.to):
        name, bare = parseaddr(address)
        user, at, domain = bare.rpartition("@")
        if not (user and at and domain) or any(letter in address for letter in "\r\n"):
            raise ConfigError("alert.mail_address", address=address or name)


def send(channel: Mail, password: str | None, letter: Letter, now: int) -> None:
    """One message to all of `to`. Raises AlertTrouble: `alert.mail_unreachable`, `alert.mail_certificate`,
    `alert.mail_no_tls`, `alert.mail_login`, `alert.mail_recipients`, `alert.mail_refused`; ConfigError as `check`."""
    check(channel)
    message = _message(channel, letter, now)
    with _translated(channel), _connected(channel) as server:
        if channel.user:
            server.login(channel.user, password or "")
        server.send_message(message)


def _message(channel: Mail, letter: Letter, now: int) -> EmailMessage:
    message = EmailMessage(policy=LINES)
    message["Subject"] = letter.title
    message["From"] = channel.sender
    message["To"] = ", ".join(channel.to)
    message["Date"] = format_datetime(datetime.fromtimestamp(now / 1000, UTC))
    domain = parseaddr(channel.sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{letter.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@contextmanager
def _connected(channel: Mail) -> Iterator[smtplib.SMTP]:
    if channel.security == "tls":
        with smtplib.SMTP_SSL(
            channel.host, channel.port, timeout=channel.seconds, context=ssl.create_default_context()
        ) as server:
            yield server
        return
    with smtplib.SMTP(channel.host, channel.port, timeout=channel.seconds) as server:
        if channel.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        yield server


@contextmanager
def _translated(channel: Mail) -> Iterator[None]:
    where = {"host": channel.host, "port": str(channel.port)}
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise AlertTrouble("alert.mail_certificate", None, **where, reason=error.verify_message) from error
    except smtplib.SMTPNotSupportedError as error:
        code = "alert.mail_no_tls" if channel.security == "starttls" else "alert.mail_refused"
        raise AlertTrouble(code, None, **where, said=str(error)) from error
    except (smtplib.SMTPAuthenticationError, UnicodeEncodeError) as error:
        raise AlertTrouble("alert.mail_login", None, **where, user=channel.user) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise AlertTrouble("alert.mail_recipients", None, **where, addresses=", ".join(error.recipients)) from error
    except smtplib.SMTPResponseException as error:
        raise AlertTrouble(
            "alert.mail_refused", None, **where, said=f"{error.smtp_code} {_text(error.smtp_error)}"
        ) from error
    except smtplib.SMTPException as error:
        raise AlertTrouble("alert.mail_refused", None, **where, said=str(error)) from error
    except OSError as error:
        raise AlertTrouble("alert.mail_unreachable", None, **where, reason=error.strerror or str(error)) from error


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
