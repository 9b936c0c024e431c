"""The only module that says what a generation must consist of: files by SHA-256, documents by digest."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from search_index.folder import MANIFEST, IndexUnusable, settle, write_whole
from search_index.schema import SCHEMA_VERSION, Document, proof

_ROOM = 1 << 256


@dataclass(frozen=True)
class Manifest:
    """One state of a generation. Files never change once written, so a name and a hash stay true together."""

    schema: int
    documents: int
    digest: str
    files: dict[str, str]  # name -> SHA-256
    retired: tuple[str, ...] = ()  # of the state before; kept until the next change for slow readers

    @property
    def seal(self) -> str:
        """SHA-256 over all of the above; two manifests with one seal are the same."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def documents_digest(documents: Iterable[Document]) -> str:
    """What an index of exactly these documents, in any order, answers to `Index.documents_digest()`."""
    return digest_of(proof(document) for document in documents)


def digest_of(proofs: Iterable[bytes]) -> str:
    """The sum of the proofs: the same for the same documents in any order, counting repeats."""
    return f"{sum(int.from_bytes(each, 'big') for each in proofs) % _ROOM:064x}"


def changed_digest(digest: str, added: Iterable[bytes], taken: Iterable[bytes]) -> str:
    """The digest after some documents came and others went."""
    difference = int(digest_of(added), 16) - int(digest_of(taken), 16)
    return f"{(int(digest, 16) + difference) % _ROOM:064x}"


def write_manifest(generation: Path, manifest: Manifest, fresh: Iterable[str]) -> None:
    """Put a state on the disk: first its fresh files, then the one file that makes them count."""
    for name in fresh:
        settle(generation / name)
    settle(generation)
    body = asdict(manifest) | {"seal": manifest.seal}
    write_whole(generation / MANIFEST, json.dumps(body, indent=1).encode())


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation; raises IndexUnusable unless it is whole and of our schema."""
    try:
        body = json.loads((generation / MANIFEST).read_bytes())
        seal = body.pop("seal")
        manifest = Manifest(**body | {"retired": tuple(body["retired"])})
        sealed = manifest.seal == seal
    except OSError as error:
        raise IndexUnusable("the manifest cannot be read") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexUnusable("the manifest is damaged") from error
    if not sealed:
        raise IndexUnusable("the manifest does not agree with its own seal")
    if manifest.schema != SCHEMA_VERSION:
        raise IndexUnusable(f"the index has schema {manifest.schema}, this program {SCHEMA_VERSION}")
    return manifest


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
