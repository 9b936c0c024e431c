"""Whom a service is for, in words: groups, ages, situations. The only place that words them."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.registry.disclosure import PublicService

from .reader import Fact, Reader


def people(service: PublicService, reader: Reader) -> list[Fact]:
    """Who it is for, who is welcome, who it is not for, which ages and work, and what is accessible."""
    labels = {"designed_for": _("Designed for"), "welcomes": _("Welcomes"), "not_for": _("Not for")}
    facts = []
    for relation, label in labels.items():
        if groups := of_relation(service, relation, reader):
            facts.append(Fact(label, [groups]))
    if ages := age_text(service):
        facts.append(Fact(_("Ages"), [ages]))
    if service.exploitation:
        facts.append(Fact(_("Situations"), [reader.labels("exploitation", service.exploitation)]))
    if service.sectors:
        facts.append(Fact(_("Kinds of work"), [reader.labels("sectors", service.sectors)]))
    if service.accessibility:
        facts.append(Fact(_("Accessibility"), [reader.labels("accessibility", service.accessibility)]))
    return facts


def of_relation(service: PublicService, relation: str, reader: Reader) -> str:
    """The groups that stand to it in one way, in one line."""
    return reader.labels("populations", (group.code for group in service.populations if group.relation == relation))


def in_one_line(service: PublicService, reader: Reader) -> str:
    """Whom it is for, as a line of the list says it; empty when nothing is stated."""
    welcome = [group.code for group in service.populations if group.relation != "not_for"]
    parts = []
    if welcome:
        parts.append(_("For: %(people)s", people=reader.labels("populations", welcome)))
    if ages := age_text(service):
        parts.append(ages)
    if turned_away := of_relation(service, "not_for", reader):
        parts.append(_("Not for: %(people)s", people=turned_away))
    return ". ".join(parts)


def age_text(service: PublicService) -> str:
    """The ages it serves; empty when not stated."""
    low, high = service.age_min, service.age_max
    if low is not None and high is not None:
        return _("From %(low)s to %(high)s years", low=low, high=high)
    if low is not None:
        return _("%(low)s years and over", low=low)
    return _("Up to %(high)s years", high=high) if high is not None else ""
