"""What a page says of agencies that began, ended, or handed over in its period."""

from collections.abc import Iterable
from datetime import timedelta

from dash.development.base_component import Component

from data_access.directory import Agency, Succession
from data_access.ownership import ownership_of
from data_access.periods import Period
from layouts import wording
from layouts.components.link import page_link
from layouts.components.notice import notice
from layouts.language import _
from layouts.pages.page import Answers, View

DAY = timedelta(days=1)
WITH_ROWS = ("/", "/don-vi")  # pages with a row an agency


def can_judge(group: str, view: View, period: Period | None = None) -> bool:
    """Not an agency that was not there, nor a row that holds what may have been another's."""
    asked, agency = period or view.scope.period, view.directory.agencies.get(group)
    if agency is not None and not agency.existed_in(asked):
        return False
    is_own = group == view.scope.agency
    return not (is_own and ownership_of(view.directory).is_mixed(group, asked))


def is_redrawn(view: View) -> bool:
    """Whether dossiers came to the scope's agency, or left it, by a merger in the period."""
    code, period = view.scope.agency or "", view.scope.period
    if code not in view.directory.agencies:
        return False
    return len(ownership_of(view.directory).stretches(code, period)) > 1


def on_its_days(name: str, group: str, view: View) -> str:
    """A row's name, with the days it is of where those are not the whole period's."""
    agency, period = view.directory.agencies.get(group), view.scope.period
    if agency is None or not agency.existed_in(period):
        return name
    if agency.valid_from and agency.valid_from > period.first_day:
        return _("%(name)s, from %(day)s", name=name, day=wording.day(agency.valid_from))
    if agency.valid_to and agency.valid_to < period.last_day:
        return _("%(name)s, up to %(day)s", name=name, day=wording.day(agency.valid_to))
    return name


def handover_notices(view: View, answers: Answers) -> list[Component]:
    agency = view.directory.agencies.get(view.scope.agency or "")
    if agency is None or not answers or view.code is not None:
        return []
    told = [begun_notice(agency, view), ended_notice(agency, view)]
    below = view.directory.children(agency.code)
    is_split = view.path in WITH_ROWS and not view.scope.is_alone
    if is_split and any(each.existed_in(view.scope.period) for each in below):
        told.append(redrawn_notice(agency, view))
    readings = (each for told_of in answers.values() for each in told_of)
    if any(each.group == agency.code and (each.numerator or each.n) for each in readings):
        told.append(mixed_notice(agency, view))
    return [each for each in told if each is not None]


def begun_notice(agency: Agency, view: View) -> Component | None:
    """Of an agency made of others: whose the numbers of before its first day are."""
    ownership, period = ownership_of(view.directory), view.scope.period
    began = agency.valid_from
    if began is None or not ownership.is_unborn(agency.code, period.first_day):
        return None
    before = Period(period.first_day, min(period.last_day, began - DAY))
    links = [each for each in view.directory.successions if each.successor == agency.code]
    old = others(links, [each.predecessor for each in links], before, view)
    day = wording.day(began)
    if began <= period.last_day:
        return told(_("The numbers are from %(day)s, when the agency began.", day=day), "",
                    [_("Before that: "), *old])  # fmt: skip
    if ownership.reaches(agency.code, period):
        return told(
            _("The agency began on %(day)s.", day=day),
            _("The numbers of this period are of those that came to it whole."),
            [_("Those were: "), *old],
        )
    return told(
        _("The agency began on %(day)s.", day=day),
        _("Nothing in this period is its own."),
        [_("Before that: "), *old],
    )


def ended_notice(agency: Agency, view: View) -> Component | None:
    """Of an agency that ended within the period: who goes on."""
    ended, period = agency.valid_to, view.scope.period
    if ended is None or not period.first_day <= ended < period.last_day:
        return None
    after = Period(ended + DAY, period.last_day)
    below = view.directory.subtree(agency.code)
    links = [each for each in view.directory.successions if each.predecessor in below]
    new = others(links, [each.successor for each in links], after, view)
    words = _("The numbers are up to %(day)s, the agency's last day.", day=wording.day(ended))
    return told(words, "", [_("After that: "), *new] if new else [])


def redrawn_notice(agency: Agency, view: View) -> Component | None:
    words = redrawn_words(agency, view)
    return told(words[0], words[1], words[2:]) if words else None


def redrawn_words(agency: Agency, view: View) -> list[str]:
    """Nothing where each code counts in one row all through the period."""
    stretches = ownership_of(view.directory).rows(agency.code, view.scope.period)
    if len(stretches) == 1:
        return []
    days = ", ".join(wording.day(each.days.first_day) for each in stretches[1:])
    return [
        _("Agencies changed on %(days)s.", days=days),
        _("Each dossier counts with the agency of the day that is counted."),
        _(
            "What was handed over stands with the old agency at the start of the period and "
            "with the new one at its end, so that the counts of one row need not balance."
        ),
    ]


def file_notes(view: View) -> list[str]:
    agency = view.directory.agencies.get(view.scope.agency or "")
    words = redrawn_words(agency, view) if agency else []
    return [" ".join(words)] if words else []


def mixed_notice(agency: Agency, view: View) -> Component | None:
    if not ownership_of(view.directory).is_mixed(agency.code, view.scope.period):
        return None
    return told(
        _("Of some dossiers it is not known which agency had them then."),
        _("They were handed over since, and stand in the row of %(agency)s itself, which is "
          "not compared with others.", agency=agency.name),
    )  # fmt: skip


def told(heading: str, words: str, detail: Iterable[str | Component] = ()) -> Component:
    return notice(heading, words, list(detail), shape="info", is_quiet=True)


def others(
    links: list[Succession], codes: list[str], period: Period, view: View
) -> list[str | Component]:
    """Agencies as links to their own pages in the days that are theirs."""
    part = {code for link, code in zip(links, codes, strict=True) if not link.is_full}
    known = [code for code in dict.fromkeys(codes) if code in view.directory.agencies]
    names = {code: wording.agency_name(code, view.directory) for code in known}
    found: list[str | Component] = []
    for code in sorted(known, key=lambda each: wording.dictionary_order(names[each])):
        scope = view.scope.within(agency=code, period=period, is_alone=False)
        words = _("%(agency)s (a part of it)", agency=names[code]) if code in part else names[code]
        found += [", " if found else "", page_link(words, view.path, scope)]
    if not found:
        return []
    return [*found[1:], f" ({wording.span(period)})"]
