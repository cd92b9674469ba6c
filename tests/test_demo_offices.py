"""The five offices of the demonstration: every figure they published, counted one by one."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from data_access import engines
from data_access.demo.offices import OFFICES
from data_access.demo.published import EXPECTED, EXPECTED_SHARES, Expected, ExpectedShare
from data_access.indicators.catalogue import BY_KEY
from data_access.indicators.definition import Measure
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rules import declared
from data_access.scope import Scope
from tests.test_demo import Row, built, rows


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("offices") / "demo.sqlite", 0, with_offices=True)


class Books:
    """The offices' tables in memory, counted one by one by the rules of the contract."""

    def __init__(self, file: Path) -> None:
        self.dossiers = rows(file, "SELECT * FROM dossier")
        self.by_agency: dict[str, list[Row]] = defaultdict(list)
        for each in self.dossiers:
            self.by_agency[each["agency_code"]].append(each)
        self.ratings = rows(file, "SELECT * FROM rating")
        self.payments = rows(file, "SELECT * FROM payment")
        self.petitions = rows(file, "SELECT * FROM petition")
        self.files = {
            each["dossier_code"]
            for each in rows(file, "SELECT * FROM document WHERE direction = 'RESULT'")
            if each["has_file"]
        }
        self.parents = {
            each["agency_code"]: each["parent_code"] for each in rows(file, "SELECT * FROM agency")
        }
        self.owner = {each["dossier_code"]: each["agency_code"] for each in self.dossiers}
        self.papers = {
            each["procedure_code"]
            for each in rows(file, "SELECT * FROM procedure WHERE result_is_document")
        }

    def is_below(self, agency: str | None, above: str) -> bool:
        while agency is not None and agency != above:
            agency = self.parents[agency]
        return agency == above

    def count(self, measure: Measure, wanted: Expected | ExpectedShare) -> int:
        first, last = str(wanted.first_day), str(wanted.last_day)
        if measure in (Measure.RATINGS, Measure.SATISFIED):
            least = 2 if measure is Measure.SATISFIED else 1
            return sum(
                first <= each["rated_at"][:10] <= last
                and each["score"] >= least
                and self.is_below(self.owner[each["dossier_code"]], wanted.agency_code)
                for each in self.ratings
            )
        if measure in (Measure.ONLINE_PAYMENTS, Measure.ONLINE_AMOUNT):
            paid = [
                each["amount"]
                for each in self.payments
                if each["status"] == "PAID"
                and each["method"].startswith("ONLINE")
                and first <= each["paid_at"][:10] <= last
                and self.is_below(self.owner[each["dossier_code"]], wanted.agency_code)
            ]
            return sum(paid) if measure is Measure.ONLINE_AMOUNT else len(paid)
        return sum(self.counts(measure, each, first, last) for each in self.within(wanted))

    def within(self, wanted: Expected | ExpectedShare) -> Iterator[Row]:
        procedures = wanted.procedures if isinstance(wanted, Expected) else ()
        for agency, found in self.by_agency.items():
            if self.is_below(agency, wanted.agency_code):
                for each in found:
                    if not procedures or each["procedure_code"] in procedures:
                        yield each

    def counts(self, measure: Measure, each: Row, first: str, last: str) -> bool:
        received: str = each["received_at"][:10]
        end: str = (each["withdrawn_at"] or each["result_at"])[:10]
        due: str | None = each["due_at"] and each["due_at"][:10]
        channel: int | None = each["channel"]
        is_new = first <= received <= last
        outcome: str = each["outcome"]
        done = outcome == "RESULT" and first <= end <= last
        stays = received <= last < end
        match measure:
            case Measure.RECEIVED:
                return is_new
            case Measure.CARRIED_OVER:
                return received < first <= end
            case Measure.RESOLVED:
                return done
            case Measure.RESOLVED_EARLY:
                return done and due is not None and end < due
            case Measure.RESOLVED_ON_DAY:
                return done and due is not None and end == due
            case Measure.RESOLVED_LATE:
                return done and due is not None and end > due
            case Measure.WITHDRAWN:
                return outcome == "WITHDRAWN" and first <= end <= last
            case Measure.PENDING:
                return stays
            case Measure.PENDING_IN_TIME:
                return stays and due is not None and due > last
            case Measure.OVERDUE:
                return stays and due is not None and due <= last
            case Measure.CHANNEL_KNOWN:
                return is_new and channel is not None
            case Measure.RECEIVED_ONLINE:
                return is_new and channel == 2
            case Measure.RECEIVED_POST:
                return is_new and channel == 3
            case Measure.RESULT_DOCUMENTS:
                return done and each["procedure_code"] in self.papers
            case Measure.ELECTRONIC_RESULTS:
                return (
                    done
                    and each["procedure_code"] in self.papers
                    and each["dossier_code"] in self.files
                )
        raise AssertionError(measure)


@pytest.fixture(scope="session")
def books(offices: Path) -> Books:
    return Books(offices)


def printed() -> list[dict[str, str]]:
    file = Path(__file__).parent.parent / "data_access" / "demo" / "published.csv"
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


class TestOffices:
    @pytest.mark.parametrize(
        "wanted",
        EXPECTED,
        ids=lambda e: "-".join([e.agency_code, *e.procedures, str(e.first_day), *e.measures]),
    )
    def test_published_figure(self, books: Books, wanted: Expected) -> None:
        assert sum(books.count(each, wanted) for each in wanted.measures) == wanted.value

    @pytest.mark.parametrize(
        "wanted", EXPECTED_SHARES, ids=lambda e: f"{e.agency_code}-{e.percent}"
    )
    def test_published_share(self, books: Books, wanted: ExpectedShare) -> None:
        """As printed, whether its last digit was rounded or cut."""
        share = books.count(wanted.numerator, wanted) / books.count(wanted.denominator, wanted)
        digits = len(wanted.percent.partition(".")[2])
        assert abs(share * 100 - float(wanted.percent)) < 10**-digits

    def test_nothing_of_theirs_is_open_today(self, books: Books) -> None:
        assert {each["outcome"] for each in books.dossiers} == {"RESULT", "WITHDRAWN"}

    def test_every_number_printed_is_kept(self, offices: Path) -> None:
        kept = rows(offices, "SELECT * FROM published_figure")
        assert len(kept) == len(printed()) == 114
        assert {each["publisher"] for each in kept} == {office.code for office in OFFICES}
        assert sum(each["value"] for each in kept) == pytest.approx(
            sum(float(line["value"]) for line in printed())
        )

    @pytest.mark.parametrize(
        ("agency", "day", "figure", "stays"),
        [
            ("BINH-SON.DD", "2021-12-15", "pending", 3125),
            ("CHI-LANG.H", "2020-01-01", "received_and_carried_over", 11543),
            ("CHI-LANG.X", "2020-01-01", "received_one_stop", 37342),
            ("BA-VI", "2023-12-15", "electronic_result", 0.9956),
        ],
    )
    def test_what_does_not_add_up_is_kept_as_printed(
        self, offices: Path, agency: str, day: str, figure: str, stays: float
    ) -> None:
        (kept,) = rows(
            offices,
            "SELECT value FROM published_figure WHERE agency_code = ? AND period_from = ? "
            "AND indicator = ?",
            agency,
            day,
            figure,
        )
        assert kept["value"] == stays

    def test_what_has_no_indicator_is_true_as_well(self, books: Books) -> None:
        """Handed in at the desk, returned by post, done on the spot, petitions received."""
        quang_ngai = [d for d in books.dossiers if d["source_id"] == "QUANG-NGAI"]
        in_year = [d for d in quang_ngai if "2020-12-15" <= d["result_at"][:10] <= "2021-12-14"]
        assert sum(d["return_method"] == 1 for d in in_year) == 10544
        on_the_spot = [d for d in in_year if d["received_at"][:10] == d["result_at"][:10]]
        by_agency = Counter(d["agency_code"] for d in on_the_spot)
        assert (by_agency["QUANG-NGAI.SN.01"], by_agency["QUANG-NGAI.SN.02"]) == (3214, 14065)
        received = Counter(each["source_id"] for each in books.petitions)
        assert received == {"BINH-SON": 4, "QUANG-NGAI": 113}
        ba_vi = [d for d in books.dossiers if d["source_id"] == "BA-VI"]
        assert sum(d["received_at"] >= "2023-12-15" and d["channel"] == 1 for d in ba_vi) == 4

    def test_sources_say_what_they_cannot_give(self, offices: Path) -> None:
        told = {
            (each["source_id"], each["table_name"], each["column_name"]): each["capability"]
            for each in rows(offices, "SELECT * FROM source_capability")
        }
        assert told["CHI-LANG", "rating", "score"] == "NO"
        assert told["HOAI-NHON", "dossier", "channel"] == "NO"
        assert told["QUANG-NGAI", "petition", "due_at"] == "NO"
        assert told["BA-VI", "document", "has_file"] == "YES"
        assert told["BA-VI", "document", "digitised"] == "NO"

    def test_what_an_office_published_of_payments_is_told(self, offices: Path) -> None:
        """It was stored and declared silent, so that no page had it."""
        engine = engines.reader(f"sqlite:///{offices}")
        reader = Reader(Register(engine, lambda: datetime(2026, 11, 20, 9, 30)), declared())
        scope = Scope(Period(date(2021, 12, 15), date(2022, 12, 14)), agency="BINH-SON")
        told = reader.read([BY_KEY["online_payments"], BY_KEY["online_amount"]], scope)
        assert [each.numerator for each in told] == [58, 188_334_863]
        engine.dispose()

    def test_they_worked_on_working_days(self, books: Books) -> None:
        made_up = {"2024-05-04"}
        days = {each["received_at"][:10] for each in books.dossiers} - made_up
        assert all(date.fromisoformat(day).weekday() < 5 for day in days)
