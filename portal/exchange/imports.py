"""Files into the registry, all or nothing, with a report by row, column and reason.

Safe to run twice: the same rows change nothing, a changed row becomes a new revision, and a row that has
gone from its source is marked, never deleted. Killed half way, it leaves the registry as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from portal.mapping.caution import Caution
from portal.mapping.checks import Check, Checked, Faulty, StandsIn
from portal.mapping.desk import PROVIDERS, Desk
from portal.mapping.duplicates import likely_pairs
from portal.mapping.sources import decided_by_people, needs_people, put_forward, tells_less
from portal.mapping.store import Proposals
from portal.registry import pairs, rules, sketches
from portal.registry.levels import no_wider
from portal.registry.model import Disclosure, Service, Status
from portal.registry.rules import Problem
from portal.registry.store import Store

from .layouts import Layout, Skipped
from .reading import Row, Unreadable
from .report import Refused, Report

Progress = Callable[[int], None]


@dataclass
class Import:
    """One layout read into one registry."""

    layout: Layout
    store: Store
    caution: Caution
    today: str
    """The day of this import, YYYY-MM-DD."""
    stands_in: StandsIn | None = None

    def run(
        self,
        paths: Sequence[Path],
        dry_run: bool = False,
        keep_good_rows: bool = False,
        progress: Progress = lambda rows: None,
    ) -> Report:
        """Read the files and store what they hold.

        With one refused row nothing is stored, unless `keep_good_rows`. Raises reading.Unreadable, and
        changes nothing, when a file as a whole cannot be used.
        """
        report = Report(self.layout.source.id, dry_run)
        checked = list(self.checked(paths, report, progress))
        report.cautious = sum(one.cautious for one in checked)
        report.sentences_dropped = sum(one.shortened for one in checked)
        report.places_dropped = sum(one.place_dropped for one in checked)
        report.kept = not dry_run and (keep_good_rows or not report.refused)
        try:
            with self.store.together():
                self.keep([one.service for one in checked], report)
                if not report.kept:
                    raise NotKept
        except NotKept:
            pass
        return report

    def checked(self, paths: Sequence[Path], report: Report, progress: Progress) -> Iterator[Checked]:
        """Every row that can become a listing; the others go into the report."""
        check = Check(self.layout.source.id, self.store.terms, self.caution, self.layout.default_level, self.stands_in)
        seen: set[str] = set()
        for file, row in self.rows(paths):
            report.read += 1
            progress(1)
            listing = self.listing(file, row, check, seen, report)
            if listing is not None:
                yield listing

    def rows(self, paths: Sequence[Path]) -> Iterator[tuple[str, Row]]:
        """Every row, with the name of its file where there are several to tell apart."""
        for path in paths:
            file = path.name if len(paths) > 1 else ""
            try:
                for row in self.layout.rows(path):
                    yield file, row
            except Unreadable as fault:
                raise fault.inside(file) if file else fault from None

    def listing(self, file: str, row: Row, check: Check, seen: set[str], report: Report) -> Checked | None:
        """One row as a listing, or None with the reason in the report."""
        values = self.layout.translated(row)
        if isinstance(values, Skipped):
            report.skipped[values.reason] += 1
            return None
        values.setdefault("retrieved_on", self.today)
        values["retrieved_on"] = values["retrieved_on"] or self.today
        try:
            checked = check.listing(values)
            if checked.service.id in seen:
                raise Faulty([Problem("record_key", "repeated_key")])
        except Faulty as faulty:
            report.refused += [
                Refused(row.number, self.layout.names.get(fault.field, fault.field), fault, file)
                for fault in faulty.faults
            ]
            return None
        seen.add(checked.service.id)
        return checked

    def keep(self, services: Sequence[Service], report: Report) -> None:
        """Store what may be stored, propose the rest, mark what is gone, and look for likely duplicates."""
        self.store.add_source(self.layout.source)
        before = self.store.keys(self.layout.source.id)
        held = {service.id: service for service in self.store.services([service.id for service in services])}
        said = list(self.as_allowed(services, held, report))
        listings = (self.as_may_be_stored(service, held.get(service.id)) for service in said)
        tally = self.store.publish(listings, self.today, f"import:{self.layout.source.id}")
        report.proposed = self.propose([one for one in said if one.id in held and self.is_left(one, held[one.id])])
        report.created, report.changed = len(tally.created), len(tally.changed)
        report.unchanged, report.returned = len(tally.unchanged), len(tally.returned)
        present = {service.origin.record_key for service in services}
        # A refused row is still in the source: its listing stays as it was.
        gone = [] if report.refused else [i for key, i in before.items() if key not in present]
        self.store.mark_gone(self.layout.source.id, gone, self.today)
        report.gone = len(gone)
        if fresh := set(tally.created):
            report.duplicates = likely_pairs(sketches.every(self.store), fresh, pairs.told_apart(self.store))

    def as_allowed(self, services: Sequence[Service], held: Mapping[str, Service], report: Report) -> Iterator[Service]:
        """What a file may say at all: no place more exactly than it is told now, and nothing that is to stay out."""
        floors, suppressed = self.store.floors([service.id for service in services]), self.store.suppressed()
        for service in services:
            before = held.get(service.id)
            if not (before and decided_by_people(before)) and suppressed.holds(service):
                report.suppressed += 1
                continue
            kept = no_wider(service, before, floors[service.id], self.store.terms.shelter_categories)
            report.kept_narrow += kept is not service
            yield kept

    def as_may_be_stored(self, said: Service, held: Service | None) -> Service:
        """What the operator may store without asking anyone: a new unverified row, or words that mislead nobody.

        A file nobody phoned must not change a number, nor undo what people decided; a place it hides is hidden now.
        """
        if held is None:
            own = self.store.organization(said.organization.id)
            # A web address of the organization would show on its other listings too.
            kept = replace(said.organization, website=own.website, email=own.email) if own else said.organization
            return replace(said, organization=kept)
        if tells_less(held, said):
            level = said.disclosure or Disclosure.REGION
            hidden = tuple(rules.narrowed(place, level) for place in held.locations)
            return replace(held, locations=hidden, categories=said.categories, revision=0)
        if decided_by_people(held) or needs_people(held, said):
            return replace(held, revision=0)
        kept = replace(said.organization, website=held.organization.website, email=held.organization.email)
        return replace(said, organization=kept)

    def is_left(self, said: Service, held: Service) -> bool:
        """Whether a row says something that people have to look at; what people took down is not asked again."""
        return held.status is Status.PUBLISHED and needs_people(held, said)

    def propose(self, services: Sequence[Service]) -> int:
        """Put before reviewers what these rows say and may not simply be stored; how many rows that concerns."""
        desk = self.desk()
        held = {service.id: service for service in self.store.services([service.id for service in services])}
        # What was hidden a moment ago, because the row tells less of its place, need not be proposed any more.
        differing = [said for said in services if needs_people(held[said.id], said)]
        for said in differing:
            put_forward(held[said.id], said, self.layout.source.id, desk)
        return len(differing)

    def desk(self) -> Desk:
        """Where this import proposes. It knows its day alone, so the hold counts from the end of it."""
        midnight = datetime.combine(date.fromisoformat(self.today) + timedelta(days=1), time(), UTC)
        check = Check(PROVIDERS.id, self.store.terms, self.caution, chosen=True)
        return Desk(self.store, Proposals(self.store.db), lambda _id: None, check, int(midnight.timestamp()))


class NotKept(Exception):
    """Undoes an import that is not to be kept, before anyone could read it."""
