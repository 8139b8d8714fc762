"""OAuth 1.0a against the examples of RFC 5849."""

import re

from aliexport_tui.web.oauth1 import Credentials, authorization, base_string, oauth1, signature
from aliexport_tui.web.signing import Request
from tests.support.shop import FixedClock

PHOTOS = Credentials("dpf43f3p2l4k3l03", "kd94hf93k423kf44", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")


def test_the_signature_of_the_rfc() -> None:
    """§1.2: the last request of the example."""
    request = Request("GET", "http://photos.example.net/photos", (("file", "vacation.jpg"), ("size", "original")))
    proof = {
        "oauth_consumer_key": PHOTOS.key,
        "oauth_token": PHOTOS.token,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131202",
        "oauth_nonce": "chapoH",
    }
    proof["oauth_signature"] = signature(request, proof, PHOTOS, "HMAC-SHA1")
    assert proof["oauth_signature"] == "MdpQcU8iPSUjWoN/UDMsK2sui9I="
    header = authorization(proof, "Photos")
    assert header.startswith('OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk"')
    assert header.endswith('oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"')


def test_the_base_string_of_the_rfc() -> None:
    """§3.4.1.1, its form's members among the parameters."""
    params = (("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b"), ("c2", ""), ("a3", "2 q"))
    proof = {
        "oauth_consumer_key": "9djdj82h48djs9d2",
        "oauth_token": "kkk9d7dh3k39sjv7",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131201",
        "oauth_nonce": "7d8f3e4a",
    }
    assert base_string(Request("post", "http://EXAMPLE.COM:80/request", params), proof) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D"
        "%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_a_port_of_its_own_stays_and_an_empty_path_is_a_slash() -> None:
    text = base_string(Request("GET", "https://shop.example:8443"), {})
    assert text == "GET&https%3A%2F%2Fshop.example%3A8443%2F&"


def test_each_request_has_its_own_number_and_its_moment() -> None:
    clock = FixedClock(1_700_000_000_999)
    sign = oauth1(Credentials("k", "s"), clock, carrier="query")
    first, second = (dict(sign(Request("GET", "http://a.example/")).params) for _ in range(2))
    assert first["oauth_timestamp"] == "1700000000"
    assert first["oauth_signature_method"] == "HMAC-SHA256"
    assert first["oauth_nonce"] != second["oauth_nonce"]
    assert "oauth_token" not in first
    header = oauth1(PHOTOS, clock, nonce=lambda: "n")(Request("GET", "http://a.example/")).headers["Authorization"]
    assert re.fullmatch(r'OAuth (?:oauth_\w+="[^"]+"(?:, )?){7}', header)
