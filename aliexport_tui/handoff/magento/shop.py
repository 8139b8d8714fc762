"""Asking one Magento 2: signed in, one try of each request, lists by search criteria."""

from collections.abc import Mapping, Sequence

import msgspec

from aliexport_tui.handoff.http import Answer, Caller
from aliexport_tui.handoff.target import Fate, HandOffTrouble
from aliexport_tui.model.clock import Clock
from aliexport_tui.web.json_value import JsonValue
from aliexport_tui.web.oauth1 import Credentials, oauth1
from aliexport_tui.web.signing import Request, Signer, bearer

ANSWER_S = 60
_NAMES = "access_token | user + password | consumer_key + consumer_secret + access_token + access_secret"
_json = msgspec.json.Encoder(decimal_format="number")


class MagentoShop:
    """`store`: the store view's code. Every method raises HandOffTrouble."""

    def __init__(self, url: str, store: str, keys: Mapping[str, str], clock: Clock, seconds: int = ANSWER_S) -> None:
        self._root = f"{url.rstrip('/')}/rest/{store or 'default'}/V1"
        self._keys = keys
        self._clock = clock
        self._caller = Caller(url, seconds, clock, [secret for name, secret in keys.items() if name != "user"])
        self._sign: Signer | None = None

    def close(self) -> None:
        self._caller.close()

    def get(self, path: str, params: Sequence[tuple[str, str]] = ()) -> JsonValue:
        return self._asked(Request("GET", f"{self._root}/{path}", tuple(params)), repeatable=True)

    def found(self, path: str, *wanted: tuple[str, str], fields: str = "", most: int = 20) -> list[JsonValue]:
        """`items` of a list, where all of `wanted` (field, value) hold."""
        params = [("searchCriteria[pageSize]", str(most)), ("searchCriteria[currentPage]", "1")]
        for number, (field, value) in enumerate(wanted):
            group = f"searchCriteria[filter_groups][{number}][filters][0]"
            params += [(f"{group}[field]", field), (f"{group}[value]", value), (f"{group}[condition_type]", "eq")]
        if fields:
            params.append(("fields", f"items[{fields}]"))
        return list(self.get(path, params).get("items").items())

    def post(self, path: str, body: object, *, repeatable: bool = False) -> JsonValue:
        """`repeatable`: doing it twice does no harm."""
        return self._write("POST", path, body, repeatable)

    def put(self, path: str, body: object) -> JsonValue:
        return self._write("PUT", path, body, repeatable=False)

    def _write(self, method: str, path: str, body: object, repeatable: bool) -> JsonValue:
        return self._asked(Request(method, f"{self._root}/{path}", body=_json.encode(body)), repeatable=repeatable)

    def _asked(self, request: Request, *, repeatable: bool) -> JsonValue:
        """A token that a password gave ends after four hours: the shop then says 401, having done nothing."""
        if self._sign is None:
            self._sign = self._signed_in()
        answer = self._caller.ask(self._sign(request), repeatable=repeatable)
        if answer.status == 401 and self._by_password and not self._keys.get("otp"):
            self._sign = self._signed_in()
            answer = self._caller.ask(self._sign(request), repeatable=repeatable)
        return self._read(answer, repeatable)

    def _read(self, answer: Answer, repeatable: bool) -> JsonValue:
        refusal = self._caller.refusal(answer, repeatable=repeatable)
        if refusal is not None:
            raise refusal
        read = JsonValue.parse(answer.body.removeprefix(b"\xef\xbb\xbf"))
        if read is None:
            fate: Fate = "as_before" if repeatable else "unknown"
            raise HandOffTrouble("handoff.answer_unreadable", fate=fate, again=True)
        return read

    @property
    def _by_password(self) -> bool:
        return bool(self._keys.get("user") and self._keys.get("password")) and not self._oauth

    @property
    def _oauth(self) -> bool:
        return all(self._keys.get(name) for name in ("consumer_key", "consumer_secret", "access_token", "access_secret"))

    def _signed_in(self) -> Signer:
        keys = self._keys
        if self._oauth:
            secrets = (keys["consumer_key"], keys["consumer_secret"], keys["access_token"], keys["access_secret"])
            return oauth1(Credentials(*secrets), self._clock)
        if self._by_password:
            body = {"username": keys["user"], "password": keys["password"]}
            path = "integration/admin/token"
            if keys.get("otp"):
                body["otp"] = keys["otp"]
                path = f"tfa/provider/{keys.get('otp_provider') or 'google'}/authenticate"
            request = Request("POST", f"{self._root}/{path}", body=msgspec.json.encode(body))
            return bearer(self._read(self._caller.ask(request, repeatable=True), repeatable=True).plain())
        if keys.get("access_token"):
            return bearer(keys["access_token"])
        raise HandOffTrouble("handoff.keys_missing", {"names": _NAMES}, fate="as_before", wide=True)
