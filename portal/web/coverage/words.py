"""Words and figures of the coverage pages: what a need, a group, a state and a number are called for one reader."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.coverage.latest import Coverage
from portal.coverage.need import Need
from portal.web.language import decimal_text, number_text, share_text
from portal.web.reader import Reader

CLASSES = ("easily accessible", "accessible", "less accessible", "remote", "very remote")


def need_text(need: Need, reader: Reader) -> str:
    """A need in one line: legal aid; women; in Cree; after dark."""
    return "; ".join([kind_text(need.kind, reader), *conditions(need, reader)])


def kind_text(kind: str, reader: Reader) -> str:
    """The kind of help of a need."""
    what, _colon, code = kind.partition(":")
    return reader.label("categories" if what == "category" else "components", code)


def conditions(need: Need, reader: Reader) -> list[str]:
    """What else must be true of a service to count."""
    stated = {
        f"population:{need.population}": bool(need.population),
        f"language:{need.language}": bool(need.language),
        f"delivery:{need.delivery}": bool(need.delivery),
        "after_dark": need.after_dark,
        "no_status": need.no_status,
        "no_self_identification": need.no_self_identification,
    }
    aged = [_("aged %(age)s", age=need.age)] if need.age is not None else []
    return [*(condition(name, reader) for name, is_asked in stated.items() if is_asked), *aged]


def condition(name: str, reader: Reader) -> str:
    """One condition of a need, as a service states it."""
    vocabularies = {"population": "populations", "language": "languages", "delivery": "delivery"}
    what, _colon, code = name.partition(":")
    if what in vocabularies:
        return reader.label(vocabularies[what], code)
    return {
        "after_dark": _("evenings, nights and weekends"),
        "no_status": _("no status needed"),
        "no_self_identification": _("nobody has to call themselves a victim"),
        "age": _("this age"),
    }.get(what) or kind_text(name, reader)


def grouping_text(by: str) -> str:
    """What a way to tell people apart is called."""
    return {
        "country": _("All of Canada"),
        "province": _("Provinces and territories"),
        "remoteness": _("How remote a community is"),
        "rural": _("Rural and urban"),
        "northern": _("North and south"),
        "health_region": _("Health regions"),
    }[by]


def group_text(by: str, code: str, reader: Reader) -> str:
    """What a group is called."""
    if by == "kind":
        return kind_text(code, reader)
    if by == "province" and code != "CA":
        return reader.province_name(code)
    if by == "health_region" and code in reader.areas:
        return reader.words(reader.areas[code]).text
    return {
        "CA": _("Canada"),
        "easily accessible": _("Easily accessible"),
        "accessible": _("Accessible"),
        "less accessible": _("Less accessible"),
        "remote": _("Remote"),
        "very remote": _("Very remote"),
        "rural": _("Rural: outside every metropolitan area and agglomeration"),
        "not_rural": _("Urban"),
        "northern": _("North: the territories, and what is remote in the north of the provinces"),
        "not_northern": _("Not in the north"),
        "unknown": _("Not known"),
    }.get(code, code)


def community_text(coverage: Coverage, row: int, reader: Reader) -> str:
    """The name of a community."""
    communities = coverage.demand.communities
    return (communities.names_fr if reader.language == "fr" else communities.names_en)[row]


def state_text(state: str) -> str:
    """How far the search for this kind of help is in one community."""
    return {
        "in_progress": _("being looked at"),
        "surveyed_none_found": _("looked at, none found"),
        "surveyed_listed": _("looked at, and listed"),
    }.get(state, _("nobody has looked yet"))


def reach_text(km: int, language: str) -> str:
    """A reach, as a choice."""
    return _("%(km)s km in a straight line", km=number_text(km, language))


def km_text(km: float | None, language: str) -> str:
    """A distance; a dash where nothing is there or nothing is known."""
    return "–" if km is None else _("%(km)s km", km=number_text(round(km), language))


def people_text(people: int | None, language: str) -> str:
    """A number of people."""
    return "–" if people is None else number_text(people, language)


def part_text(some: int | None, people: int | None, language: str) -> str:
    """A number of people and their share: 1,234 (12%)."""
    if some is None:
        return "–"
    return f"{number_text(some, language)} ({share_text(some / people, language)})" if people else "0"


def share(value: float | None, language: str) -> str:
    """A share of the people of a community."""
    return "–" if value is None else share_text(value, language)


def score_text(score: float | None, language: str) -> str:
    """Services for 10,000 people."""
    return "–" if score is None else decimal_text(score, 2, language)


def parts_text(parts: float | None, language: str) -> str:
    """Parts of a full response within reach."""
    return "–" if parts is None else _("%(count)s of 8", count=decimal_text(parts, 1, language))


def few_text(count: int | None, language: str) -> str:
    """A count of services whose place is not public: never one by one."""
    if count is None:
        return _("fewer than 5")
    return _("at least %(count)s", count=number_text(count, language)) if count else "0"
