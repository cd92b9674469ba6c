"""The five offices that published their figures, dossier by dossier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.random import Generator

from data_access.demo import office_plans as plans
from data_access.demo.batch import Batch
from data_access.demo.cohorts import Cohort, cohort_dossiers
from data_access.demo.dossiers import Dossiers, joined, number_by_day
from data_access.demo.office_extras import Extras, extra_batches
from data_access.demo.office_plans import ChannelCount
from data_access.demo.places import Place, lines, tasks
from data_access.demo.reference import GIVEN, agency_batch, capability_batch
from data_access.demo.rows import Register, codes_of, dossier_batch
from data_access.demo.workdays import DAY_S, NONE, Bools, day_number

# What every one of these sources gives.
BASIC = frozenset(
    {"dossier.received_at", "dossier.due_at", "dossier.result_at", "dossier.outcome",
     "dossier.procedure_code", "procedure.field_code"}
)  # fmt: skip


@dataclass(frozen=True)
class Office:
    """`rest`: the channel of dossiers not otherwise told of; None where the source is silent."""

    code: str
    cohorts: tuple[Cohort, ...]
    channels: tuple[ChannelCount, ...] = ()
    rest: int | None = 1
    gives: frozenset[str] = frozenset()
    extras: Extras = Extras()


YEAR_2022 = (plans.BINH_SON.first_day, plans.BINH_SON.last_day)
YEAR_2020 = (date(2020, 1, 1), date(2020, 12, 31))
TO_SEPTEMBER = (date(2021, 1, 1), date(2021, 9, 30))
QN_YEAR = (plans.QUANG_NGAI.first_day, plans.QUANG_NGAI.last_day)
OFFICES = (
    Office(
        "BINH-SON",
        (plans.BINH_SON_DEPARTMENTS, plans.BINH_SON_LAND),
        (
            ChannelCount("BINH-SON.PB.01", *YEAR_2022, online=118),
            ChannelCount("BINH-SON.PB.02", *YEAR_2022, online=8),
            ChannelCount("BINH-SON.PB.03", *YEAR_2022, online=2),
            ChannelCount("BINH-SON.DD", *YEAR_2022, online=1001),  # makes 5.37 % of all
        ),
        gives=frozenset({"dossier.channel", "payment.amount", "payment.method", "payment.paid_at",
                         "payment.status", "rating.score", "petition.received_at"}),
        extras=Extras(
            ratings=815, satisfied=815, petitions=4, online_payments=58, online_amount=188_334_863
        ),
    ),
    Office(
        "CHI-LANG",
        (plans.CHI_LANG_DISTRICT, plans.CHI_LANG_COMMUNES,
         plans.CHI_LANG_DISTRICT_2021, plans.CHI_LANG_COMMUNES_2021),
        (
            ChannelCount("CHI-LANG.H", *YEAR_2020, online=6, post=10),
            ChannelCount("CHI-LANG.H", *TO_SEPTEMBER, online=11),
        ),
        gives=frozenset({"dossier.channel"}),
    ),
    Office(
        "BA-VI",
        (plans.BA_VI, plans.BA_VI_ETHNIC),
        (ChannelCount("BA-VI", plans.BA_VI.first_day, plans.BA_VI.last_day, online=669),),
        gives=frozenset({"dossier.channel", "document.has_file", "procedure.result_is_document"}),
        extras=Extras(without_file=frozenset({"1.012222"}), has_result_files=True),
    ),
    Office(
        "QUANG-NGAI",
        (plans.QUANG_NGAI_PROVINCE_OFFICE, plans.QUANG_NGAI_ANIMALS, plans.QUANG_NGAI_TRADE,
         plans.QUANG_NGAI_DEPARTMENTS, plans.QUANG_NGAI_LAND),
        (ChannelCount("QUANG-NGAI.SN", *QN_YEAR, online=20466, post=11199),),
        rest=None,  # the report tells of the departments' channels, not of land registration's
        gives=frozenset({"dossier.channel", "dossier.returned_at", "rating.score",
                         "petition.received_at"}),
        extras=Extras(ratings=44672, satisfied=44583, petitions=113, returned_by_post=10544),
    ),
    Office("HOAI-NHON", plans.HOAI_NHON, rest=None),
)  # fmt: skip
SOURCES = frozenset(office.code for office in OFFICES)


def office_register(office: Office, obtained_at: str) -> Register:
    places = tuple(
        Place(line["code"], line["name"], line["level"], line["parent"] or None)
        for line in lines("offices.csv")
        if line["office"] == office.code
    )
    return Register(places, tasks(), office.code, obtained_at)


def office_dossiers(office: Office, register: Register, rng: Generator) -> Dossiers:
    at = {place.code: number for number, place in enumerate(register.places)}
    made = joined(
        [
            part
            for cohort in office.cohorts
            for part in cohort_dossiers(cohort, register.tasks, at, rng)
        ]
    )
    choose_channels(office, made, at, rng)
    number_by_day(made)
    return made.part(np.argsort(made.received, kind="stable"))


def choose_channels(office: Office, made: Dossiers, at: Mapping[str, int], rng: Generator) -> None:
    """Exactly as many online and by post as published; the others as the office's `rest`."""
    made.channel[:] = office.rest if office.rest is not None else NONE
    for told in office.channels:
        here = below(told.agency, made, at)
        new = (made.received >= day_number(told.first_day) * DAY_S) & (
            made.received < (day_number(told.last_day) + 1) * DAY_S
        )
        made.channel[here] = np.where(made.channel[here] == NONE, 1, made.channel[here])
        chosen = rng.permutation(np.flatnonzero(here & new))
        made.channel[chosen[: told.online]] = 2
        made.channel[chosen[told.online : told.online + told.post]] = 3


def below(agency: str, made: Dossiers, at: Mapping[str, int]) -> Bools:
    inside = [number for code, number in at.items() if f"{code}.".startswith(f"{agency}.")]
    return np.isin(made.owner, inside)


def office(told: Office, today: datetime, seed: int) -> Iterator[Batch]:
    """One office's rows."""
    rng = np.random.default_rng([seed, OFFICES.index(told)])
    register = office_register(told, f"{today:%Y-%m-%d %H:%M:%S}")
    made = office_dossiers(told, register, rng)
    codes = codes_of(made, register)
    extras = list(extra_batches(told.extras, told.cohorts[0], made, codes, register, rng))
    yield agency_batch(register)
    yield dossier_batch(made, codes, register, {})
    yield from extras
    for word, wanted in (("YES", True), ("NO", False)):
        given = {
            table: tuple(c for c in columns if (f"{table}.{c}" in BASIC | told.gives) is wanted)
            for table, columns in GIVEN.items()
        }
        yield capability_batch(told.code, given, word)
