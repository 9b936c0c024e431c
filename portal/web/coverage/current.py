"""Coverage as pages tell it: what was built last, without what has been withdrawn since."""

from __future__ import annotations

from portal.coverage import latest, withdrawn
from portal.coverage.latest import Coverage
from portal.coverage.need import Need
from portal.coverage.supply import may_count
from portal.finding.catalogue import Catalogue
from portal.registry import survey
from portal.web import context


def coverage() -> Coverage:
    """The coverage built last, without what has been withdrawn since. Raises NotBuilt."""
    kept, now = context.held(), context.catalogue()
    consents = dict(survey.consents(context.store(), context.moment().date().isoformat()))
    with kept.coverage_lock:
        built = as_built(kept)
        if (now.revision, consents) == (built.revision, built.consents):
            return built
        if kept.coverage_now is None or kept.coverage_now[:3] != (now.revision, consents, built):
            listed, spots = listed_now(now)
            left = withdrawn.without_withdrawn(built, listed - counted_no_more(built), spots, consents)
            kept.coverage_now = (now.revision, consents, built, left)
        return kept.coverage_now[3]


def files(need: Need) -> str:
    """The name, without its ending, of the files built for a need; '' where none were."""
    name = need.kind.replace(":", "-")
    plain = need == Need(need.kind)
    return name if plain and (context.settings().coverage / "files" / f"{name}.gpkg").is_file() else ""


def as_built(kept: context.Held) -> Coverage:
    """What stands in the folder of coverage, opened once for each build."""
    ours = kept.settings
    stamp = latest.stamp(ours.coverage)
    if kept.coverage is None or stamp != kept.coverage_stamp:
        kept.coverage = latest.open_folder(ours.coverage, ours.geography, ours.data_dir / "places")
        kept.coverage_stamp = stamp
    return kept.coverage


def counted_no_more(built: Coverage) -> set[str]:
    """The listings whose owner has taken back the consent to statistics since."""
    changed = set(context.store().changed_since(built.revision)) & set(built.supply.ids)
    return {service.id for service in context.store().public_many(sorted(changed)) if not may_count(service)}


def listed_now(now: Catalogue) -> tuple[set[str], set[withdrawn.Spot]]:
    """The ids of what is listed, and where each publishes a place."""
    columns = now.columns
    spots = {
        (columns.ids[row], float(longitude), float(latitude))
        for some in (columns.addresses, columns.communities)
        for row, (longitude, latitude) in zip(some.rows, some.lonlat, strict=True)
        if columns.alive[row]
    }
    return {columns.ids[int(row)] for row in columns.alive.nonzero()[0]}, spots
