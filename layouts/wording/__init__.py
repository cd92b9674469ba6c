"""How numbers, days, names and findings are written: one way each, in the reader's language."""

from layouts.wording.alphabet import dictionary_order, without_marks
from layouts.wording.dates import (
    age,
    as_of,
    clock,
    day,
    due_days,
    instant,
    month,
    period,
    period_name,
    sentence,
    short_day,
    span,
    weekday,
)
from layouts.wording.names import (
    agencies,
    agency_name,
    channel,
    field_name,
    procedure_name,
    short_code,
    step_name,
)
from layouts.wording.numbers import (
    DASH,
    NBSP,
    Figure,
    count,
    counted,
    days,
    dossiers,
    few,
    interval,
    level,
    money,
    number,
    percent,
    share,
    signed,
    value,
    working_days,
)
from layouts.wording.phrases import (
    absence,
    assurance,
    better,
    comparison,
    dating,
    decision,
    fell_due,
    judgement,
    months,
    none_due,
    rule,
    run,
)
from layouts.wording.ranges import bare_range, mean, usual, usual_ends, usual_range

__all__ = [
    "DASH", "NBSP", "Figure", "absence", "age", "agencies", "agency_name", "as_of", "assurance",
    "bare_range", "better", "channel", "clock", "comparison", "count", "counted", "dating", "day",
    "days", "decision", "dictionary_order", "dossiers", "due_days", "fell_due", "few", "field_name",
    "instant", "interval", "judgement", "level", "mean", "money", "month", "months", "none_due",
    "number", "percent", "period", "period_name", "procedure_name", "rule", "run", "sentence",
    "share", "short_code", "short_day", "signed", "span", "step_name", "usual", "usual_ends",
    "usual_range", "value", "weekday", "without_marks", "working_days",
]  # fmt: skip
