"""Files into the registry, all or nothing, with a report by row, column and reason.

Safe to run twice: the same rows change nothing, a changed row becomes a new revision, and a row that has
gone from its source is marked, never deleted. Killed half way, it leaves the registry as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portal.mapping.caution import Caution
from portal.mapping.checks import Check, Checked, Faulty, StandsIn
from portal.mapping.duplicates import likely_pairs
from portal.registry.disclosure import PublicService
from portal.registry.levels import no_wider
from portal.registry.model import Service, Status, Verification
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
        """Store the listings, mark what is gone, and look for likely duplicates."""
        self.store.add_source(self.layout.source)
        before = self.store.keys(self.layout.source.id)
        tally = self.store.publish(self.as_allowed(services, report), self.today, f"import:{self.layout.source.id}")
        report.created, report.changed = len(tally.created), len(tally.changed)
        report.unchanged, report.returned = len(tally.unchanged), len(tally.returned)
        present = {service.origin.record_key for service in services}
        # A refused row is still in the source: its listing stays as it was.
        gone = [] if report.refused else [i for key, i in before.items() if key not in present]
        self.store.mark_gone(self.layout.source.id, gone, self.today)
        report.gone = len(gone)
        if fresh := set(tally.created):
            report.duplicates = likely_pairs(self.published(), fresh)

    def as_allowed(self, services: Sequence[Service], report: Report) -> Iterator[Service]:
        """The listings as a file may change them.

        One whose provider has confirmed its facts, or that was taken down, stays as it is: a file nobody phoned
        must not undo a number that somebody did, nor publish again what somebody withdrew. No place is told more
        exactly than it was, and what is to stay out stays out.
        """
        ids = [service.id for service in services]
        stored = {service.id: service for service in self.store.services(ids)}
        floors, suppressed = self.store.floors(ids), self.store.suppressed()
        for service in services:
            held = stored.get(service.id)
            if held is not None and decided_by_people(held):
                yield replace(held, revision=0)
            elif suppressed.holds(service):
                report.suppressed += 1
            else:
                kept = no_wider(service, held, floors[service.id], self.store.terms.shelter_categories)
                report.kept_narrow += kept is not service
                yield kept

    def published(self) -> Iterable[PublicService]:
        """What is public now, this import included."""
        return self.store.published()


def decided_by_people(held: Service) -> bool:
    """Whether somebody has confirmed a listing, or stopped it from being shown."""
    return held.verification is not Verification.UNVERIFIED or held.status is not Status.PUBLISHED


class NotKept(Exception):
    """Undoes an import that is not to be kept, before anyone could read it."""
