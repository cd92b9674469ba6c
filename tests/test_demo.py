"""The demonstration database: a made-up province with troubles to find."""

import hashlib
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Table, make_url, select, text

from data_access.commands.demo import demo
from data_access.contract.schema import dossier, metadata, step
from data_access.demo.build import AlreadyThere, build, may_replace
from data_access.demo.places import MERGER
from data_access.demo.troubles import FAULTS, Trouble, planted, since
from data_access.engines import reader, writer
from tests.conftest import put
from tests.listing import everything

TODAY = datetime(2026, 11, 20, 9, 30)
COUNT = 15_000
FEW = 1_500
Row = dict[str, Any]


def rows(file: Path, query: str, *values: object) -> list[Row]:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query, values)]
    finally:
        connection.close()


def built(file: Path, count: int, seed: int = 766, *, with_offices: bool = False) -> Path:
    build(make_url(f"sqlite:///{file}"), count, TODAY, seed, with_offices=with_offices)
    return file


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("province") / "demo.sqlite", COUNT)


def digest(file: Path) -> str:
    told = hashlib.sha256()
    for table in metadata.sorted_tables:
        for row in rows(file, f"SELECT * FROM {table.name} ORDER BY 1, 2, 3, 4"):
            told.update(repr(tuple(row.values())).encode())
    return told.hexdigest()


class TestProvince:
    def test_same_seed_and_day_give_the_same_database(self, tmp_path: Path) -> None:
        first = digest(built(tmp_path / "one.sqlite", FEW))
        assert digest(built(tmp_path / "two.sqlite", FEW)) == first
        assert digest(built(tmp_path / "three.sqlite", FEW, seed=1)) != first

    def test_tree_has_both_eras(self, province: Path) -> None:
        found = rows(province, "SELECT * FROM agency")
        levels = Counter((each["level"], each["active"]) for each in found)
        assert levels == {
            ("PROVINCE", 1): 1,
            ("DEPARTMENT", 1): 12,
            ("COMMUNE", 1): 45,
            ("DISTRICT", 0): 7,
            ("COMMUNE", 0): 81,
            ("OTHER", 1): 1,
        }
        parents = {each["agency_code"]: each["parent_code"] for each in found}
        assert [code for code, parent in parents.items() if parent is None] == ["H99"]
        assert set(parents.values()) - {None} <= set(parents)
        for each in found:
            assert (each["valid_to"] == "2025-06-30") is (not each["active"])
        born = {each["agency_code"] for each in found if each["valid_from"] == "2025-07-01"}
        assert len(born) == 45

    def test_every_old_commune_went_somewhere_and_no_district_did(self, province: Path) -> None:
        links = rows(province, "SELECT * FROM agency_succession")
        parts: dict[str, list[str]] = defaultdict(list)
        for link in links:
            assert link["effective_on"] == str(MERGER)
            parts[link["predecessor_code"]].append(link["kind"])
        assert len(parts) == 81
        split = [kinds for kinds in parts.values() if len(kinds) > 1]
        assert len(split) == 4
        for kinds in parts.values():
            assert kinds in (["FULL"], ["PARTIAL", "PARTIAL"])

    @pytest.mark.parametrize(
        ("column", "target"),
        [
            ("dossier.agency_code", "agency.agency_code"),
            ("dossier.receiving_agency_code", "agency.agency_code"),
            ("dossier.procedure_code", "procedure.procedure_code"),
            ("step.dossier_code", "dossier.dossier_code"),
            ("pause.dossier_code", "dossier.dossier_code"),
            ("document.dossier_code", "dossier.dossier_code"),
            ("payment.dossier_code", "dossier.dossier_code"),
            ("rating.dossier_code", "dossier.dossier_code"),
            ("rating.agency_code", "agency.agency_code"),
            ("petition.dossier_code", "dossier.dossier_code"),
            ("apology.dossier_code", "dossier.dossier_code"),
            ("agency_succession.successor_code", "agency.agency_code"),
        ],
    )
    def test_no_orphans(self, province: Path, column: str, target: str) -> None:
        table, name = column.split(".")
        aim, key = target.split(".")
        lost = f"SELECT {name} FROM {table} WHERE {name} NOT IN (SELECT {key} FROM {aim})"
        assert rows(province, lost) == []
        assert rows(province, f"SELECT 1 FROM {table} LIMIT 1") != []

    def test_every_text_is_composed(self, province: Path) -> None:
        for table in metadata.sorted_tables:
            for row in rows(province, f"SELECT * FROM {table.name}"):
                for name, value in row.items():
                    if isinstance(value, str):
                        assert unicodedata.is_normalized("NFC", value), (table.name, name, value)

    def test_people_are_codes(self, province: Path) -> None:
        found = rows(
            province,
            "SELECT holder AS who FROM dossier WHERE holder NOT NULL UNION SELECT actor FROM step",
        )
        assert found
        for each in found:
            kind, agency, number = each["who"].split("-")
            assert kind in {"CV", "TN", "LD"} and agency.isalnum() and number.isdigit()
        named = rows(province, "SELECT 1 FROM dossier WHERE applicant_commune_code NOT NULL")
        assert named == []

    def test_after_the_merger_nothing_belongs_to_an_old_agency(self, province: Path) -> None:
        late = rows(
            province,
            "SELECT dossier_code FROM dossier JOIN agency USING (agency_code) WHERE NOT active "
            "AND (outcome IS NULL OR coalesce(result_at, withdrawn_at) >= '2025-07-01')",
        )
        assert late == []
        passed = rows(
            province,
            "SELECT count(*) AS n FROM dossier d JOIN agency o USING (agency_code) "
            "JOIN agency r ON r.agency_code = d.receiving_agency_code "
            "WHERE o.active AND NOT r.active",
        )
        assert passed[0]["n"] > 0

    def test_the_newest_change_is_minutes_old(self, province: Path) -> None:
        (told,) = rows(province, "SELECT max(source_updated_at) AS at FROM dossier")
        age = TODAY - datetime.fromisoformat(told["at"])
        assert timedelta() <= age <= timedelta(minutes=5)

    def test_nothing_lies_in_the_future(self, province: Path) -> None:
        for column in ("received_at", "result_at", "returned_at", "withdrawn_at", "refused_at"):
            found = rows(province, f"SELECT 1 FROM dossier WHERE {column} > ?", f"{TODAY}")
            assert found == [], column
        for table, column in [
            ("step", "happened_at"), ("payment", "paid_at"), ("rating", "rated_at"),
            ("apology", "issued_at"), ("petition", "received_at"), ("petition", "answered_at"),
        ]:  # fmt: skip
            assert rows(province, f"SELECT 1 FROM {table} WHERE {column} > ?", f"{TODAY}") == []

    def test_open_dossiers_stand_where_their_steps_say(self, province: Path) -> None:
        found = rows(
            province,
            "SELECT d.*, s.to_step, s.happened_at, s.actor FROM dossier d "
            "JOIN step s USING (dossier_code) WHERE outcome IS NULL AND received_at NOT NULL "
            "AND step_no = (SELECT max(step_no) FROM step t "
            "WHERE t.dossier_code = d.dossier_code)",
        )
        assert found
        for each in found:
            assert (each["step_name"], each["step_since"], each["holder"]) == (
                each["to_step"],
                each["happened_at"],
                each["actor"],
            )

    def test_steps_go_forward(self, province: Path) -> None:
        found = rows(province, "SELECT * FROM step ORDER BY dossier_code, step_no")
        for before, after in zip(found, found[1:], strict=False):
            if before["dossier_code"] == after["dossier_code"]:
                assert after["from_step"] == before["to_step"]
                assert after["happened_at"] >= before["happened_at"]

    def test_a_stop_moves_the_due_day_and_keeps_the_first(self, province: Path) -> None:
        found = rows(
            province,
            "SELECT * FROM dossier JOIN pause USING (dossier_code) WHERE due_at NOT NULL",
        )
        assert {each["kind"] for each in found} == {"SUPPLEMENT", "FINANCIAL"}
        for each in found:
            assert each["original_due_at"] == each["due_before"]
            if each["ended_at"]:
                assert each["due_before"] < each["due_after"] == each["due_at"]
            else:
                assert (each["paused"], each["due_at"]) == (1, each["due_before"])

    @pytest.mark.parametrize(
        ("fault", "condition"),
        [
            ("closed without an end", "outcome = 'RESULT' AND result_at IS NULL"),
            ("end before receipt", "result_at < received_at"),
            ("due before receipt", "due_at < received_at"),
            ("unknown agency", "agency_code = 'UNKNOWN'"),
            ("no due date", "due_at IS NULL AND outcome = 'RESULT'"),
        ],
    )
    def test_faults_are_few_and_there(self, province: Path, fault: str, condition: str) -> None:
        assert len(rows(province, f"SELECT 1 FROM dossier WHERE {condition}")) == FAULTS[fault]


class TestTroubles:
    def test_easy_ones_first(self, province: Path) -> None:
        """What was resolved was in time; of what fell due, much was not."""
        (code,) = planted(Trouble.EASY_FIRST).agencies
        began = str(since(Trouble.EASY_FIRST, TODAY.date()))
        resolved = rows(
            province,
            "SELECT * FROM dossier WHERE agency_code = ? AND received_at >= ? "
            "AND outcome = 'RESULT'",
            code,
            began,
        )
        left = rows(
            province,
            "SELECT * FROM dossier WHERE agency_code = ? AND received_at >= ? "
            "AND outcome IS NULL AND due_at < ?",
            code,
            began,
            str(TODAY.date()),
        )
        assert all(each["result_at"][:10] <= each["due_at"][:10] for each in resolved)
        assert len(left) >= 3

    def test_entered_late(self, province: Path) -> None:
        """Given back before the software knew of a result, which it heard on the month's end."""
        (code,) = planted(Trouble.LATE_ENTRY).agencies
        found = rows(province, "SELECT * FROM dossier WHERE returned_at < result_at")
        assert {each["agency_code"] for each in found} == {code}
        for each in found:
            entered = datetime.fromisoformat(each["result_at"])
            assert (entered + timedelta(days=7)).month != entered.month

    def test_typed_in(self, province: Path) -> None:
        (code,) = planted(Trouble.TYPED_IN).agencies
        began = str(since(Trouble.TYPED_IN, TODAY.date()))
        found = rows(
            province,
            "SELECT * FROM dossier WHERE receiving_agency_code = ? AND agency_code = ? "
            "AND received_at >= ?",
            code,
            code,
            began,
        )
        online = [each for each in found if each["channel"] == 2]
        assert len(online) >= 0.97 * len(found) > 5
        assert all(each["submitted_at"] == each["received_at"] for each in online)
        elsewhere = rows(
            province,
            "SELECT 1 FROM dossier WHERE channel = 2 AND submitted_at = received_at "
            "AND agency_code <> ? AND agency_code <> 'UNKNOWN'",
            code,
        )
        assert elsewhere == []

    def test_doubled_codes(self, province: Path) -> None:
        (code,) = planted(Trouble.DUPLICATES).agencies
        found = rows(
            province,
            "SELECT agency_code, count(*) AS n FROM dossier "
            "WHERE national_dossier_code NOT NULL GROUP BY national_dossier_code",
        )
        assert {(each["agency_code"], each["n"] > 1) for each in found} == {(code, True)}

    @pytest.mark.parametrize(
        ("trouble", "low", "high"), [(Trouble.WORSE, 0.5, 0.9), (Trouble.BETTER, 0.94, 1.0)]
    )
    def test_a_turn_in_the_last_months(
        self, province: Path, trouble: Trouble, low: float, high: float
    ) -> None:
        codes = planted(trouble).agencies
        marks = ", ".join("?" * len(codes))
        found = rows(
            province,
            f"SELECT * FROM dossier WHERE agency_code IN ({marks}) AND received_at >= ? "
            "AND due_at < ? AND (outcome IS NULL OR outcome IN ('RESULT', 'REFUSED'))",
            *codes,
            str(since(trouble, TODAY.date())),
            str(TODAY.date()),
        )
        met = mean(
            each["outcome"] is not None and each["result_at"][:10] <= each["due_at"][:10]
            for each in found
        )
        assert low <= met <= high

    def test_tiny(self, province: Path) -> None:
        """Fewer than ten a month also at full size, fifty times this one."""
        (code,) = planted(Trouble.TINY).agencies
        found = rows(province, "SELECT 1 FROM dossier WHERE agency_code = ?", code)
        assert len(found) * 300_000 / COUNT < 10 * 17


class TestCommand:
    def run(self, *words: str) -> Any:
        return CliRunner().invoke(demo, [*words, "--dossiers", "600", "--without-offices"])

    def test_makes_replaces_only_when_told_and_only_a_demo(self, tmp_path: Path) -> None:
        file = tmp_path / "new" / "demo.sqlite"
        first = self.run("--database", f"sqlite:///{file}", "--today", "2026-11-20T09:30")
        assert first.exit_code == 0, first.output
        again = self.run("--database", f"sqlite:///{file}")
        assert again.exit_code == 2
        assert "--force" in again.output
        assert self.run("--database", f"sqlite:///{file}", "--force").exit_code == 0
        connection = sqlite3.connect(file)
        connection.execute("UPDATE agency SET source_id = 'OPENCPS' WHERE agency_code = 'H99'")
        connection.commit()
        connection.close()
        other = self.run("--database", f"sqlite:///{file}", "--force")
        assert other.exit_code == 2
        assert "OPENCPS" in other.output
        assert [each.name for each in file.parent.iterdir()] == ["demo.sqlite"]

    # What stands in a register that is not a demonstration, and how it is named.
    FOREIGN = [
        ({"agency": "code | source\nA | OPENCPS"}, "OPENCPS"),
        ({"dossier": "code | source\nD1 | LIST"}, "LIST"),  # an owner no row describes
        ({"agency": "code | source\nA | MINH-HOA", "dossier": "code | source\nD1 | LIST"}, "LIST"),
        ({"rating": "rated | source\n5 | SHEET"}, "SHEET"),
        ({"holiday": "day | kind | source\n5 | OFF | SITE"}, "SITE"),
    ]

    @pytest.mark.parametrize(("tables", "named"), FOREIGN, ids=[str(each) for each, _ in FOREIGN])
    def test_data_that_is_not_made_up_stays(
        self, register_url: str, tables: dict[str, str], named: str
    ) -> None:
        put(register_url, tables)
        before = everything(register_url)
        told = self.run("--database", register_url, "--force")
        assert (told.exit_code, f"holds other data: {named}" in told.stderr) == (2, True)
        assert everything(register_url) == before

    def test_tables_that_are_not_ours_stay(self, sqlite_url: str) -> None:
        built(Path(make_url(sqlite_url).database or ""), 0)
        engine = writer(sqlite_url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE letters AS SELECT 1 AS n"))
        engine.dispose()
        told = self.run("--database", sqlite_url, "--force")
        assert (told.exit_code, "holds other data: letters" in told.stderr) == (2, True)

    def test_a_failure_leaves_the_old_file_and_no_other(
        self, tmp_path: Path, province: Path
    ) -> None:
        file = tmp_path / "demo.sqlite"
        file.write_bytes(province.read_bytes())
        broken = RuntimeError("pulled the plug")

        def tick(_count: int) -> None:
            raise broken

        with pytest.raises(RuntimeError, match="pulled the plug"):
            build(make_url(f"sqlite:///{file}"), 600, TODAY, 1, with_offices=False, tick=tick)
        assert file.read_bytes() == province.read_bytes()
        assert list(tmp_path.iterdir()) == [file]

    def test_says_what_a_day_looks_like(self, tmp_path: Path) -> None:
        told = self.run("--database", f"sqlite:///{tmp_path / 'x.sqlite'}", "--today", "20/11/2026")
        assert told.exit_code == 2
        assert "2026-11-20T09:30" in told.output


class TestDatabases:
    def test_fills_an_empty_register_alike_on_every_database(
        self, register_url: str, tmp_path: Path
    ) -> None:
        may_replace(make_url(register_url), force=False)
        build(make_url(register_url), FEW, TODAY, 766, with_offices=False)
        file = built(tmp_path / "other.sqlite", FEW)
        for table in (dossier, step):
            assert contents(register_url, table) == contents(f"sqlite:///{file}", table)

    def test_replaces_one_register_by_another(self, register_url: str) -> None:
        build(make_url(register_url), FEW, TODAY, 766, with_offices=False)
        with pytest.raises(AlreadyThere):
            may_replace(make_url(register_url), force=False)
        may_replace(make_url(register_url), force=True)
        build(make_url(register_url), FEW, TODAY, 1, with_offices=False)
        assert len(contents(register_url, dossier)) > FEW * 0.9


def contents(url: str, table: Table) -> list[str]:
    engine = reader(url)
    with engine.connect() as connection:
        found = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
    engine.dispose()
    return found
