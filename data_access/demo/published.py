"""What the five offices published, and which count of ours must equal each figure."""

from dataclasses import dataclass
from datetime import date

from data_access.contract import schema
from data_access.demo.batch import Batch
from data_access.demo.places import lines
from data_access.indicators.definition import Measure


@dataclass(frozen=True)
class Expected:
    """`measures`, added up, give `value`; `procedures` () stands for all."""

    agency_code: str
    procedures: tuple[str, ...]
    first_day: date
    last_day: date
    measures: tuple[Measure, ...]
    value: int


@dataclass(frozen=True)
class ExpectedShare:
    """One measure in percent of another, as printed with so many decimals."""

    agency_code: str
    first_day: date
    last_day: date
    numerator: Measure
    denominator: Measure
    percent: str


def _procedures(line: dict[str, str]) -> tuple[str, ...]:
    return (line["procedure"],) if line["procedure"] else ()


EXPECTED = tuple(
    Expected(
        line["agency"],
        _procedures(line),
        date.fromisoformat(line["first_day"]),
        date.fromisoformat(line["last_day"]),
        tuple(Measure(name) for name in line["measures"].split("+")),
        int(line["dossiers_give"]),
    )
    for line in lines("published.csv")
    if line["measures"] and not line["of_measure"]
)
EXPECTED_SHARES = tuple(
    ExpectedShare(
        line["agency"],
        date.fromisoformat(line["first_day"]),
        date.fromisoformat(line["last_day"]),
        Measure(line["measures"]),
        Measure(line["of_measure"]),
        line["dossiers_give"],
    )
    for line in lines("published.csv")
    if line["of_measure"]
)


def published_batch(obtained_at: str) -> Batch:
    """As printed, also where it contradicts itself; a share under a key of ours is 0 to 1."""
    told = list(lines("published.csv"))
    columns = {
        "publisher": [line["publisher"] for line in told],
        "period_from": [line["first_day"] for line in told],
        "period_to": [line["last_day"] for line in told],
        "agency_code": [line["agency"] for line in told],
        "field_code": "*",
        # Figures of one procedure among several: the contract has no column for it.
        "indicator": [":".join(filter(None, (x["indicator"], x["procedure"]))) for x in told],
        "numerator": [float(line["numerator"]) if line["numerator"] else None for line in told],
        "denominator": [
            float(line["denominator"]) if line["denominator"] else None for line in told
        ],
        "value": [float(line["value"]) for line in told],
        "obtained_at": obtained_at,
    }
    return Batch(schema.published_figure, columns, len(told))
