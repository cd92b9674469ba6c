"""The figures five offices published, as kept here and as first written down: value by value."""

import csv
from decimal import Decimal
from pathlib import Path

from tests.conftest import missing

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "data_access" / "demo" / "published.csv"
THEIRS = ROOT.parent / "shared" / "domain" / "published_figures.csv"
NO_NUMBER = "digitisation_started"  # a day
PUBLISHERS = {
    "Bình Sơn": "BINH-SON", "Chi Lăng": "CHI-LANG", "Ba Vì": "BA-VI",
    "Quảng Ngãi": "QUANG-NGAI", "Hoài Nhơn": "HOAI-NHON",
}  # fmt: skip
SCOPES = {
    ("BINH-SON", "district departments (10)"): "BINH-SON.PB",
    ("BINH-SON", "land registration branch"): "BINH-SON.DD",
    ("BINH-SON", "Phòng Tài chính - Kế hoạch"): "BINH-SON.PB.01",
    ("BINH-SON", "Phòng Tư pháp"): "BINH-SON.PB.02",
    ("BINH-SON", "Phòng Kinh tế và Hạ tầng"): "BINH-SON.PB.03",
    ("CHI-LANG", "district level"): "CHI-LANG.H",
    ("CHI-LANG", "commune level"): "CHI-LANG.X",
    ("CHI-LANG", "commune level (20 communes)"): "CHI-LANG.X",
    ("QUANG-NGAI", "provincial departments"): "QUANG-NGAI.SN",
    ("QUANG-NGAI", "city land registration"): "QUANG-NGAI.DD",
    ("QUANG-NGAI", "interlinked to the provincial office"): "QUANG-NGAI.SN.VP",
}  # the others tell of the whole office
PROCEDURES = {
    "interlinked births (17 communes)": "2.000986",
    "interlinked deaths (17 communes)": "LT-KHAI-TU",
}
# Theirs → ours; a report that says "received" and counts what was carried over says so in a note.
NAMES = {
    "pending_overdue": "overdue", "online_share_of_received": "online",
    "online_payment_transactions": "online_payments", "online_payment_amount": "online_amount",
    "result_digitised_share": "electronic_result", "satisfaction_share": "satisfaction",
    "received_new": "received",
}  # fmt: skip
SHARES = ("online", "electronic_result", "satisfaction")  # printed in per cent, kept as 0 to 1
WITH_CARRIED_OVER = {"BINH-SON.PB", "CHI-LANG.H", "CHI-LANG.X", "BA-VI", "QUANG-NGAI",
                     "QUANG-NGAI.SN", "QUANG-NGAI.DD"}  # fmt: skip
Figure = tuple[str, str, str, str, str]  # agency, procedure, first day, last day, indicator


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def theirs() -> list[tuple[Figure, Decimal]]:
    return [translated(line) for line in read(THEIRS) if line["figure"] != NO_NUMBER]


def translated(line: dict[str, str]) -> tuple[Figure, Decimal]:
    publisher, scope = PUBLISHERS[line["place"]], line["scope"]
    agency = SCOPES.get((publisher, scope), publisher)
    procedure = PROCEDURES.get(scope, scope.removeprefix("shortened procedure "))
    if publisher != "HOAI-NHON" or procedure == "town":
        procedure = ""
    name = NAMES.get(line["figure"], line["figure"])
    if line["figure"] == "received" and agency in WITH_CARRIED_OVER:
        name = "received_and_carried_over"
    value = Decimal(line["value"]) / (100 if name in SHARES else 1)
    return (agency, procedure, line["period_from"], line["period_to"], name), value


def test_every_published_figure_is_kept_as_it_was_written_down() -> None:
    if not THEIRS.exists():
        missing(f"no reports: {THEIRS.relative_to(ROOT.parent)} is not beside the project")
    kept = [
        ((x["agency"], x["procedure"], x["first_day"], x["last_day"], x["indicator"]),
         Decimal(x["value"]))
        for x in read(OURS)
    ]  # fmt: skip
    assert sorted(kept) == sorted(theirs())
    assert len(kept) == 114
