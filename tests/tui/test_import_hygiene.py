"""What a process loads: no screens in headless work, no network library before the console's first paint."""

import subprocess
import sys

import pytest


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_headless_parts_load_no_textual() -> None:
    modules = loaded(
        "import aliexport_tui.cli.common, aliexport_tui.engine.runs.running, aliexport_tui.engine.runs.launching"
    )
    assert "textual" not in modules


@pytest.mark.parametrize(
    "module",
    [
        "app",
        "run",
        "screens.products",
        "screens.profiles",
        "screens.profile_form",
        "screens.categories",
        "screens.filter",
        "screens.prices",
        "screens.stocks",
        "screens.runs",
        "screens.access",
        "screens.orders",
        "screens.order_settings",
        "screens.alerts",
        "screens.schedule",
        "screens.doctor",
    ],
)
def test_the_console_opens_without_a_network_library(module: str) -> None:
    modules = loaded(f"import aliexport_tui.tui.{module}")
    assert not modules & {"httpx", "sqlite_utils", "uvicorn", "starlette", "aliexport_tui.marketplace"}


def test_the_way_in_loads_no_textual_by_itself() -> None:
    assert "textual" not in loaded("import aliexport_tui.tui.run")


def test_the_planning_process_loads_no_textual() -> None:
    assert "textual" not in loaded("import aliexport_tui.tui.preview_process, aliexport_tui.engine.runs.previewing")


def test_cores_of_the_console_know_no_textual() -> None:
    code = (
        "import aliexport_tui.tui.widgets.grid.cells, aliexport_tui.tui.widgets.tree_rows, aliexport_tui.tui.forms.mapping"
    )
    assert "textual" not in loaded(code)
