"""Whether the tally answers a question: where it keeps silent, comparing it proves nothing."""

from collections.abc import Sequence

from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import Period
from data_access.reader import Reader
from data_access.scope import Scope
from data_access.tally.asked import Asked
from data_access.tally.sought import answers
from data_access.tally.tables import NOW_ONLY


def is_kept(
    reader: Reader, scope: Scope, by: Dimension, spans: Sequence[Period] | None = None
) -> bool:
    """Every measure of it, without a look at the dossiers."""
    state, moment = reader.register.state(), reader.register.moment()
    inquiry = Inquiry(state.directory, scope, by, tuple(spans or (scope.period,)))
    assert reader.tally is not None
    if not (state.newest.is_followed and answers(inquiry)):
        return False
    with reader.tally.view(state.reference, reader.rules, moment.now.date()) as view:
        assert view is not None, "what is kept is of something else"
        every = {measure for each in INDICATORS for measure in each.counted} - NOW_ONLY
        return Asked(view, inquiry, moment.now).can_tell(every)
