"""What a Retry-After asks for, whoever sends it."""

import pytest

from aliexport_tui.web.dates import asked_wait

NOW = 1_700_000_000_000  # 14 November 2023, 22:13:20 UTC


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("0", 0),
        (" 30 ", 30),
        ("0000000000030", 30),
        ("301", 300),
        ("9" * 5000, 300),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0),
        ("Tue, 14 Nov 2030 22:00:00 GMT", 300),
    ],
)
def test_asked_wait(told: str, seconds: float | None) -> None:
    assert asked_wait(told, NOW, 300) == seconds
