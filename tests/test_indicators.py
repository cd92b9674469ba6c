"""What each indicator counts. Read the tables; the code is only glue."""

from datetime import date, datetime

import pytest

from data_access.indicators.catalogue import BY_KEY
from data_access.indicators.reading import Absence, Dimension, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.scope import Channel, Scope
from tests.conftest import Given

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))  # asked at noon of its last day
EARLY_MARCH = Period(date(2026, 3, 1), date(2026, 3, 14))
AGENCIES = """
    code | parent | level
    T    |        | PROVINCE
    A    | T      | COMMUNE
    B    | T      | COMMUNE
"""


def asked(reader: Reader, key: str, period: Period = MARCH, **scope: object) -> Reading:
    (reading,) = reader.read([BY_KEY[key]], Scope(period).within(period=period, **scope))
    return reading


def counts(reader: Reader, key: str, period: Period = MARCH) -> tuple[int | None, int | None]:
    reading = asked(reader, key, period)
    return reading.numerator, reading.denominator


# -- received ---------------------------------------------------------------------------------


def test_a_dossier_is_received_on_the_day_it_is_accepted(given: Given) -> None:
    reader = given("""
        received    | outcome
        14 23:59:59 |
        15 00:00:00 |
                    |
        10          | NOT_ACCEPTED
    """)
    assert counts(reader, "received", EARLY_MARCH) == (1, None)
    assert counts(reader, "received") == (2, None)


def test_a_deleted_copy_is_counted_nowhere(given: Given) -> None:
    reader = given("""
        received | deleted
        10       | yes
        10       | no
    """)
    assert counts(reader, "received") == (1, None)


def test_what_was_open_when_the_period_began_is_carried_over(given: Given) -> None:
    reader = given("""
        received   | result | outcome
        2026-02-10 |        |
        2026-02-10 | 3      | RESULT
        2026-02-10 | 0      | RESULT
        2          |        |
    """)
    assert counts(reader, "carried_over") == (2, None)


# -- resolved ---------------------------------------------------------------------------------

FINISHED = """
    due      | result   | outcome
    10       | 9        | RESULT
    10       | 10       | RESULT
    10 08:00 | 10 17:00 | RESULT
    10       | 11       | RESULT
             | 11       | RESULT
    10       | 11       | REFUSED
"""


def test_by_the_day_a_finish_on_the_due_day_is_on_time_whatever_the_hour(given: Given) -> None:
    reader = given(FINISHED)
    said = {
        key: counts(reader, key)[0]
        for key in ("resolved_early", "resolved_on_time", "resolved_late", "resolved_no_due")
    }
    assert said == {
        "resolved_early": 1,
        "resolved_on_time": 2,
        "resolved_late": 2,
        "resolved_no_due": 1,
    }
    assert counts(reader, "resolved") == (6, None)


def test_by_the_second_a_finish_after_the_due_hour_is_late(given: Given) -> None:
    reader = given(FINISHED, rule={"late": "second"})
    assert counts(reader, "resolved_on_time") == (1, None)
    assert counts(reader, "resolved_late") == (3, None)


def test_a_dossier_known_by_the_day_only_is_never_late_by_the_second(given: Given) -> None:
    reader = given(
        """
        due      | result   | outcome | time_precision
        10 00:00 | 10 08:00 | RESULT  | DAY
        10 00:00 | 10 08:00 | RESULT  | TIME
        """,
        rule={"late": "second"},
    )
    assert counts(reader, "on_time_official") == (1, 2)


def test_a_dossier_without_a_due_date_is_outside_the_on_time_share(given: Given) -> None:
    reader = given("""
        due | result | outcome
            | 9      | RESULT
        10  | 9      | RESULT
        10  | 12     | RESULT
    """)
    assert counts(reader, "on_time_official") == (1, 2)


def test_withdrawn_and_sent_back_have_lines_of_their_own(given: Given) -> None:
    reader = given("""
        due | withdrawn | result | outcome
        10  | 12        |        | WITHDRAWN
        10  |           | 12     | SENT_BACK
        10  |           | 12     | RESULT
    """)
    said = [counts(reader, key)[0] for key in ("withdrawn", "sent_back", "resolved")]
    assert said == [1, 1, 1]
    assert counts(reader, "on_time_official") == (0, 1)


def test_the_end_is_the_result_or_by_the_other_rule_the_return(given: Given) -> None:
    drawing = """
        due | result | returned | outcome
        10  | 9      | 12       | RESULT
        10  | 12     |          | RESULT
    """
    assert counts(given(drawing), "resolved_late") == (1, None)


def test_by_return_the_same_dossiers_are_late(given: Given) -> None:
    reader = given(
        """
        due | result | returned | outcome
        10  | 9      | 12       | RESULT
        10  | 12     |          | RESULT
        """,
        rule={"end": "returned"},
    )
    assert counts(reader, "resolved_late") == (2, None)


def test_an_end_without_a_date_or_in_the_future_is_its_own_line(given: Given) -> None:
    reader = given("""
        received | result     | outcome
        10       |            | RESULT
        10       | 2026-04-02 | RESULT
        10       | 12         | RESULT
    """)
    assert counts(reader, "undated") == (2, None)
    assert counts(reader, "resolved") == (1, None)
    assert counts(reader, "pending") == (0, None)


# -- the honest on-time share -----------------------------------------------------------------


def test_the_honest_share_counts_what_fell_due_open_ones_against(given: Given) -> None:
    reader = given("""
        due | result | outcome
        10  | 9      | RESULT
        10  | 10     | RESULT
        10  | 12     | RESULT
        10  |        |
            | 9      | RESULT
    """)
    assert counts(reader, "on_time_honest") == (2, 4)
    assert counts(reader, "on_time_official") == (2, 3)


def test_a_day_that_is_not_over_has_not_been_missed(given: Given) -> None:
    reader = given("""
        due        | result | outcome
        30         |        |
        31         |        |
        31         | 31     | RESULT
        2026-04-02 | 20     | RESULT
    """)
    assert counts(reader, "on_time_honest") == (0, 1)


def test_closing_easy_dossiers_early_leaves_the_honest_share_alone(given: Given) -> None:
    reader = given("""
        due        | result | outcome
        10         |        |
        10         | 9      | RESULT
        2026-04-20 | 29     | RESULT
        2026-04-20 | 29     | RESULT
        2026-04-20 | 29     | RESULT
    """)
    assert counts(reader, "on_time_honest") == (1, 2)
    assert counts(reader, "on_time_official") == (4, 4)


def test_withdrawn_sent_back_and_paused_dossiers_do_not_fall_due(given: Given) -> None:
    reader = given("""
        due | withdrawn | outcome   | paused
        10  | 20        | WITHDRAWN |
        10  | 20        | SENT_BACK |
        10  |           |           | yes
        10  |           |           |
    """)
    assert counts(reader, "on_time_honest") == (0, 1)


def test_what_is_sent_back_or_withdrawn_after_its_due_day_is_told(given: Given) -> None:
    reader = given("""
        due      | withdrawn | result   | outcome
        10       | 12        |          | WITHDRAWN
        10       |           | 12       | SENT_BACK
        10 08:00 | 10 17:00  |          | WITHDRAWN
        10       | 9         |          | SENT_BACK
        10       |           |          | WITHDRAWN
                 | 12        |          | WITHDRAWN
        10       |           | 12       | RESULT
        20       | 21        |          | SENT_BACK
    """)
    assert counts(reader, "gone_late", EARLY_MARCH) == (2, None)
    assert counts(reader, "gone_late") == (3, None)
    assert counts(reader, "on_time_honest", EARLY_MARCH) == (0, 1)


def test_a_flag_without_a_date_excuses_in_every_figure_or_in_none(given: Given) -> None:
    """D1 is only flagged: stopped since its receipt. D2's pause says since when: too late."""
    reader = given(
        """
        code | received | due | paused
        D1   | 2        | 5   | yes
        D2   | 2        | 5   | yes
        """,
        pause="""
        code | started | ended
        D2   | 20      |
        """,
    )
    week = Period(date(2026, 3, 1), date(2026, 3, 14))
    assert counts(reader, "on_time_honest", week) == (0, 1)  # D2
    for period, overdue, paused in ((week, 1, 1), (MARCH, 0, 2)):
        assert counts(reader, "overdue", period) == (overdue, None)
        assert counts(reader, "paused", period) == (paused, None)


def test_the_two_on_time_figures_differ_by_dossiers_that_can_be_named(given: Given) -> None:
    """Not met = late in the period + unfinished; late = late in the period + from before."""
    reader = given("""
        received   | due        | result     | outcome
        1          | 5          | 9          | RESULT
        1          | 5          | 20         | RESULT
        1          | 5          |            |
        2026-02-01 | 2026-02-20 | 6          | RESULT
        1          | 20         | 21         | RESULT
    """)
    honest = asked(reader, "on_time_honest", EARLY_MARCH)
    official = asked(reader, "on_time_official", EARLY_MARCH)
    both, unfinished, before = (
        counts(reader, key, EARLY_MARCH)[0]
        for key in ("late_and_due", "due_unfinished", "late_from_before")
    )
    assert (both, unfinished, before) == (1, 2, 1)
    assert honest.rest == (both or 0) + (unfinished or 0) == 3
    assert official.rest == (both or 0) + (before or 0) == 2


# -- stocks -----------------------------------------------------------------------------------

STANDING = """
    code | received | due | result | outcome
    D1   | 2        | 5   |        |
    D2   | 2        | 5   | 20     | RESULT
    D3   | 2        | 31  |        |
    D4   | 2        |     |        |
    D5   | 20       | 25  |        |
    D6   | 2        | 5   |        |
"""
STOPS = """
    code | started | ended
    D6   | 3       |
    D3   | 4       | 9
"""


def test_what_is_open_now_is_in_time_overdue_without_due_or_paused(given: Given) -> None:
    reader = given(STANDING, pause=STOPS)
    said = {
        key: counts(reader, key)[0]
        for key in ("pending", "pending_in_time", "overdue", "pending_no_due", "paused")
    }
    assert said == {
        "pending": 4,  # D1 D3 D4 D5
        "pending_in_time": 1,  # D3, due today
        "overdue": 2,  # D1 D5
        "pending_no_due": 1,
        "paused": 1,  # D6 stopped on the 3rd and has not been resumed
    }


def test_what_was_open_then_is_told_as_it_stood_then(given: Given) -> None:
    reader = given(STANDING, pause=STOPS)
    week = Period(date(2026, 3, 1), date(2026, 3, 6))
    said = [counts(reader, key, week)[0] for key in ("overdue", "paused", "pending_no_due")]
    assert said == [2, 2, 1]  # D1 and D2 overdue; D3 and D6 stopped


# -- channels, papers, money ------------------------------------------------------------------


def test_a_dossier_whose_channel_nobody_knows_is_outside_the_online_share(given: Given) -> None:
    reader = given("""
        code | channel
        D1   | 2
        D2   | 1
        D3   | 3
        D4   |
        D5   | 2
    """)
    assert counts(reader, "online") == (2, 4)
    assert counts(reader, "post") == (1, 4)


def test_full_process_counts_only_procedures_that_can_be_done_online(given: Given) -> None:
    reader = given(
        """
        procedure | channel
        P1        | 2
        P1        | 1
        P2        | 2
        """,
        procedure="""
        code | service_level
        P1   | FULL
        P2   | PARTIAL
        """,
    )
    assert counts(reader, "full_process_online") == (1, 2)


def test_a_dossier_is_paid_online_by_money_that_is_owed(given: Given) -> None:
    """D1: nothing online beside money in cash. D2 to D5 owe nothing. D6: part of it online."""
    reader = given(
        "code\nD1\nD2\nD3\nD4\nD5\nD6\nD7",
        payment="""
        code | amount | status    | method          | collected_when
        D1   | 0      | PAID      | ONLINE_NATIONAL | 1
        D1   | 50000  | PAID      | CASH            | 1
        D2   | 50000  | CANCELLED |                 | 1
        D3   | 50000  | NOT_DUE   |                 | 1
        D4   | 50000  | WAITING   |                 | 0
        D5   | 50000  | REFUNDED  | ONLINE_NATIONAL | 1
        D6   | 10000  | PAID      | ONLINE_LOCAL    | 1
        D6   | 50000  | WAITING   |                 | 4
        D7   | 0      | PAID      | ONLINE_NATIONAL | 1
        """,
    )
    assert counts(reader, "online_payment") == (1, 2)  # D6 of D1 and D6


def test_a_payment_of_nothing_is_no_payment(given: Given) -> None:
    reader = given(
        "code\nD1",
        payment="""
        code | amount | method          | paid
        D1   | 0      | ONLINE_NATIONAL | 5
        D1   |        | ONLINE_NATIONAL | 5
        D1   | 10000  | ONLINE_NATIONAL | 5
        """,
    )
    assert counts(reader, "online_payments") == (2, None)
    assert counts(reader, "online_amount") == (10000, None)


def test_a_fee_of_nothing_is_no_fee(given: Given) -> None:
    reader = given(
        """
        code
        D1
        D2
        D3
        D4
        """,
        payment="""
        code | amount | status  | method
        D1   | 10000  | PAID    | ONLINE_NATIONAL
        D2   | 10000  | PAID    | CASH
        D3   | 0      | PAID    | ONLINE_NATIONAL
        D4   | 10000  | WAITING | ONLINE_LOCAL
        """,
    )
    assert counts(reader, "online_payment") == (1, 3)


def test_money_is_counted_on_the_day_it_was_paid(given: Given) -> None:
    reader = given(
        "code\nD1",
        payment="""
        code | amount | method          | paid
        D1   | 10000  | ONLINE_NATIONAL | 5
        D1   | 25000  | ONLINE_LOCAL    | 20
        D1   | 99000  | CASH            | 5
        """,
    )
    assert counts(reader, "online_amount") == (35000, None)
    assert counts(reader, "online_amount", EARLY_MARCH) == (10000, None)
    assert counts(reader, "online_payments") == (2, None)


def test_one_digitised_paper_makes_a_dossier_digitised(given: Given) -> None:
    reader = given(
        """
        code
        D1
        D2
        D3
        """,
        document="""
        code | direction | digitised | reuse
        D1   | SUBMITTED | yes       | 0
        D1   | SUBMITTED | no        | 1
        D2   | SUBMITTED |           |
        D3   | RESULT    | yes       | 2
        """,
    )
    assert counts(reader, "digitised") == (1, 3)
    assert counts(reader, "reuse") == (1, 3)


def test_papers_and_result_are_digitised_only_together(given: Given) -> None:
    """D1 has both; D2 no result, D3 no paper; D4 needs no file; of P3 nobody says what it gives."""
    reader = given(
        """
        code | procedure | result | outcome
        D1   | P1        | 9      | RESULT
        D2   | P1        | 9      | RESULT
        D3   | P1        | 9      | RESULT
        D4   | P2        | 9      | RESULT
        D5   | P3        | 9      | RESULT
        D6   | P1        |        |
        """,
        procedure="""
        code | result_is_document
        P1   | yes
        P2   | no
        P3   |
        """,
        document="""
        code | direction | digitised | has_file
        D1   | SUBMITTED | yes       | yes
        D1   | RESULT    |           | yes
        D2   | SUBMITTED | yes       | yes
        D2   | RESULT    |           | no
        D3   | SUBMITTED | no        | no
        D3   | RESULT    |           | yes
        D4   | SUBMITTED | yes       | yes
        D5   | SUBMITTED | yes       | yes
        """,
    )
    assert counts(reader, "all_digitised") == (2, 4)
    assert counts(reader, "digitised") == (4, 6)


def test_an_electronic_result_is_asked_only_of_results_that_are_papers(given: Given) -> None:
    reader = given(
        """
        code | procedure | result | outcome
        D1   | P1        | 9      | RESULT
        D2   | P1        | 9      | RESULT
        D3   | P2        | 9      | RESULT
        """,
        procedure="""
        code | result_is_document
        P1   | yes
        P2   | no
        """,
        document="""
        code | direction | has_file
        D1   | RESULT    | yes
        D2   | RESULT    | no
        """,
    )
    assert counts(reader, "electronic_result") == (1, 2)


# -- people -----------------------------------------------------------------------------------


def test_satisfaction_is_of_ratings_and_response_of_dossiers_returned(given: Given) -> None:
    reader = given(
        """
        code | returned | outcome
        D1   | 5        | RESULT
        D2   | 5        | RESULT
        D3   | 5        | RESULT
        """,
        rating="""
        code | agency | score | rated
        D1   | A      | 3     | 5
        D2   | A      | 1     | 6
             | A      | 2     | 7
             | A      |       | 7
        """,
    )
    assert counts(reader, "satisfaction") == (2, 3)
    assert counts(reader, "response_rate") == (2, 3)


def test_a_slip_of_nine_answers_is_one_ballot(given: Given) -> None:
    """D1's is content in all; one no among D2's is a no. Later, D1 is asked once more."""
    answers = "\n".join(f"D1 | A | {n} | 3 | 5 09:30" for n in range(9))
    reader = given(
        "code\nD1\nD2",
        rating=f"""
        code | agency | criterion | score | rated
        {answers}
        D2   | A      | 1         | 3     | 5 09:30
        D2   | A      | 2         | 1     | 5 09:30
        D2   | A      | 3         |       | 5 09:30
        D1   | A      | 1         | 2     | 6 09:30
        """,
    )
    assert counts(reader, "satisfaction") == (2, 3)


def test_answers_without_a_dossier_are_one_slip_only_of_one_moment(given: Given) -> None:
    """A day alone does not tell citizens apart; the same question twice was asked of two."""
    reader = given(
        rating="""
        agency | criterion | score | rated
        A      | 1         | 3     | 5 09:30
        A      | 2         | 1     | 5 09:30
        A      | 1         | 3     | 6 09:30
        A      | 1         | 2     | 6 09:30
        B      | 1         | 3     | 6 09:30
        A      | 1         | 3     | 7 00:00
        A      | 2         | 3     | 7 00:00
        """,
    )
    assert counts(reader, "satisfaction") == (5, 6)


def test_a_petition_is_received_on_its_day_whether_or_not_it_is_due(given: Given) -> None:
    reader = given(
        petition="""
        agency | received | due | answered
        A      | 5        |     |
        A      | 5        | 10  | 10
        A      | 31       | 31  |
        A      | 0        | 10  |
        """,
    )
    assert counts(reader, "petitions_received") == (3, None)
    assert counts(reader, "petitions_received", EARLY_MARCH) == (2, None)


def test_a_petition_is_due_on_its_day_and_one_without_is_not_counted(given: Given) -> None:
    reader = given(
        petition="""
        agency | due | answered
        A      | 10  | 10
        A      | 10  | 11
        A      | 10  |
        A      |     | 10
        A      | 31  |
        """,
    )
    assert counts(reader, "petitions_on_time") == (1, 3)


def test_an_apology_is_owed_for_every_dossier_resolved_late(given: Given) -> None:
    reader = given(
        """
        code | due | result | outcome
        D1   | 10  | 12     | RESULT
        D2   | 10  | 12     | RESULT
        D3   | 10  | 9      | RESULT
        """,
        apology="""
        code | issued
        D1   | 9
        D3   | 9
        """,
    )
    assert counts(reader, "apologies") == (1, 2)


def test_overdue_dossiers_without_a_letter_are_told(given: Given) -> None:
    """D1 has a letter, D2 none; D3 is paused, D4 not due; D5's came after the week asked for."""
    reader = given(
        """
        code | due | paused
        D1   | 5   |
        D2   | 5   |
        D3   | 5   | yes
        D4   | 31  |
        D5   | 5   |
        """,
        apology="""
        code | issued
        D1   | 4
        D5   | 20
        """,
    )
    assert counts(reader, "no_letter") == (1, None)
    week = Period(date(2026, 3, 1), date(2026, 3, 8))
    assert counts(reader, "no_letter", week) == (2, None)  # D2 D5


# -- working days -----------------------------------------------------------------------------


def test_working_days_leave_out_the_day_of_receipt_and_days_off(given: Given) -> None:
    """2 March 2026 is a Monday. Taken: 0, 1, 4, 5, 10 working days, the 20th being off."""
    reader = given(
        """
        received | result | outcome
        2        | 2      | RESULT
        2        | 3      | RESULT
        2        | 6      | RESULT
        2        | 9      | RESULT
        9        | 24     | RESULT
        """,
        holiday="day | kind\n20 | OFF",
    )
    assert asked(reader, "median_working_days").value == 4
    assert asked(reader, "p90_working_days").value == 10
    assert asked(reader, "median_working_days").n == 5


# -- no data ----------------------------------------------------------------------------------


def test_a_share_of_nothing_is_no_share_and_a_count_of_nothing_is_0(given: Given) -> None:
    reader = given()
    share, count = asked(reader, "online"), asked(reader, "received")
    assert (share.value, share.absence) == (None, Absence.NOTHING_COUNTED)
    assert (count.value, count.absence) == (0, None)
    assert asked(reader, "median_working_days").absence is Absence.NOTHING_COUNTED


CAPABILITIES = """
    source | table    | column    | capability
    S      | document | digitised | NO
    S      | rating   | score     | DERIVED
"""


def test_what_the_source_cannot_say_is_no_data_and_no_other_figure_moves(given: Given) -> None:
    reader = given(
        "code\nD1", source_capability=CAPABILITIES, document="code | digitised\nD1 | yes"
    )
    silent = asked(reader, "digitised")
    assert (silent.value, silent.absence) == (None, Absence.SOURCE_SILENT)
    assert counts(reader, "received") == (1, None)


def test_what_the_source_infers_is_marked(given: Given) -> None:
    reader = given(
        "code\nD1",
        source_capability=CAPABILITIES,
        rating="code | agency | score | rated\nD1 | A | 3 | 5",
    )
    assert asked(reader, "satisfaction").derived
    assert not asked(reader, "received").derived


def test_a_silent_source_does_not_water_down_one_that_speaks(given: Given) -> None:
    reader = given(
        """
        code | source
        D1   | S
        D2   | R
        D3   | R
        """,
        source_capability=CAPABILITIES,
        document="code | digitised\nD2 | yes",
    )
    assert counts(reader, "digitised") == (1, 2)


# -- breaking down ----------------------------------------------------------------------------


def test_agencies_below_are_rows_even_with_nothing_and_the_desk_above_is_its_own(
    given: Given,
) -> None:
    reader = given(
        """
        agency | channel
        A      | 2
        A      | 1
        T      | 2
        """,
        agency=AGENCIES,
    )
    scope = Scope(MARCH, agency="T")
    rows = reader.read([BY_KEY["online"]], scope, Dimension.AGENCY)
    said = [(row.group, row.numerator, row.denominator) for row in rows]
    assert said == [("A", 1, 2), ("B", 0, 0), ("T", 1, 1)]
    assert [row.scope.is_alone for row in rows] == [False, False, True]


def test_months_without_a_dossier_keep_their_place(given: Given) -> None:
    reader = given("received | result | outcome\n2026-01-10 | 10 | RESULT")
    scope = Scope(Period(date(2026, 1, 5), date(2026, 3, 20)))
    months = reader.read([BY_KEY["resolved"]], scope, Dimension.MONTH)
    assert [(m.group, m.numerator) for m in months] == [
        ("2026-01", 0),
        ("2026-02", 0),
        ("2026-03", 1),
    ]
    assert months[0].period.first_day == date(2026, 1, 5)


def test_a_channel_without_a_dossier_is_still_a_row(given: Given) -> None:
    rows = given("channel\n2\n5").read([BY_KEY["received"]], Scope(MARCH), Dimension.CHANNEL)
    assert [(row.group, row.numerator) for row in rows] == [
        (Channel.COUNTER, 0),
        (Channel.ONLINE, 1),
        (Channel.POST, 0),
        (Channel.INTERNAL, 1),
    ]


def test_a_telephone_is_a_channel_of_its_own(given: Given) -> None:
    reader = given("channel\n1\n2\n6\n6\n9")
    rows = reader.read([BY_KEY["received"]], Scope(MARCH), Dimension.CHANNEL)
    said = {row.group: row.numerator for row in rows}
    assert (said[Channel.PHONE], said[Channel.UNKNOWN]) == (2, 1)
    assert counts(reader, "online") == (1, 4)
    by_phone = reader.read([BY_KEY["received"]], Scope(MARCH, channels=(Channel.PHONE,)))
    assert by_phone[0].numerator == 2


MERGED = """
    code | parent | level    | valid_from | valid_to
    T    |        | PROVINCE |            |
    D    | T      | DISTRICT |            | 2025-06-30
    O1   | D      | COMMUNE  |            | 2025-06-30
    O2   | D      | COMMUNE  |            | 2025-06-30
    N    | T      | COMMUNE  | 2025-07-01 |
    M    | T      | COMMUNE  | 2025-07-01 |
"""
LINKS = """
    predecessor | successor | effective  | kind
    O1          | N         | 2025-07-01 | FULL
    O2          | M         | 2025-07-01 | PARTIAL
"""
BEFORE_AFTER = """
    agency | received
    O1     | 2025-06-10
    O2     | 2025-06-10
    N      | 2025-07-10
    M      | 2025-07-10
"""
JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))
JULY = Period(date(2025, 7, 1), date(2025, 7, 31))


@pytest.mark.parametrize(("agency", "june", "july"), [("N", 1, 1), ("M", 0, 1), ("T", 2, 2)])
def test_history_reaches_back_only_over_whole_predecessors(
    given: Given, agency: str, june: int, july: int
) -> None:
    reader = given(BEFORE_AFTER, agency=MERGED, agency_succession=LINKS)
    scope = Scope(JULY, agency=agency)
    readings = reader.read([BY_KEY["received"]], scope, periods=[JUNE, JULY])
    assert [reading.numerator for reading in readings] == [june, july]


def test_the_month_of_a_merger_is_told_as_it_was(given: Given) -> None:
    """15 June to 14 July: N's own dossiers; O1, which came to it on 1 July, has its own row."""
    reader = given(BEFORE_AFTER, agency=MERGED, agency_succession=LINKS)
    month = Period(date(2025, 6, 5), date(2025, 7, 14))
    (alone,) = reader.read([BY_KEY["received"]], Scope(month, agency="N"))
    series = reader.read([BY_KEY["received"]], Scope(month, agency="N"), periods=[JUNE, month])
    assert (alone.numerator, [each.numerator for each in series]) == (1, [1, 1])


def test_a_breakdown_of_the_past_has_the_agencies_of_the_past(given: Given) -> None:
    reader = given(BEFORE_AFTER, agency=MERGED, agency_succession=LINKS)
    for period, rows in ((JUNE, [("D", 2)]), (JULY, [("M", 1), ("N", 1)])):
        found = reader.read([BY_KEY["received"]], Scope(period, agency="T"), Dimension.AGENCY)
        assert [(row.group, row.numerator) for row in found] == rows


# -- looking back -----------------------------------------------------------------------------


def test_a_replay_shows_how_it_stood_then(given: Given) -> None:
    reader = given(STANDING, replay_at=datetime(2026, 3, 6, 12))
    assert counts(reader, "overdue") == (3, None)  # D1 D2 D6, no pause drawn here
    assert counts(reader, "resolved") == (0, None)
    assert counts(reader, "received") == (5, None)
