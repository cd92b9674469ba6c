"""The indicators under the headings by which they are looked up."""

from collections.abc import Sequence

from data_access.indicators.catalogue import (
    ALL_DIGITISED,
    DIGITISED,
    ELECTRONIC_RESULT,
    FULL_PROCESS_ONLINE,
    INDICATORS,
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_AMOUNT,
    ONLINE_PAYMENT,
    ONLINE_PAYMENTS,
    P90_DAYS,
    PETITIONS,
    PETITIONS_RECEIVED,
    POST,
    RESPONSE_RATE,
    REUSE,
    SATISFACTION,
)
from data_access.indicators.definition import N_, Indicator

FIRST = (ON_TIME_HONEST, ON_TIME_OFFICIAL)  # what offices are judged by
NAMED: tuple[tuple[str, tuple[Indicator, ...]], ...] = (
    (N_("Channels"), (ONLINE, FULL_PROCESS_ONLINE, POST)),
    (N_("Payment"), (ONLINE_PAYMENT, ONLINE_PAYMENTS, ONLINE_AMOUNT)),
    (N_("Digitisation"), (DIGITISED, ALL_DIGITISED, ELECTRONIC_RESULT, REUSE)),
    (N_("Satisfaction"), (SATISFACTION, RESPONSE_RATE, PETITIONS_RECEIVED, PETITIONS)),
    (N_("Time taken"), (MEDIAN_DAYS, P90_DAYS)),
)


def groups() -> Sequence[tuple[str, Sequence[Indicator]]]:
    """What no other heading names is progress, so that a new indicator is never left out."""
    elsewhere = {*FIRST, *(each for _name, told in NAMED for each in told)}
    rest = [each for each in INDICATORS if each not in elsewhere]
    return ((N_("Progress"), (*FIRST, *rest)), *NAMED)
