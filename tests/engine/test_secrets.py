"""The file of tokens: private, whole, and never quoted."""

import os
import stat
import threading
from pathlib import Path

import pytest

from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.model.errors import AliexportError, ConfigError
from tests.marketplace.helpers import TOKEN

OTHER = TOKEN.replace("eyJz", "eyJx")


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets(tmp_path / "new" / "deep" / "shop.db.secrets.toml")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_tokens_by_account_in_a_private_file_in_a_private_folder(secrets: Secrets) -> None:
    assert secrets.token("main") is None
    assert secrets.set_token("main", f" {TOKEN}\n") == TOKEN
    secrets.set_token("other", OTHER)
    secrets.set_token("main", OTHER)
    secrets.set_token("main", TOKEN)
    assert (secrets.token("main"), secrets.token("other")) == (TOKEN, OTHER)
    assert (mode(secrets.path), mode(secrets.path.parent)) == (0o600, 0o700)
    secrets.forget("main")
    assert (secrets.token("main"), secrets.token("other")) == (None, OTHER)
    assert sorted(path.name for path in secrets.path.parent.iterdir()) == [secrets.path.name, secrets.path.name + ".lock"]


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o666])
def test_a_file_open_to_others_is_refused(secrets: Secrets, bits: int) -> None:
    secrets.set_token("main", TOKEN)
    secrets.path.chmod(bits)
    with pytest.raises(ConfigError) as reading:
        secrets.token("main")
    with pytest.raises(ConfigError) as writing:
        secrets.set_token("main", OTHER)
    for error in (reading.value, writing.value):
        assert (error.code, error.args_by_name["mode"]) == ("secrets.permissions", f"{bits:04o}")


@pytest.mark.parametrize("content", ["[tokens", f"main = {TOKEN}", 'tokens = "x"', "\xff"])
def test_a_damaged_file_is_told_without_its_content(secrets: Secrets, content: str) -> None:
    secrets.set_token("main", TOKEN)
    secrets.path.write_text(content, encoding="latin-1")
    with pytest.raises(ConfigError) as error:
        secrets.token("main")
    assert error.value.code == "secrets.damaged"
    assert error.value.__cause__ is None
    assert TOKEN not in str(error.value)


def test_a_malformed_token_changes_nothing(secrets: Secrets) -> None:
    secrets.set_token("main", TOKEN)
    with pytest.raises(ConfigError):
        secrets.set_token("main", "not a token")
    assert secrets.token("main") == TOKEN


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AliexportError) as error:
        Secrets(tmp_path / "file" / "secrets.toml").set_token("main", TOKEN)
    assert error.value.code == "secrets.unwritable"


def test_writers_at_once_lose_nothing(secrets: Secrets) -> None:
    def write(number: int) -> None:
        Secrets(secrets.path).set_token(f"account_{number}", TOKEN)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(secrets.token(f"account_{number}") == TOKEN for number in range(8))


def test_the_umask_does_not_matter(secrets: Secrets) -> None:
    before = os.umask(0)
    try:
        secrets.set_token("main", TOKEN)
    finally:
        os.umask(before)
    assert mode(secrets.path) == 0o600


def test_keys_of_shops_stand_in_tables_of_their_own(secrets: Secrets) -> None:
    secrets.set_token("main", TOKEN)
    secrets.set_password("woo", "feed-password")
    assert secrets.keys("woo") == {}
    secrets.set_keys("woo", {"consumer_key": "ck", "consumer_secret": "cs", "otp": ""})
    secrets.set_key("magento", "user", "admin")
    secrets.set_key("magento", "password", "geheim")
    assert secrets.keys("woo") == {"consumer_key": "ck", "consumer_secret": "cs"}
    assert "[keys.magento]" in secrets.path.read_text("utf-8")
    assert set(secrets.tokens()) == {TOKEN, "feed-password", "ck", "cs", "geheim"}
    assert (mode(secrets.path), secrets.token("main"), secrets.password("woo")) == (0o600, TOKEN, "feed-password")
    secrets.set_key("magento", "user", "")
    assert secrets.keys("magento") == {"password": "geheim"}
    secrets.set_keys("woo", {})
    secrets.set_keys("none", {})
    assert (secrets.keys("woo"), secrets.keys("magento"), secrets.password("woo")) == (
        {},
        {"password": "geheim"},
        "feed-password",
    )


@pytest.mark.parametrize("text", ['keys = "x"', '[keys]\nwoo = "x"'])
def test_damaged_keys(secrets: Secrets, text: str) -> None:
    secrets.set_token("main", TOKEN)
    secrets.path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        secrets.keys("woo")
    assert caught.value.code == "secrets.damaged"
