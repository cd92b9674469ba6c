"""What codes are called."""

from collections.abc import Iterable

from data_access.directory import Directory
from data_access.scope import UNKNOWN, Channel
from layouts.language import _, ngettext
from layouts.wording.numbers import Figure, count

LONGEST_CODE, CODE_HEAD, CODE_TAIL = 40, 20, 8  # signs; no receipt's code has as many
TOWNS = ("Thị xã", "Thành phố", "Quận")  # of the rank of a district, as they are named


def agency_name(code: str, directory: Directory) -> str:
    agency = directory.agencies.get(code)
    return agency.name if agency else code


def short_code(code: str) -> str:
    """Any code of a register whole; of what is longer than one, how it begins and ends."""
    return code if len(code) <= LONGEST_CODE else f"{code[:CODE_HEAD]}…{code[-CODE_TAIL:]}"


def field_name(code: str, directory: Directory) -> str:
    return _("Field not known") if code == UNKNOWN else directory.fields.get(code, code)


def procedure_name(code: str, directory: Directory) -> str:
    if code == UNKNOWN:
        return _("Procedure not known")
    procedure = directory.procedures.get(code)
    return procedure.name if procedure else code


def step_name(step: str) -> str:
    return _("Step not known") if step == UNKNOWN else step


def channel(told: Channel) -> str:
    match told:
        case Channel.COUNTER:
            return _("At the counter")
        case Channel.ONLINE:
            return _("Online")
        case Channel.POST:
            return _("By post")
        case Channel.EMAIL:
            return _("By e-mail")
        case Channel.INTERNAL:
            return _("Internal")
        case Channel.PHONE:
            return _("By telephone")
        case Channel.UNKNOWN:
            return _("Channel not known")


def agencies(level: str | None, n: int, names: Iterable[str] = ()) -> str:
    """How many of a level of government: "95 xã, phường"; not every district is called so."""
    match level:
        case "PROVINCE":
            noun = ngettext("province", "provinces", n)
        case "DEPARTMENT":
            noun = ngettext("department", "departments", n)
        case "COMMUNE":
            noun = ngettext("commune", "communes", n)
        case "BRANCH":
            noun = ngettext("branch office", "branch offices", n)
        case "DISTRICT" if any(name.startswith(TOWNS) for name in names):
            noun = ngettext("district, town or city", "districts, towns and cities", n)
        case "DISTRICT":
            noun = ngettext("district", "districts", n)
        case _:
            noun = ngettext("agency", "agencies", n)
    return Figure(count(n), noun).text
