"""Real dossiers of a municipal desk: what is loaded gives the reference figures in every cell."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data_access.commands.create import create
from tests.conftest import missing
from tests.listing import everything, loaded, rows

ROOT = Path(__file__).parents[1]
PERMITS = ROOT.parent / "shared" / "data" / "permits"
AS_OF = datetime(2012, 1, 23, 15, 42, 54)
CHANNELS = {"desk": 1, "online": 2, "post": 3, "email": 4, "internal": 5}
ALL = "(ALL)"
Dossier = dict[str, Any]


@pytest.fixture(scope="module")
def permits(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The permits loaded into SQLite by the shipped mapping, steps too."""
    if not PERMITS.is_dir():
        missing(f"no real data: {PERMITS} is not there; see its README for where it comes from")
    folder = tmp_path_factory.mktemp("permits")
    url = f"sqlite:///{folder / 'register.sqlite'}"
    assert CliRunner().invoke(create, ["--database", url]).exit_code == 0
    result = load_into(url, folder)
    assert result == (
        "dossiers: read 1,434, loaded 1,434, updated 0, unchanged 0, rejected 0\n"
        "steps: read 8,577, loaded 8,577, updated 0, unchanged 0, rejected 0\n"
        "agencies:\n"
        "  made     customer-contact         Customer contact: made from its name; rows: 29\n"
        "  made     experts                  Experts: made from its name; rows: 15\n"
        "  made     general                  General: made from its name; rows: 1,390\n"
        "  listed   permits                  Permits desk: rows: 0\n"
    )
    return url


def load_into(url: str, folder: Path) -> str:
    steps = ("--steps", str(PERMITS / "events.csv"))
    options = (*steps, "--rejects", str(folder / "r.csv"), "--extracted-at", str(AS_OF))
    mapping = ROOT / "examples" / "permits.toml"
    result = loaded(url, PERMITS / "dossiers.csv", mapping, *options)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def dossiers(permits: str) -> list[Dossier]:
    names = dict(rows(permits, "agency", "agency_code", "name"))
    columns = ("agency_code", "channel", "received_at", "due_at", "result_at", "outcome")
    return [
        dict(zip(columns, row, strict=True)) | {"agency": names[row[0]]}
        for row in rows(permits, "dossier", *columns)
    ]


def reference(name: str) -> list[dict[str, str]]:
    with (PERMITS / f"reference_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def count(dossiers: list[Dossier], start: datetime, end: datetime) -> dict[str, int]:
    """The figures of a period, by a plain loop over what is in the register."""

    def n(where: Callable[[Dossier], bool]) -> int:
        return sum(map(where, dossiers))

    def is_in(instant: datetime | None) -> bool:
        return instant is not None and start <= instant < end

    def is_open(d: Dossier) -> bool:
        return d["received_at"] < end and (d["result_at"] is None or d["result_at"] >= end)

    return {
        "received": n(lambda d: is_in(d["received_at"])),
        "received_online": n(lambda d: is_in(d["received_at"]) and d["channel"] == 2),
        "closed": n(lambda d: is_in(d["result_at"])),
        "closed_on_time": n(lambda d: is_in(d["result_at"]) and d["result_at"] <= d["due_at"]),
        "closed_late": n(lambda d: is_in(d["result_at"]) and d["result_at"] > d["due_at"]),
        "open_end": n(is_open),
        "open_overdue_end": n(lambda d: is_open(d) and d["due_at"] < min(end, AS_OF)),
    }


def test_every_month_of_every_department(permits: str, dossiers: list[Dossier]) -> None:
    told = reference("month_agency")
    assert len(told) == 64
    for row in told:
        year, month = map(int, row["month"].split("-"))
        end = datetime(year + month // 12, month % 12 + 1, 1)
        own = [d for d in dossiers if row["agency"] in (ALL, d["agency"])]
        counted = count(own, datetime(year, month, 1), end)
        assert counted == {name: int(row[name]) for name in counted}, row


def test_every_channel(permits: str, dossiers: list[Dossier]) -> None:
    for row in reference("by_channel"):
        code = CHANNELS.get(row["channel"])
        own = [d for d in dossiers if code in (None, d["channel"])]
        counted = count(own, datetime(2010, 1, 1), datetime(2013, 1, 1))
        renamed = {
            "received_online": "online",
            "open_end": "open",
            "open_overdue_end": "open_overdue",
        }
        assert counted == {name: int(row[renamed.get(name, name)]) for name in counted}, row


def test_the_tree_has_one_root(permits: str) -> None:
    assert rows(permits, "agency", "agency_code", "name", "parent_code") == [
        ("customer-contact", "Customer contact", "permits"),
        ("experts", "Experts", "permits"),
        ("general", "General", "permits"),
        ("permits", "Permits desk", None),
    ]


def test_only_open_dossiers_stand_somewhere(permits: str) -> None:
    told = rows(permits, "dossier", "outcome", "holder", "step_name", "step_since", "status")
    assert {(each[0], *map(bool, each[1:4]), each[4]) for each in told} == {
        ("RESULT", False, False, False, 10),
        (None, True, True, True, 4),
    }


def test_loading_again_changes_nothing(permits: str, tmp_path: Path) -> None:
    before = everything(permits)
    assert "unchanged 1,434" in load_into(permits, tmp_path)
    assert everything(permits) == before
