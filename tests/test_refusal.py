"""How every command says no: a sentence that names what is wrong, and an exit code."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import Settings, create_app
from data_access.__main__ import main
from tests.listing import DONE, MAPPING, lines, written

ROOT = Path(__file__).resolve().parent.parent
MARCH = ("--tu", "2026-03-01", "--den", "2026-03-31")
FORMS = (
    "write it as sqlite:///var/one.sqlite or postgresql://user:password@host/name; "
    "mariadb:// and clickhouse:// have the same form"
)
# What each command is asked besides --database.
COMMANDS: dict[str, tuple[str, ...]] = {
    "create": (),
    "demo": ("--dossiers", "500"),
    "load": ("list.csv", "--mapping", "mapping.toml"),
    "check": (),
    "figures": MARCH,
    "live": (),
    "refresh": (),
}
# address | exit code | what is said
ADDRESSES = [
    ("nonsense", 2, f"not a database address; {FORMS}"),
    ("postgresql://u:secret@host:port/x", 2, f"not a database address; {FORMS}"),
    ("foo://u:secret@x", 2, "foo://u:***@x: no such kind as foo; write it as"),
    ("mysql+x://u:secret@x/y", 2, "mariadb+x://u:***@x/y: no such kind as mariadb+x; write it as"),
    ("mariadb+mysqldb://u:secret@x", 2, "u:***@x: its driver MySQLdb is not installed; write"),
    ("sqlite://host/x", 2, "Invalid SQLite URL"),
    ("sqlite:///notes.txt", 1, "notes.txt: the database cannot be reached: file is not a database"),
    ("sqlite:///folder", 1, "folder: the database cannot be reached: "),
    ("postgresql://u:secret@127.0.0.1:1/x", 1, "u:***@127.0.0.1:1/x: the database cannot be reach"),
]
# Kinds for which no demonstration is made.
OTHERS = [
    (
        "mysql://u:secret@127.0.0.1:1/x",
        1,
        "cannot be reached: Can't connect to MySQL server",
    ),
    ("clickhouse://u:secret@127.0.0.1:1/x", 1, "x: the database cannot be reached: Connection re"),
]
# Asks our own database only, so it takes no --database.
BESIDE = ("screens",)
NOT_SAID = ("Traceback", "http", "sqlalche.me", "secret", "[SQL")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a list to load, a text that is no database, and nothing else."""
    written(tmp_path, "list.csv", lines(DONE))
    written(tmp_path, "mapping.toml", MAPPING)
    written(tmp_path, "notes.txt", "not a database, but long enough to be looked at as one\n" * 40)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def said_no(result: Result, code: int, sentence: str) -> None:
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert sentence in " ".join(result.stderr.split())
    assert [word for word in NOT_SAID if word in result.stderr] == []


def test_every_command_is_asked_here() -> None:
    assert sorted((*COMMANDS, *BESIDE)) == sorted(main.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("address", "code", "sentence"), ADDRESSES, ids=[a for a, *_ in ADDRESSES])
def test_an_address_that_leads_nowhere(
    command: str, address: str, code: int, sentence: str
) -> None:
    said_no(run(command, *COMMANDS[command], "--database", address), code, sentence)


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != "demo"])
@pytest.mark.parametrize(("address", "code", "sentence"), OTHERS, ids=[a for a, *_ in OTHERS])
def test_another_kind_of_database_that_leads_nowhere(
    command: str, address: str, code: int, sentence: str
) -> None:
    said_no(run(command, *COMMANDS[command], "--database", address), code, sentence)


@pytest.mark.parametrize(("address", "_code", "_sentence"), OTHERS, ids=[a for a, *_ in OTHERS])
def test_no_demonstration_is_made_elsewhere(address: str, _code: int, _sentence: str) -> None:
    only = "the demonstration is made for SQLite and PostgreSQL only"
    said_no(run("demo", "--dossiers", "500", "--database", address), 2, only)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_setting_that_is_no_address_is_named(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", "nonsense")
    told = run(command, *COMMANDS[command])
    said_no(told, 2, f"ONESTOP_DATABASE_URL: not a database address; {FORMS}")


# what is asked | exit code | what is said
QUESTIONS = [
    (("figures", "--tu", "2026-03-01", "--den", "9999-12-31", "--by", "month"), 2,
     "'--den': '9999-12-31': write a day from 1990-01-01 to 2100-12-31, as 2026-11-20"),
    (("figures", "--tu", "1989-12-31", "--den", "2026-03-31"), 2, "from 1990-01-01 to 2100-12-31"),
    (("figures", "--tu", "01/03/2026", "--den", "2026-03-31"), 2, "'01/03/2026': write a day"),
    (("figures", "--tu", "2026-03-02", "--den", "2026-03-01"), 2, "2026-03-01 is before --tu 2026"),
    (("figures", *MARCH, "--as-of", "9999-12-31T00:00"), 2, "an instant from 1990-01-01 to 2100"),
    (("figures", *MARCH, "--as-of", "2026-03-31T25:00"), 2, "write an instant from 1990"),
    (("figures", *MARCH, "--rule", "late"), 2, "'late': '' is not a valid Late; allowed: end="),
    (("figures", *MARCH, "--rule", "x=y"), 2, "x: unknown rule; allowed: end, late"),
    (("check", "--as-of", "yesterday"), 2, "'--as-of': 'yesterday': write an instant from 1990"),
    (("demo", "--today", "2040-01-01T09:30"), 2, "--today: 2040-01-01: write an instant"),
    (("demo", "--today", "2020-01-01T09:30"), 2, "write an instant from 2024-06-01 to 2028-12-31"),
    (("demo", "--seed", "-1"), 2, "'--seed': -1 is not in the range x>=0"),
    (("demo", "--database", "sqlite://"), 2, "the demonstration needs a file, as sqlite:///var/"),
    (("demo", "--database", "sqlite:///:memory:"), 2, "the demonstration needs a file, as sqlite:"),
    (("refresh", "--every", "0"), 2, "'--every': 0.0 is not in the range x>=0.1"),
    (("figures", *MARCH), 1, "var/demo.sqlite: the database cannot be reached: unable"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "sentence"), QUESTIONS, ids=lambda told: str(told)[:60])
def test_a_question_that_cannot_be_answered(
    words: tuple[str, ...], code: int, sentence: str
) -> None:
    said_no(run(*words), code, sentence)


@pytest.mark.parametrize(
    "words",
    [
        ("refresh", "--database", "sqlite:///register.sqlite"),
        ("screens", "accept", "482913"),
        ("screens", "list"),
        ("screens", "revoke", "1"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("nonsense", 2, f"DASHBOARD_DATABASE_URL: not a database address; {FORMS}"),
        ("foo://x", 2, "foo://x: no such kind as foo"),
        ("sqlite:///notes.txt", 1, "notes.txt: the database cannot be reached: file is not"),
        ("sqlite:///notes.txt/x.sqlite", 1, "x.sqlite: the database cannot be reached: "),
    ],
)
@pytest.mark.usefixtures("sqlite_url")  # the register that `refresh` is to count
def test_our_own_database_that_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], address: str, code: int, sentence: str
) -> None:
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", address)
    said_no(run(*words), code, sentence)


def test_a_register_without_the_contract_is_no_traceback(folder: Path) -> None:
    (folder / "empty.sqlite").touch()
    told = run("figures", *MARCH, "--database", "sqlite:///empty.sqlite")
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("setting", ["ONESTOP_DATABASE_URL", "DASHBOARD_DATABASE_URL"])
@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nonsense", f"{{}}: not a database address; {FORMS}"),
        ("foo://u:secret@x", f"foo://u:***@x: no such kind as foo; {FORMS}"),
    ],
)
def test_the_app_stops_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, setting: str, address: str, sentence: str
) -> None:
    monkeypatch.setenv(setting, address)
    with pytest.raises(SystemExit) as stopped:
        create_app(Settings(cache="SimpleCache"))
    assert stopped.value.code == sentence.format(setting)


def test_the_server_stops_for_good(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", "nonsense")
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")
    served = ("gunicorn", "--config", "gunicorn.conf.py", "--bind", "127.0.0.1:0", "app:wsgi()")
    told = subprocess.run(
        [sys.executable, "-m", *served], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 1
    assert told.stderr.splitlines()[1:] == [
        f"ONESTOP_DATABASE_URL: not a database address; {FORMS}"
    ]
