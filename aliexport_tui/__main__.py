"""`aliexport-tui` and `python -m aliexport_tui`."""

import sys

from aliexport_tui import __version__


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        # Scripts ask this often: nothing needs to be loaded for it.
        sys.stdout.write(f"aliexport-tui {__version__}\n")
        return
    from aliexport_tui.cli.entry import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
