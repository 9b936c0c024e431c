"""The small directory every test of search_index asks, and ways to write one's own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search_index.index import Index
from search_index.rebuild import rebuild

Document = dict[str, Any]


def written(identifier: str, **values: Any) -> Document:
    empty = {"version": 1, "names_en": "", "names_fr": "", "text_en": "", "text_fr": "", "codes": ""}
    return {"id": identifier, **empty, **values}


CAST = [
    written(
        "rosewood",
        names_en="Rosewood House",
        names_fr="Maison Rosewood",
        text_en="Emergency shelter for women and their children. Open at night.",
        text_fr="Hébergement d'urgence pour les femmes et leurs enfants. Ouvert la nuit.",
        codes="shelter.emergency",
    ),
    written(
        "clinique",
        names_en="Legal Clinic",
        names_fr="Clinique juridique",
        text_en="Free legal aid in Val-d’Or; works with Rosewood House and Rosewood House Annex.",
        text_fr="Aide juridique gratuite à Val-d’Or, avec la Maison Rosewood.",
        codes="legal.clinic",
    ),
    written(
        "pauktuutit",
        names_en="Friendship Centre\nᐊᕐᓇᐃᑦ ᐃᓪᓗᖓᑦ",
        names_fr="Centre d’amitié",
        text_en="Counselling in Inuktitut ᐃᓄᒃᑎᑐᑦ, an evening meal, aid with forms that are not legal forms.",
        text_fr="Counseling en inuktitut, repas du soir. Bienvenue aujourd’hui.",
        codes="indigenous.friendship_centre counselling.trauma",
    ),
]


@pytest.fixture
def document() -> Callable[..., Document]:
    return written


@pytest.fixture
def cast() -> list[Document]:
    return [dict(each) for each in CAST]


@pytest.fixture
def folder(tmp_path: Path, cast: list[Document]) -> Path:
    rebuild(cast, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    held = Index.open(folder, patience=0.1)
    yield held
    held.close()


@pytest.fixture
def index_of(tmp_path: Path) -> Iterator[Callable[..., Index]]:
    """An index of the documents given."""
    opened: list[Index] = []

    def build(*documents: Document) -> Index:
        place = tmp_path / f"index-{len(opened)}"
        rebuild(documents, place)
        opened.append(Index.open(place))
        return opened[-1]

    yield build
    for each in opened:
        each.close()
