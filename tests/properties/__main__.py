"""The properties with many examples: `python -m tests.properties [TIMES] [pytest's options]`."""

import os
import subprocess
import sys
from pathlib import Path

USUAL_TIMES = "20"


def main(arguments: list[str]) -> int:
    times, rest = (arguments[0], arguments[1:]) if arguments[:1] and arguments[0].isdecimal() else (USUAL_TIMES, arguments)
    folder = Path(__file__).parent
    command = [sys.executable, "-m", "pytest", str(folder), *rest]
    return subprocess.run(
        command, cwd=folder.parent.parent, env={**os.environ, "ALIEXPORT_PROPERTIES": times}, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
