"""All checks: `python -m tests`. Types are checked beside the tests, which often wait; the first that fails ends it with its
exit code."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("importlinter.cli",),
    ("pytest", "-n", "4"),
)


def main() -> int:
    with subprocess.Popen(_command("mypy"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as types:
        for check in CHECKS:
            print(f"== {' '.join(check)}", flush=True)  # noqa: T201
            code = subprocess.run(_command(*check), cwd=ROOT, check=False).returncode
            if code:
                types.terminate()
                return code
        told, _ = types.communicate()
    print(f"== mypy\n{told}", end="", flush=True)  # noqa: T201
    return types.returncode


def _command(module: str, *arguments: str) -> list[str]:
    if module == "importlinter.cli":
        return [str(Path(sys.executable).parent / "lint-imports")]
    return [sys.executable, "-m", module, *arguments]


if __name__ == "__main__":
    raise SystemExit(main())
