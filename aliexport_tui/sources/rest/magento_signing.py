"""Three ways to sign in to Magento 2: an access token, a user's password (with a second factor), OAuth 1.0a."""

from collections.abc import Callable, Mapping

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.rest.api import Api
from aliexport_tui.web.oauth1 import Credentials, oauth1
from aliexport_tui.web.signing import bearer, unsigned

MAGENTO_KEYS = (
    "access_token",
    "user",
    "password",
    "otp",
    "otp_provider",
    "consumer_key",
    "consumer_secret",
    "access_secret",
)
"""`access_token` alone: an integration's token. `user`, `password` and, where a second factor is asked for, `otp` with
`otp_provider` (google unless named). All of `consumer_key`, `consumer_secret`, `access_token`, `access_secret`: OAuth."""


def signed_in(api: Api, base: str, keys: Mapping[str, str], clock: Clock, place: Place) -> Callable[[], None] | None:
    """Make the Api sign as the keys allow; -> how to sign in anew when the token has ended (after four hours), None where
    that can't be done without a person. ConfigError `source.keys_missing` when the keys are too few."""
    if all(keys.get(name) for name in ("consumer_key", "consumer_secret", "access_token", "access_secret")):
        secrets = Credentials(keys["consumer_key"], keys["consumer_secret"], keys["access_token"], keys["access_secret"])
        api.sign = oauth1(secrets, clock)
        return None
    if keys.get("user") and keys.get("password"):
        return _by_password(api, base, keys)
    if keys.get("access_token"):
        api.sign = bearer(keys["access_token"])
        return None
    names = "access_token | user + password | consumer_key + consumer_secret + access_token + access_secret"
    raise ConfigError("source.keys_missing", place, source=place.file, names=names)


def _by_password(api: Api, base: str, keys: Mapping[str, str]) -> Callable[[], None] | None:
    body = {"username": keys["user"], "password": keys["password"]}
    path = "integration/admin/token"
    otp = keys.get("otp")
    if otp:
        body["otp"] = otp
        path = f"tfa/provider/{keys.get('otp_provider') or 'google'}/authenticate"

    def sign_in() -> None:
        api.sign = unsigned
        token, _ = api.post(f"{base}/{path}", body)
        api.sign = bearer(token.plain())

    sign_in()
    return None if otp else sign_in
