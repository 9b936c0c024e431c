"""Keeps the columns of one revision on disk, so that a worker starts without reading every listing again.

A folder of three files: every array behind the other, the little that is no array, and the seal that says both
are whole. The arrays are mapped, not read: all workers of a machine share one copy of them.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import LANGUAGES, SIMPLE, SPOT_PARTS, Coded, Columns, Spots
from .openings import Kept, Openings
from .texts import Texts

ARRAYS, REST, SEAL = "arrays.bin", "rest.json", "seal.json"
EDGE = 64
"""Bytes: every array starts at a multiple of this, as numpy wants it for speed."""

Arrays = Mapping[str, NDArray[Any]]


class NoSnapshot(Exception):
    """There is no whole set of columns of this stamp in this folder."""


def save(columns: Columns, revision: int, folder: Path, stamp: str) -> None:
    """Write the columns of one revision to a folder, aside and renamed.

    `stamp` names what else they were made with: the places, and the shape of the columns themselves.
    """
    aside = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700, parents=True)
    rest = {
        "arrays": written(arrays_of(columns), aside / ARRAYS),
        "areas": list(columns.area),
        "codes": {name: one.codes for name, one in columns.coded.items()},
        "kept": columns.openings.kept,
    }
    (aside / REST).write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")
    (aside / SEAL).write_text(json.dumps(sealed(stamp, revision, digests(aside))), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def load(folder: Path, stamp: str) -> tuple[int, Columns]:
    """The revision and the columns saved in a folder. Raises NoSnapshot unless they are whole and of this stamp."""
    try:
        seal = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        if seal != sealed(stamp, seal["revision"], digests(folder)):
            raise NoSnapshot
        rest = json.loads((folder / REST).read_text(encoding="utf-8"))
        return int(seal["revision"]), columns_from(mapped(folder / ARRAYS, rest["arrays"]), rest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoSnapshot from error


def revision(folder: Path, stamp: str) -> int | None:
    """The revision a snapshot was made of, by its seal alone; None where there is none of this stamp."""
    try:
        seal = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        said = sealed(stamp, seal["revision"], {name: seal[name] for name in (ARRAYS, REST)})
        return int(seal["revision"]) if seal == said else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(folder: Path) -> None:
    """Remove a snapshot, and what a killed writer left of one: what was public may not be so any more."""
    for each in (folder, *folder.parent.glob(f"{folder.name}.*.part")):
        shutil.rmtree(each, ignore_errors=True)


def sealed(stamp: str, revision: int, files: Mapping[str, str]) -> dict[str, Any]:
    """The seal of a snapshot, with a digest over itself."""
    body = {"stamp": stamp, "revision": revision, **files}
    return body | {"seal": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()}


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of both files."""
    return {name: digest(folder / name) for name in (ARRAYS, REST)}


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def written(arrays: Arrays, path: Path) -> dict[str, list[Any]]:
    """Write arrays one behind the other; answers the kind, shape and start of each."""
    kept: dict[str, list[Any]] = {}
    with path.open("xb") as file:
        for name, array in arrays.items():
            file.write(bytes(-file.tell() % EDGE))
            kept[name] = [array.dtype.str, array.shape, file.tell()]
            file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
    return kept


def mapped(path: Path, kept: Mapping[str, list[Any]]) -> dict[str, NDArray[Any]]:
    """The arrays of a file, read-only and shared with every process that maps it."""
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return {
        name: np.ndarray(shape, np.dtype(kind), content, start) for name, (kind, shape, start) in kept.items()
    }  # numpy keeps the map open for as long as one of them is in use


def arrays_of(columns: Columns) -> dict[str, NDArray[Any]]:
    """Every array of the columns under one flat name."""
    arrays = {name: getattr(columns, name) for name in ("alive", *SIMPLE)}
    arrays |= dict(texts_of("ids", columns.ids))
    for language in LANGUAGES:
        arrays |= {f"rank.{language}": columns.rank[language], **dict(texts_of(language, columns.names[language]))}
    for name, one in columns.coded.items():
        arrays |= {f"coded.{name}.{part}": getattr(one, part) for part in ("yes", "no", "complete")}
    arrays |= {"openings.rows": columns.openings.rows, "openings.codes": columns.openings.codes}
    for name in ("addresses", "communities"):
        arrays |= {f"{name}.{part}": getattr(getattr(columns, name), part) for part in SPOT_PARTS}
    areas = list(columns.area.values())
    ends = np.cumsum([len(rows) for rows in areas], dtype=np.int64)
    return arrays | {"areas.rows": np.concatenate([np.empty(0, np.int64), *areas]), "areas.ends": ends}


def texts_of(name: str, texts: Texts) -> Iterator[tuple[str, NDArray[Any]]]:
    """Both arrays of a column of texts."""
    texts = texts if texts.behind is None else Texts.of(texts)
    yield f"texts.{name}", texts.content
    yield f"texts.{name}.ends", texts.ends


def columns_from(arrays: Arrays, rest: Mapping[str, Any]) -> Columns:
    """The columns of arrays_of and the little that is no array."""

    def spots_of(name: str) -> Spots:
        return Spots(*(arrays[f"{name}.{part}"] for part in SPOT_PARTS))

    def texts(name: str) -> Texts:
        return Texts(arrays[f"texts.{name}"], arrays[f"texts.{name}.ends"])

    def coded(name: str) -> Coded:
        masks = (arrays[f"coded.{name}.{part}"] for part in ("yes", "no", "complete"))
        return Coded(tuple(rest["codes"][name]), *masks)

    areas = np.split(arrays["areas.rows"], arrays["areas.ends"])[:-1]
    kept = tuple(Kept(rule, tuple(zones), province) for rule, zones, province in rest["kept"])
    return Columns(
        ids=texts("ids"),
        alive=arrays["alive"],
        names={language: texts(language) for language in LANGUAGES},
        rank={language: arrays[f"rank.{language}"] for language in LANGUAGES},
        coded={name: coded(name) for name in rest["codes"]},
        area=dict(zip(rest["areas"], areas, strict=True)),
        addresses=spots_of("addresses"),
        communities=spots_of("communities"),
        openings=Openings(arrays["openings.rows"], arrays["openings.codes"], kept),
        **{name: arrays[name] for name in SIMPLE},
    )
