"""All checks, one after another: `python -m tests`. The first that fails ends it with its exit code."""

import subprocess
import sys
from pathlib import Path

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("importlinter.cli",),
    ("pytest", "-n", "4"),
)


def main() -> int:
    root = Path(__file__).parent.parent
    for module, *arguments in CHECKS:
        print(f"== {module} {' '.join(arguments)}", flush=True)  # noqa: T201
        command = [sys.executable, "-m", module, *arguments]
        if module == "importlinter.cli":
            command = [str(Path(sys.executable).parent / "lint-imports")]
        code = subprocess.run(command, cwd=root, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
