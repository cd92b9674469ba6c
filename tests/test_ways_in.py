"""What a newcomer is told to type: the targets of make, the commands, the test command of CI."""

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from data_access.__main__ import main
from data_access.commands.screens import screens
from data_access.indicators.catalogue import BY_KEY

ROOT = Path(__file__).resolve().parent.parent
MADE_ON_THE_WAY = {"ready", "tools"}  # by other targets, never called


def test_make_help_lists_every_target_a_person_may_call() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) - MADE_ON_THE_WAY
    declared = {name for line in re.findall(r"^\.PHONY:(.*)", makefile, re.MULTILINE)
                for name in line.split()}  # fmt: skip
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = dict(re.findall(r"^make ([a-z-]+) +(\S.*)$", told.stdout, re.MULTILINE))
    assert set(listed) == targets == declared - MADE_ON_THE_WAY


def test_ci_runs_the_test_command_and_no_other() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line.strip() for line in script.splitlines() if not line.startswith("#")]
    assert [line for line in lines if re.search(r"\b(make|pytest|ruff|mypy)\b", line)] == [
        "make test"
    ]
    exported = [line for line in lines if line.startswith("export CI=")]
    assert exported == ['export CI="${CI:-1}" # nothing may be skipped']
    assert lines.index(exported[0]) < lines.index("make test")


@pytest.mark.parametrize("command", [name for name in main.names if name != "screens"])
def test_help_says_what_exit_codes_mean(command: str) -> None:
    told = help_of(command)
    assert re.search(r"Exit code 0: .+; 1: .+ cannot be reached.*; 2: ", told)
    assert "--database URL The register; else ONESTOP_DATABASE_URL" in told


@pytest.mark.parametrize("command", sorted(screens.commands))
def test_help_of_screens_does_and_knows_no_register(command: str) -> None:
    told = help_of("screens", command)
    assert re.search(r"Exit code 0: .+; 1: .+ cannot be reached.*; 2: ", told)
    assert "--database" not in told


def help_of(*command: str) -> str:
    return " ".join(CliRunner().invoke(main, [*command, "--help"]).output.split())


def test_help_of_figures_names_every_indicator() -> None:
    told = "".join(CliRunner().invoke(main, ["figures", "--help"]).output.split())
    assert [key for key in BY_KEY if key not in told] == []
