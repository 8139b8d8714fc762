"""What is trusted here."""

import pytest

from tests.support.shops.woo import TLS


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own certificate is one that this machine believes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "cert.pem"))
