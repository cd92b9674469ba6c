"""The address as a row of words; each opens the filter panel at its part."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from data_access.scope import Scope
from layouts import ids, wording
from layouts.components.attributes import aria, data
from layouts.components.link import address_of, chosen, link, path_of
from layouts.language import _
from layouts.pages.page import View


@dataclass(frozen=True)
class ScopeWord:
    """`part` is the column of the filter panel; `is_all` restricts nothing."""

    part: str
    name: str
    value: str
    is_all: bool = False


def scope_line(view: View, freshness: Component) -> html.Section:
    told = [word(each) for each in scope_words(view)]
    return html.Section(
        [*told, *narrowings(view), freshness],
        className="scope",
        **aria(label=_("What is shown")),
    )


def word(told: ScopeWord) -> html.Button:
    return html.Button(
        [html.Small(told.name), html.B(told.value), html.I(**aria(hidden="true"))],
        type="button",
        className="scope__word scope__word--all" if told.is_all else "scope__word",
        **data(act="filters", part=told.part),
        **aria(expanded="false", controls=ids.FILTERS),
    )


def scope_words(view: View) -> list[ScopeWord]:
    scope, directory = view.scope, view.directory
    fields = [wording.field_name(code, directory) for code in scope.fields]
    procedures = [wording.procedure_name(code, directory) for code in scope.procedures]
    channels = [wording.channel(each) for each in scope.channels]
    return [
        ScopeWord("agency", _("Agency"), wording.agency_name(scope.agency or "", directory)),
        ScopeWord("period", _("Period"), wording.period(scope.period, view.period_name)),
        some("fields", _("Field"), fields),
        some("procedures", _("Procedure"), procedures),
        some("channels", _("Channel"), channels),
    ]


def some(part: str, name: str, chosen: Sequence[str]) -> ScopeWord:
    """All, the one chosen, or how many."""
    if not chosen:
        return ScopeWord(part, name, _("All"), is_all=True)
    if len(chosen) == 1:
        return ScopeWord(part, name, chosen[0])
    return ScopeWord(part, name, _("%(count)s chosen", count=len(chosen)))


def narrowings(view: View) -> list[Component]:
    """What a link has narrowed further; each word takes its narrowing back."""
    scope = view.scope
    told: list[tuple[str, Scope]] = []
    if scope.is_alone:
        told.append((_("without agencies below"), scope.within(is_alone=False)))
    if scope.due_from or scope.due_to:
        words = wording.due_days(scope.due_from, scope.due_to)
        told.append((words, scope.within(due_from=None, due_to=None)))
    if scope.step:
        step = wording.step_name(scope.step)
        words = _("Step: %(step)s", step=step)
        if view.is_past:  # no other is known
            words = _("Step now: %(step)s", step=step)
        told.append((words, scope.within(step=None)))
    return [drop(words, wider, view) for words, wider in told]


def drop(words: str, wider: Scope, view: View) -> Component:
    query = wider.to_query() | (chosen(view.selection) if view.selection else {})
    unseen = html.Span(_("Take back: "), className="visually-hidden")
    return link([unseen, words], address_of(path_of(view), query), "scope__drop")
