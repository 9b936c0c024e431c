"""The part of a store that keeps when each fact was last confirmed. The listing itself does not change by it."""

from __future__ import annotations

from collections.abc import Collection

from . import events
from .freshness import Facet, How, stated_otherwise
from .model import Service
from .stewardship import Stewardship


class Confirming(Stewardship):
    """A store that is told which facts are still right."""

    def confirm(self, service_id: str, facets: Collection[Facet], how: How, by: str, day: str) -> None:
        """These facts were right on this day. What was confirmed later already keeps its later day.

        Waiting proposals stay as they are: the listing has no new revision. Raises NoSuchPart without such a listing.
        """
        with self.together():
            service = self._listing(service_id)
            later = {check.facet for check in self.checks([service_id]).get(service_id, ()) if str(check.day) > day}
            named = [facet for facet in Facet if facet in facets and facet not in later]
            rows = [{"service_id": service_id, "facet": one.value, "day": day, "how": how.value} for one in named]
            if not rows:
                return
            self._insert("fact_check", rows, ("service_id", "facet"))
            self.audit(events.Confirmed(day, by, service_id, ",".join(named), how.value))
            self._shown_otherwise(service)

    def _uncheck(self, service: Service, before: Service | None) -> None:
        """What a listing now states otherwise is not what somebody confirmed. Stands inside `together`."""
        gone = [(service.id, facet.value) for facet in stated_otherwise(service, before)] if before else []
        self.db.conn.executemany("DELETE FROM fact_check WHERE service_id = ? AND facet = ?", gone)
