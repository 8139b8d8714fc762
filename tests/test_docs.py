"""What the documents say is what there is: commands, options, settings, views, switches, exit codes, pictures."""

import json
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

import click
import pytest

from aliexport_tui import __version__
from aliexport_tui.cli.main import root
from aliexport_tui.cli.run_profile import plain_summary
from aliexport_tui.engine.runs.summary import OUTCOMES, Summary
from aliexport_tui.model import profile as settings
from aliexport_tui.model.change import KINDS
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.sandbox.registry import REGISTRY

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SCREENS = (ROOT / "docs" / "screens.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
STRUCTS = {
    name: struct.__struct_fields__
    for name, struct in vars(settings).items()
    if isinstance(struct, type) and issubclass(struct, settings._Strict) and struct is not settings._Strict
}
DEMO = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/aliexport-tui --demo"
CHECKS = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/python -m tests"


def table(marker: str) -> list[list[str]]:
    """Cells of the table after `<!-- marker -->`, without its two head lines."""
    after = README.partition(f"<!-- {marker} -->\n")[2]
    assert after, f"README has no table marked {marker}"
    block = after.partition("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in block]
    assert rows, marker
    return rows


def ticked(text: str) -> list[str]:
    """What stands in back-quotes, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its path: the root, `account add` …"""

    def below(group: click.Group, context: click.Context, path: str) -> Iterator[tuple[str, click.Command]]:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            inner = click.Context(command, parent=context, info_name=name)
            if isinstance(command, click.Group):
                if command.invoke_without_command:
                    yield f"{path}{name}", command
                yield from below(command, inner, f"{path}{name} ")
            else:
                yield f"{path}{name}", command

    yield "aliexport-tui", root
    assert isinstance(root, click.Group)
    yield from below(root, click.Context(root, info_name="aliexport-tui"), "")


COMMANDS = dict(commands())


def documented() -> dict[str, str]:
    """Path of a command -> its paragraph(s) in the reference."""
    sections = re.split(r"^#### `", README, flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        head, _, body = section.partition("`")
        path = re.sub(r" (\[?[A-Z_]+\]?…?)", "", head).strip("… ")
        found[path] = re.split(r"^#", body, maxsplit=1, flags=re.MULTILINE)[0]
    return found


DOCUMENTED = documented()


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert set(DOCUMENTED) == set(COMMANDS)


@pytest.mark.parametrize("path", sorted(COMMANDS))
def test_options_of_a_command(path: str) -> None:
    params = [param for param in COMMANDS[path].params if isinstance(param, click.Option) and not param.hidden]
    wanted = {name for param in params for name in (*param.opts, *param.secondary_opts)} - {"--help", "-h"}
    told = {name for piece in ticked(DOCUMENTED[path]) for name in piece.split() if name.startswith("-") and name != "-"}
    assert told == wanted


def test_commands_in_examples_exist() -> None:
    """Every line of the examples that calls the program names a command and options that it has."""
    blocks = re.findall(r"```(?:sh|cron)\n(.*?)```", README, flags=re.DOTALL)
    calls = [
        call for block in blocks for call in re.findall(r"aliexport-tui((?: [^\n#&]*)?)(?:#|&&|$)", block, re.MULTILINE)
    ]
    assert len(calls) > 10
    for call in calls:
        words = shlex.split(call)
        names = [word for word in words if not word.startswith("-")]
        path = next(
            (path for path in (" ".join(names[:3]), " ".join(names[:2]), *names[:1]) if path in COMMANDS), "aliexport-tui"
        )
        assert path != "aliexport-tui" or not names or words[0].startswith("-"), call
        known = {name for param in COMMANDS[path].params for name in (*param.opts, *param.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, call


@pytest.mark.parametrize("struct", sorted(STRUCTS))
def test_every_setting_of_a_profile(struct: str) -> None:
    names = [ticked(row[0])[0] for row in table(f"fields: {struct}")]
    assert sorted(names) == sorted(STRUCTS[struct])
    assert len(names) == len(set(names))


def test_words_of_settings() -> None:
    """The words that a setting may be are told where it is told."""
    from typing import get_args

    rows = {row[0].strip("`"): row[1] for row in table("fields: Condition")}
    assert set(ticked(rows["field"])) == set(get_args(settings.FilterField))
    assert set(ticked(rows["op"])) == set(get_args(settings.FilterOp))
    step = {row[0].strip("`"): row[1] for row in table("fields: PriceStep")}
    assert set(ticked(step["op"])) - {"value"} == set(get_args(settings.PriceStep.__annotations__["op"]))


def test_example_profile_is_a_profile() -> None:
    from aliexport_tui.listing.profile_check import check_profile
    from aliexport_tui.listing.profile_text import profile_from_toml

    found = re.search(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    assert found is not None
    assert check_profile(profile_from_toml(found[1])) == ()


def test_exit_codes() -> None:
    assert sorted(int(row[0]) for row in table("exit codes")) == sorted(ExitCode)


def test_views() -> None:
    scripts = ("schema.sql", "brakes.sql")
    script = "".join((resources.files("aliexport_tui.store") / name).read_text(encoding="utf-8") for name in scripts)
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(script)
        views = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        columns = {
            view: [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (view,))] for view in views
        }
        for statement in re.findall(r'aliexport-tui sql "([^"]+)"', README):
            db.execute(statement)
    assert {ticked(row[0])[0]: ticked(row[1]) for row in table("views")} == columns


def test_variables_of_the_environment() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "aliexport_tui").rglob("*.py")]
    read = {name for text in sources for name in re.findall(r"\bALIEXPORT_[A-Z_]+\b", text)}
    listed = README.partition("\nEnvironment: ")[2].partition("\n\n")[0]
    assert {name for name in ticked(listed) if name.startswith("ALIEXPORT_")} == read


def test_summary() -> None:
    after = README.partition("<!-- summary -->\n```json\n")[2].partition("```")[0]
    shown = json.loads(after)
    summary = Summary(
        run=1,
        profile="demo",
        action="export",
        exit_code=3,
        started=0,
        seconds=1.0,
        planned=dict.fromkeys((*KINDS, "unchanged", "blocked", "held"), 0),
        outcomes=dict.fromkeys(OUTCOMES, 0),
        requests={"write": 0, "read": 0},
        groups=(),
    )
    real = plain_summary(summary)
    assert list(shown) == list(real)
    for part in ("planned", "outcomes", "requests"):
        told = real[part]
        assert isinstance(told, dict)
        assert list(shown[part]) == list(told)
    assert [row.partition("**")[2].partition("**")[0] for row in _outcome_words()] == list(OUTCOMES)


def _outcome_words() -> list[str]:
    paragraph = README.partition("`outcomes` count")[2].partition("\n\n")[0]
    return [f"**{word}**" for word in re.findall(r"\*\*([a-z]+)\*\*", paragraph)]


def test_switches() -> None:
    """Every assumption and every fault is told, and none that does not exist."""
    assumed = [name for row in table("switches") for name in ticked(row[2])]
    assert sorted(assumed) == sorted(name for name in REGISTRY if not name.startswith("fault."))
    faults = README.partition("Faults to practise with")[2].partition("\n\n")[0]
    assert sorted(ticked(faults)) == sorted(name for name in REGISTRY if name.startswith("fault."))


def test_two_commands_of_a_fresh_machine() -> None:
    """The README opens with a picture and exactly these two; the second is what the checks of the project run."""
    assert README.splitlines()[2].startswith("![")
    before_contents = README.partition("Contents:")[0]
    assert re.findall(r"```sh\n(.*?)\n```", before_contents, flags=re.DOTALL) == [DEMO, CHECKS]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "install -q --disable-pip-version-check -e '.[test]'" in ci
    assert "-m tests" in ci


def test_pictures() -> None:
    """Each stands once, in the tour or among the other screens."""
    linked = re.findall(r"!\[[^\]]+\]\((?:\.\./)?(screenshots/[^)]+)\)", README + SCREENS)
    made = {f"screenshots/{path.name}" for path in (ROOT / "screenshots").glob("*.png")}
    assert sorted(linked) == sorted(made)
    for picture in linked:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
        svg = (ROOT / picture).with_suffix(".svg").read_text(encoding="utf-8")
        assert re.search("[а-я]{4}", svg), f"{picture} has no Cyrillic"
        assert "url(" not in re.sub(r"url\(#[^)]+\)", "", svg), f"{picture} fetches something"


def test_links_lead_somewhere() -> None:
    for text in (README, ARCHITECTURE, CHANGELOG):
        for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), target
    anchors = {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    for anchor in re.findall(r"\]\(#([^)]+)\)", README):
        assert anchor in anchors


def test_modules_that_the_architecture_names() -> None:
    """A path in back-quotes is a file or folder of the project."""
    named = [piece for piece in ticked(ARCHITECTURE) if re.fullmatch(r"[\w./]+(\.py|\.sql|/)", piece)]
    assert len(named) > 40
    missing = [piece for piece in named if not ((ROOT / "aliexport_tui" / piece).exists() or (ROOT / piece).exists())]
    assert missing == []
    rooms = {path.name for path in (ROOT / "aliexport_tui").iterdir() if path.is_dir() and path.name[0] != "_"}
    assert {piece.partition("/")[0] for piece in named} >= rooms - {"locale"}


def test_this_version_is_in_the_changes() -> None:
    assert f"## {__version__}\n" in CHANGELOG


@pytest.mark.parametrize("text", [README, ARCHITECTURE, CHANGELOG])
def test_no_path_of_a_machine(text: str) -> None:
    assert re.findall(r"/(?:home|root|work|Users|tmp)/", text) == []
