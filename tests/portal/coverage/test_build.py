"""A build: the same bytes twice, whole or not at all, and made of public records alone."""

from dataclasses import replace

import pytest

from portal.coverage import build as building
from portal.coverage import latest
from portal.coverage.build import Ground
from portal.coverage.need import Need
from portal.registry import survey
from portal.registry.governance import Use
from portal.registry.model import Status
from portal.registry.stewardship import UseConsent
from portal.registry.survey import Said
from tests.conftest import CAST, at, listing
from tests.portal.coverage.conftest import DAY, EMBEDDED, nothing, store_of

WHO = Said("2026-01-05", "coordinator")


def bytes_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_two_builds_of_one_revision_are_the_same_bytes(built):
    one, other = built(name="one"), built(name="other")

    assert len(bytes_of(one.folder)) > 20
    assert bytes_of(one.folder) == bytes_of(other.folder)


def test_a_build_over_an_earlier_one_of_the_same_day_changes_nothing(tmp_path):
    store, folder = store_of(CAST), tmp_path / "coverage"
    ground = Ground(tmp_path / "none", EMBEDDED)
    building.build(store, ground, folder, DAY, nothing)
    first = bytes_of(folder)

    building.build(store, ground, folder, DAY, nothing)
    assert bytes_of(folder) == first


def test_a_build_that_stops_half_way_leaves_the_last_one_standing(tmp_path, monkeypatch):
    store, folder = store_of(CAST), tmp_path / "coverage"
    ground = Ground(tmp_path / "none", EMBEDDED)
    building.build(store, ground, folder, DAY, nothing)
    before = bytes_of(folder)

    def failing(*_args):
        raise OSError("disk full")

    monkeypatch.setattr(building.history, "keep", failing)
    with pytest.raises(OSError, match="disk full"):
        building.build(store, ground, folder, DAY, nothing)

    assert bytes_of(folder) == before


def test_hidden_and_unpublished_facts_change_no_byte(built):
    """Two registries that differ only in what nobody may see."""
    draft = listing(
        "draft", "Draft", "legal.aid", place=at("draft", "9 Hidden Road", (-95.0, 50.0)), status=Status.DRAFT
    )

    one, other = built((*CAST, draft), "one"), built((*CAST, replace(draft, categories=("food",))), "other")

    assert bytes_of(one.folder) == bytes_of(other.folder)


def test_what_one_community_may_not_be_told_of_changes_no_row_about_it(covering, full_geography):
    """Two registries that differ by a service in one First Nation: no row about one community tells which is which."""
    grassy = at("new", "1 Invented Street", (-93.99, 50.15))
    without, with_it = (
        covering(CAST, full_geography),
        covering((*CAST, listing("new", "New", "legal.aid", place=grassy)), full_geography),
    )
    need = Need("category:legal.aid")
    communities = without.demand.communities
    own = [row for row in range(len(communities)) if without.withheld[row]]

    assert len(own) > 1000
    assert without.communities(need, 50.0, own) == with_it.communities(need, 50.0, own)
    national = [one.table(need, "country")[0]["beyond"] for one in (without, with_it)]
    assert national[0] > national[1]


def test_with_its_consent_the_same_community_is_told_of(covering, full_geography):
    code = "CSD:3560064"

    def agree(store):
        survey.record_consent(store, code, True, WHO)

    coverage = covering(CAST, full_geography, agree)
    row = coverage.demand.communities.row_of[code]

    told = coverage.communities(Need("category:legal.aid"), 50.0, [row])[0]
    assert not told["withheld"]
    assert told["median_km"] is not None


def test_nothing_is_told_before_a_build(tmp_path):
    with pytest.raises(latest.NotBuilt):
        latest.open_folder(tmp_path, tmp_path, EMBEDDED)


def test_communities_that_hang_by_one_place_are_named_with_what_is_uncertain(built):
    alone = built((CAST[1],)).thin()

    assert {one["listing"] for one in alone} == {"clinique"}
    assert alone[0]["doubts"] == ["unverified"]


def test_a_listing_without_consent_to_statistics_changes_no_byte_of_what_is_published(built):
    place = at("lodge", "1 Cedar Street", (-94.5, 49.8))
    lodge = listing("lodge", "Lodge", "legal.aid", place=place, service_area=("PR:35",))
    led = replace(lodge, organization=replace(lodge.organization, governance="inuit"))

    without, with_it = built(CAST, "without"), built((*CAST, led), "with")
    counted = built((*CAST, lodge), "counted")

    assert "lodge" not in with_it.supply.ids
    assert bytes_of(without.folder) == bytes_of(with_it.folder)
    assert bytes_of(without.folder) != bytes_of(counted.folder)


def test_with_its_owners_consent_the_same_listing_counts(tmp_path):
    lodge = listing("lodge", "Lodge", "legal.aid", place=at("lodge", "1 Cedar Street", (-94.5, 49.8)))
    led = replace(lodge, organization=replace(lodge.organization, governance="inuit"))
    store = store_of((*CAST, led))

    store.record_use(UseConsent("lodge", Use.STATISTICS, True, "council", ("p-1", "p-2"), DAY))

    coverage = building.gather(store, Ground(tmp_path / "none", EMBEDDED), tmp_path, DAY)
    assert "lodge" in coverage.supply.ids
