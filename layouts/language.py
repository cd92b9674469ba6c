"""The language of what is being drawn, with types that Flask-Babel does not give."""

import flask_babel

LANGUAGES = ("vi", "en")  # the first is the default, which addresses do not write


def _(message: str, **values: object) -> str:
    """The message in the page's language; marked in the source for `pybabel extract`."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """By number; `%(num)s` is the number itself unless `values` writes it otherwise."""
    return str(flask_babel.ngettext(one, many, num, **values))


def language() -> str:
    """Vietnamese unless the page is drawn in English."""
    locale = flask_babel.get_locale()
    code = str(locale.language) if locale else ""
    return code if code in LANGUAGES else LANGUAGES[0]
