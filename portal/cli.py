"""The `portal` command. Each command is a few lines in `portal.commands` that call a use case and say what it did."""

from __future__ import annotations

import click

from portal import lean as lean
from portal.commands import (
    accounts,
    communities,
    coverage,
    coverage_checks,
    coverage_report,
    decisions,
    desk,
    freshness,
    geography,
    handover,
    index,
    intake,
    inventing,
    keeping,
    owners,
    record,
    site,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waypoint-repere")
def main() -> None:
    """Waypoint / Repère: a map and directory of services, and what keeps it.

    Settings come from PORTAL_* variables; `portal settings` lists them.
    """


for command in (
    site.settings, site.setup, site.run, site.routes,
    record.audit, decisions.withhold, decisions.show_again, decisions.suppress,
    keeping.migrate, keeping.check, keeping.backup, keeping.restore,
    handover.kept,
    intake.load_seeds, intake.import_, intake.export,
    geography.load_geography, geography.remake_places, geography.build_map,
    index.reindex, index.catch_up,
    inventing.demo,
    accounts.accounts,
    coverage.coverage,
    desk.publish_due,
    freshness.freshness,
    owners.owner,
):  # fmt: skip
    main.add_command(command)
for command in (
    coverage_checks.check,
    coverage_report.report,
    communities.consent,
    communities.refuse,
    communities.road,
):
    coverage.coverage.add_command(command)


if __name__ == "__main__":
    main()
