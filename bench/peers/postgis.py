"""PostgreSQL with PostGIS: the whole question in one statement, in a private cluster that lives as long as the run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.combined import FACETS, MOST, Corpus, Plain, Reply

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ACCOUNT = "postgres"
"""Whose programs they are where we are root: PostgreSQL refuses to run as root."""
SETTINGS = {"shared_buffers": "1GB", "work_mem": "64MB", "fsync": "off", "jit": "off", "listen_addresses": "''"}
QUESTION = """
    WITH hit AS MATERIALIZED (
        SELECT row, rank, {facets}, ST_Distance(place, %(here)s::geography) AS metres FROM listing
        WHERE tokens @@ %(words)s::tsquery AND ST_DWithin(place, %(here)s::geography, %(metres)s) {category}
    )
    SELECT (SELECT count(*) FROM hit),
        (SELECT array_agg(ARRAY[row, metres] ORDER BY metres, rank)
            FROM (SELECT row, rank, metres FROM hit ORDER BY metres, rank LIMIT {most}) AS nearest),
        {counts}
"""
COUNT = "(SELECT jsonb_object_agg(code, n) FROM (SELECT unnest({0}) AS code, count(*) AS n FROM hit GROUP BY 1) AS c)"


def is_here() -> bool:
    """Whether PostgreSQL 15 is installed, with PostGIS and a driver."""
    try:
        import psycopg as psycopg
    except ImportError:
        return False
    return (PROGRAMS / "initdb").exists() and Path("/usr/share/postgresql/15/extension/postgis.control").exists()


@contextmanager
def cluster(folder: Path) -> Iterator[Any]:
    """A connection to a new cluster in a folder, stopped and removed afterwards."""
    import psycopg

    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
        for parent in folder.parents[:-1]:
            if not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()) + f" -k {folder}"
    run("initdb", "-D", data, "-A", "trust", "-U", ACCOUNT, "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        with psycopg.connect(host=str(folder), user=ACCOUNT, dbname="postgres", autocommit=True) as connection:
            yield connection
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")


def run(program: str, *arguments: object) -> None:
    """One of PostgreSQL's programs, as an account that it runs under."""
    user = ACCOUNT if os.geteuid() == 0 else None
    command = [str(PROGRAMS / program), *map(str, arguments)]
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def built(corpus: Corpus, connection: Any) -> None:
    """One table with an index for words, codes and places each."""
    connection.execute("CREATE EXTENSION postgis")
    codes = ", ".join(f"{facet} text[]" for facet in FACETS)
    connection.execute(
        f"CREATE TABLE listing (row int PRIMARY KEY, rank int, tokens tsvector, place geography(Point), {codes})"
    )
    columns = ("row", "rank", "tokens", "place", *FACETS)
    with connection.cursor().copy(f"COPY listing ({', '.join(columns)}) FROM STDIN") as copy:
        for row, (tokens, point) in enumerate(zip(corpus.tokens, corpus.points, strict=True)):
            place = f"SRID=4326;POINT({point[0]!r} {point[1]!r})" if point else None
            copy.write_row((row, corpus.rank[row], tokens, place, *(list(corpus.codes[f][row]) for f in FACETS)))
    for index in ("gin (tokens)", "gin (category)", "gist (place)"):
        connection.execute(f"CREATE INDEX ON listing USING {index}")
    connection.execute("VACUUM ANALYZE listing")


def design(connection: Any) -> Callable[[Plain], Reply]:
    """Asks it."""
    counts = ", ".join(COUNT.format(facet) for facet in FACETS)
    cursor = connection.cursor()

    def ask(asked: Plain) -> Reply:
        category = "AND category @> ARRAY[%(category)s]" if asked.category else ""
        statement = QUESTION.format(facets=", ".join(FACETS), counts=counts, most=MOST, category=category)
        values = {
            "words": " & ".join("(" + " | ".join(word) + ")" for word in asked.words),
            "here": f"SRID=4326;POINT({asked.here[0]!r} {asked.here[1]!r})",
            "metres": asked.km * 1000,
            "category": asked.category,
        }
        total, nearest, *held = cursor.execute(statement, values).fetchone()
        counted = {
            (facet, code): n for facet, codes in zip(FACETS, held, strict=True) for code, n in (codes or {}).items()
        }
        return Reply(total, [int(r) for r, _ in nearest or []], [m / 1000 for _, m in nearest or []], counted)

    return ask
