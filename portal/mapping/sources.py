"""What a list says differently of a listing that people look after: a proposal, once for each thing it says."""

from __future__ import annotations

from portal.registry.levels import is_narrower
from portal.registry.model import Service, Status, Verification

from .closing import close
from .desk import Desk
from .fields import SAFETY, as_row, differences
from .proposal import Author, Kind, Proposal, Stage, Why
from .submit import added


def decided_by_people(held: Service) -> bool:
    """Whether somebody has confirmed a listing, or stopped it from being shown."""
    return held.verification is not Verification.UNVERIFIED or held.status is not Status.PUBLISHED


def needs_people(held: Service, said: Service) -> bool:
    """Whether what a list says now may not simply be stored: people decided before, or somebody could be misled."""
    changes = differences(as_row(held), as_row(said))
    return bool(changes) and (decided_by_people(held) or any(change.column in SAFETY for change in changes))


def tells_less(held: Service, said: Service) -> bool:
    """Whether a list says less of where a listing is that nobody but a list has spoken for: hiding never waits."""
    return not decided_by_people(held) and is_narrower(said, held)


def put_forward(held: Service, said: Service, source_id: str, desk: Desk) -> None:
    """Propose what a list says now. Publishes nothing; saying the same again, even after a no, proposes nothing.

    Stands inside `together`. An older proposal of the same list that nobody has decided gives way.
    """
    author = f"import:{source_id}"
    changes = differences(as_row(held), as_row(said))
    wanted = {change.column: change.new for change in changes}
    earlier = [one for one in desk.proposals.of_service(held.id) if one.author == author]
    if any(one.wanted == wanted and one.stage in {Stage.WAITING, Stage.DECLINED} for one in earlier):
        return
    for one in earlier:
        if one.stage is Stage.WAITING:
            close(one, Stage.SUPERSEDED, author, desk)
    proposal = Proposal(
        number=0,
        kind=Kind.CHANGE,
        service_id=held.id,
        changes=changes,
        based_on=held.revision,
        authors=(Author(author),),
        why=Why.SOURCE,
        source=said.origin.url or said.origin.page,
        edited_at=desk.now,
    )
    added(proposal, author, desk)
