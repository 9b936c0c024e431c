"""What the views of transfers may reach: requests sent and received, who takes them, what was refused how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.mapping.handovers import takes
from portal.registry import handovers
from portal.registry.handovers import REASONS, Answer, Handover
from portal.registry.needs import Need, published

from . import access, context, desks
from .exercise import organization_name
from .language import SPACE, day_text
from .listing_tables import a_year_before
from .reader import Reader


@dataclass(frozen=True, slots=True)
class Line:
    """One request, in words."""

    code: str
    spoken: str
    """The same, as one says it."""
    service: str
    sender: str
    what: str
    where: str
    besides: list[str]
    state: str
    waits: bool
    accepted: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """How often a kind of help was missing in a place, as it may be told; '–' where it may not."""

    place: str
    what: str
    said: str
    refused: str


def received(reader: Reader) -> list[Line]:
    """What is asked of the services of whoever is signed in."""
    return lines(handovers.asked_of(context.store(), access.me().organizations), reader)


def sent(reader: Reader) -> list[Line]:
    """What their organizations asked of others."""
    return lines(handovers.sent_by(context.store(), access.me().organizations), reader)


def lines(found: Iterable[Handover], reader: Reader) -> list[Line]:
    """Requests in words; one to a listing that is no longer shown is left out."""
    found = list(found)
    public = {one.id: one for one in context.store().public_many(sorted({one.service_id for one in found}))}
    names = {
        one.id: organization_name(one, reader.language)
        for one in context.accounts().organizations({one.from_organization for one in found})
    }
    return [
        Line(
            code=one.code,
            spoken=f"{one.code[:4]}{SPACE}{one.code[4:]}",
            service=reader.words(public[one.service_id].organization.name).text,
            sender=names.get(one.from_organization, ""),
            what=reader.label("categories", one.category),
            where=place(one.where.region, one.where.province, reader),
            besides=[*([_("With children")] if one.with_children else ()), *([_("Tonight")] if one.tonight else ())],
            state=state_label(one, reader),
            waits=one.answer is Answer.OFFERED,
            accepted=one.answer is Answer.ACCEPTED,
        )
        for one in found
        if one.service_id in public
    ]


def state_label(one: Handover, reader: Reader) -> str:
    """How a request stands."""
    labels = {
        Answer.OFFERED: _("No answer yet"),
        Answer.ACCEPTED: _("They take this person"),
        Answer.DECLINED: _("They cannot take this person"),
        Answer.NO_SPACE: _("They have no space"),
    }
    why = f": {reader.label('unmet_need_reasons', one.reason)}" if one.answer is Answer.DECLINED else ""
    return labels[one.answer] + why


def place(region: str, province: str, reader: Reader) -> str:
    """A region by its name where that is known, and its province."""
    name = reader.areas.get(region)
    known = f"{reader.words(name).text}, " if name else ""
    return f"{known}{reader.province_name(province)}"


def reasons(reader: Reader) -> list[tuple[str, str]]:
    """Code and words of each reason to decline."""
    return [(code, reader.label("unmet_need_reasons", code)) for code in REASONS]


def taking(reader: Reader) -> list[tuple[str, str, bool]]:
    """Id, name and whether it takes transfers, of each organization of whoever is signed in."""
    mine = access.me().organizations
    takers = handovers.takers(context.store(), mine)
    named = context.accounts().organizations(mine)
    return [(one.id, organization_name(one, reader.language), one.id in takers) for one in named]


def is_taken(service_id: str) -> bool:
    """Whether a transfer to this listing may be asked for."""
    return takes(service_id, desks.reading())


def missing(reader: Reader) -> tuple[list[Missing], list[Missing], str]:
    """What was missing in the last twelve months by province, and by region; and the first of those months."""
    store, since = context.store(), a_year_before(reader.moment)
    provinces = side_by_side(published(store, since), handovers.refused_by_province(store, since), reader)
    named = [one for one in handovers.refused_by_region(store, since) if one.province in reader.areas]
    regions = side_by_side([], named, reader)
    return provinces, regions, day_text(since, reader.language)


def side_by_side(said: Iterable[Need], refused: Iterable[Need], reader: Reader) -> list[Missing]:
    """What anyone said is needed beside what services refused, by place and kind; neither is added to the other."""
    counts = [{(one.province, one.category): one.count for one in some} for some in (said, refused)]
    keys = sorted({*counts[0], *counts[1]}, key=lambda key: (-max(some.get(key, 0) for some in counts), key))
    shown = [[str(some[key]) if key in some else "–" for some in counts] for key in keys]
    return [
        Missing(named_place(code, reader), reader.label("categories", kind), *numbers)
        for (code, kind), numbers in zip(keys, shown, strict=True)
    ]


def named_place(code: str, reader: Reader) -> str:
    """A province, all of Canada, or a region."""
    if code in reader.areas:
        return reader.words(reader.areas[code]).text
    return reader.province_name(code) if code else _("All of Canada")
