"""OAuth 1.0a, one leg: a request signed with shared secrets, which themselves never travel (RFC 5849 §3.4)."""

import base64
import hashlib
import hmac
import secrets as chance
from collections.abc import Callable
from typing import Literal
from urllib.parse import quote, urlsplit

import msgspec

from aliexport_tui.model.clock import Clock
from aliexport_tui.web.signing import Request, Signer

Method = Literal["HMAC-SHA256", "HMAC-SHA1"]
_HASHES = {"HMAC-SHA256": hashlib.sha256, "HMAC-SHA1": hashlib.sha1}


class Credentials(msgspec.Struct, frozen=True):
    """A shop that knows no tokens (WooCommerce) leaves the last two empty."""

    key: str
    secret: str
    token: str = ""
    token_secret: str = ""


def oauth1(
    credentials: Credentials,
    clock: Clock,
    *,
    carrier: Literal["header", "query"] = "header",
    method: Method = "HMAC-SHA256",
    nonce: Callable[[], str] = lambda: chance.token_hex(16),
) -> Signer:
    """`carrier`: where the proof stands; servers that keep the Authorization header from PHP need the query."""

    def sign(request: Request) -> Request:
        proof = {
            "oauth_consumer_key": credentials.key,
            **({"oauth_token": credentials.token} if credentials.token else {}),
            "oauth_signature_method": method,
            "oauth_timestamp": str(clock.now_ms() // 1000),
            "oauth_nonce": nonce(),
            **({"oauth_version": "1.0"} if carrier == "header" else {}),
        }
        proof["oauth_signature"] = signature(request, proof, credentials, method)
        if carrier == "query":
            return request.with_params(*proof.items())
        return request.with_header("Authorization", authorization(proof))

    return sign


def signature(request: Request, proof: dict[str, str], credentials: Credentials, method: Method) -> str:
    """Base64 of the HMAC over method, address and all parameters (§3.4.1, §3.4.2)."""
    key = f"{_escaped(credentials.secret)}&{_escaped(credentials.token_secret)}"
    digest = hmac.new(key.encode(), base_string(request, proof).encode(), _HASHES[method]).digest()
    return base64.b64encode(digest).decode()


def base_string(request: Request, proof: dict[str, str]) -> str:
    pairs = sorted((_escaped(name), _escaped(value)) for name, value in (*request.params, *proof.items()))
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join(_escaped(part) for part in (request.method.upper(), _base_address(request.url), joined))


def authorization(proof: dict[str, str], realm: str = "") -> str:
    """The header's value (§3.5.1)."""
    parts = [f'realm="{realm}"'] if realm else []
    return "OAuth " + ", ".join((*parts, *(f'{_escaped(name)}="{_escaped(value)}"' for name, value in proof.items())))


def _base_address(url: str) -> str:
    """Scheme and host in lower case, the scheme's own port left out, no query (§3.4.1.2)."""
    parts = urlsplit(url)
    port = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    host = parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}://{host.removesuffix(port) if port else host}{parts.path or '/'}"


def _escaped(text: str) -> str:
    return quote(text, safe="~")
