"""Measures of what hangs on dossiers: fees and payments, answers of citizens, petitions."""

from sqlalchemy import ColumnElement, and_, func, or_

from data_access.contract import slips
from data_access.contract.clock import day_of
from data_access.contract.conditions import Condition, Conditions, has_any
from data_access.contract.counted import ONLINE, RECEIPTS, RETURNS, Counted
from data_access.contract.schema import payment, petition, rating
from data_access.indicators.definition import Dating, Measure

FEES = ("payment.amount", *ONLINE)
SCORES = ("rating.score",)
PETITIONS = ("petition.due_at", "petition.answered_at")
p = payment.c
# Nothing is to be paid of these, whatever amount they name; nor of what is exempt.
NOT_OWED = ("NOT_DUE", "CANCELLED", "REFUNDED")
EXEMPT = 0
MONEY: Condition = p.amount > 0
OWED: Condition = and_(
    MONEY,
    or_(p.status.is_(None), p.status.not_in(NOT_OWED)),
    or_(p.collected_when.is_(None), p.collected_when != EXEMPT),
)
ONLINE_PAID: tuple[Condition, ...] = (p.status == "PAID", p.method.like("ONLINE%"))


def fees(c: Conditions) -> dict[Measure, Counted]:
    """Of dossiers, by what is to be paid for them."""

    def received(*where: Condition) -> Counted:
        return Counted(Dating.RECEIVED, (c.accepted, *where), (*RECEIPTS, *FEES))

    priced, owed = has_any(payment, MONEY), has_any(payment, OWED)
    paid = has_any(payment, OWED, *ONLINE_PAID, *c.known(p.paid_at))
    return {
        Measure.FEE_NOT_OWED: received(priced, ~owed),
        Measure.WITH_FEE: received(owed),
        Measure.PAID_ONLINE: received(paid),
    }


def others(c: Conditions) -> dict[Measure, Counted]:
    return _returned(c) | _payments() | _ratings() | _petitions()


def _returned(c: Conditions) -> dict[Measure, Counted]:
    needs = ("rating.score", "rating.dossier_code", "dossier.returned_at")
    rated = has_any(rating, rating.c.score.is_not(None), *c.known(rating.c.rated_at))
    return {
        Measure.RETURNED_AT_ALL: Counted(Dating.RETURNED, (c.resolved,), RETURNS),
        Measure.RETURNED: Counted(Dating.RETURNED, (c.resolved,), needs),
        Measure.RETURNED_RATED: Counted(Dating.RETURNED, (c.resolved, rated), needs),
    }


def _payments() -> dict[Measure, Counted]:
    """A row of nothing is no payment; of an unknown amount it is one."""
    needs = ("payment.amount", "payment.paid_at", *ONLINE)
    online = (*ONLINE_PAID, or_(p.amount.is_(None), p.amount != 0))
    amount: ColumnElement[int] = func.coalesce(p.amount, 0)
    return {
        Measure.ONLINE_PAYMENTS: Counted(Dating.PAID, online, needs, table=payment),
        Measure.ONLINE_AMOUNT: Counted(Dating.PAID, online, needs, amount, table=payment),
    }


def _ratings() -> dict[Measure, Counted]:
    """A slip is one ballot, whatever it asks; one answer that says no makes it a no."""
    slip, content = slips.stands_for_slip(), slips.worst_is(2)
    return {
        Measure.RATINGS: Counted(Dating.RATED, (slip,), SCORES, table=rating),
        Measure.SATISFIED: Counted(Dating.RATED, (slip, content), SCORES, table=rating),
    }


def _petitions() -> dict[Measure, Counted]:
    due = (petition.c.due_at.is_not(None),)
    in_time = day_of(petition.c.answered_at) <= day_of(petition.c.due_at)
    there = (petition.c.received_at.is_not(None),)
    needs = ("petition.received_at",)
    came = Counted(Dating.PETITION_RECEIVED, there, needs, table=petition)
    return {
        Measure.PETITIONS_RECEIVED: came,
        Measure.PETITIONS_DUE: Counted(Dating.PETITION_DUE, due, PETITIONS, table=petition),
        Measure.PETITIONS_ON_TIME: Counted(
            Dating.PETITION_DUE, (*due, in_time), PETITIONS, table=petition
        ),
    }
