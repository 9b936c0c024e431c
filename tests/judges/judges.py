"""People who did not write this site look at it with their own tools. Each tool lives apart, in .judges/.

    python -m tests.judges.judges            all of them; needs root, openssl, node and npm
    python -m tests.judges.judges bandit     one

Before it counts, each judge is shown something with the faults it looks for (spoilt.py): one that finds nothing
there, or cannot be asked at all, counts as a failure. The site runs as an operator runs it, behind TLS, on a network
of its own with nobody else in it. Ends with one table; code 1 unless every judge is content.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.judges.tls import certificates, stand_before

CHECKOUT = Path(__file__).parents[2]
HOMES = CHECKOUT / ".judges"
HOST, SPOILT = "waypoint.test", "spoilt.test"
BEHIND = 8171
"""The port the site listens on, behind TLS."""
SPOILT_ADDRESS = "127.0.0.2"
SPOILT_CODE = "import subprocess\n\nsubprocess.call(input(), shell=True)\nexec(input())\n"
INSIDE = "WAYPOINT_JUDGED"
PINS = {"bandit": "bandit==1.9.4", "wapiti": "wapiti3==3.2.3", "sqlmap": "sqlmap==1.10.10"}
OBSERVATORY = "@mdn/mdn-http-observatory@1.4.8"
NOTHING_DESCRIBED = "no page or address is described by OpenAPI"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge said of one thing."""

    figure: str
    content: bool


class Unasked(Exception):
    """A judge could not be asked; why."""


# Where the judges live


def prepare() -> None:
    """Install what is missing, each tool in an environment of its own."""
    for name, pin in PINS.items():
        if not (HOMES / name / "bin" / name).exists():
            run([sys.executable, "-m", "venv", str(HOMES / name)])
            run([str(HOMES / name / "bin" / "pip"), "install", "--quiet", pin])
    home = HOMES / "observatory"
    if not (home / "node_modules").is_dir():
        home.mkdir(parents=True)
        run(["npm", "init", "--yes"], cwd=home)
        # Its own scripts fetch two lists from elsewhere: who is preloaded, and every top-level domain.
        run(["npm", "install", "--ignore-scripts", "--silent", OBSERVATORY], cwd=home)
    (observatory() / "conf" / "hsts-preload.json").write_text("{}", encoding="ascii")


def observatory() -> Path:
    """The folder of the Observatory's own files."""
    return HOMES / "observatory" / "node_modules" / "@mdn" / "mdn-http-observatory"


def run(command: list[str], **more: object) -> str:
    """What a command says. Raises Unasked when it is not there or takes too long."""
    try:
        outcome = subprocess.run(command, capture_output=True, text=True, timeout=1800, **more)  # type: ignore[call-overload]
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unasked(f"{command[0]}: {error}") from error
    return str(outcome.stdout) + str(outcome.stderr)


def tool(name: str) -> str:
    """The command of a judge."""
    return str(HOMES / name / "bin" / name)


# The judges


def bandit(spoilt: bool) -> Verdict:
    """Bandit: what stands in the code itself."""
    code = Path(os.environ[INSIDE]) / "spoilt.py"
    code.write_text(SPOILT_CODE, encoding="ascii")
    paths = [str(code)] if spoilt else ["portal", "geo", "search_index"]
    report = code.with_name("bandit.json")
    run([tool("bandit"), "-q", "-r", "-f", "json", "-o", str(report), "-c", "pyproject.toml", *paths], cwd=CHECKOUT)
    levels = [one["issue_severity"] for one in json.loads(report.read_text(encoding="utf-8"))["results"]]
    if spoilt:
        return Verdict(f"{len(levels)} found", not levels)
    severe = sum(level in ("MEDIUM", "HIGH") for level in levels)
    return Verdict(f"{severe} medium or higher, {len(levels) - severe} low", severe == 0)


def graded(spoilt: bool) -> Verdict:
    """MDN HTTP Observatory: headers, cookies and redirects, as over the network."""
    environment = os.environ | {"NODE_EXTRA_CA_CERTS": str(Path(os.environ[INSIDE]) / "authority.pem")}
    said = run(["node", "src/scan.js", SPOILT if spoilt else HOST], cwd=observatory(), env=environment)
    told = json.loads(said[said.index("{") :])
    if "scan" not in told:
        raise Unasked(said[:300])
    scan, failed = told["scan"], [one["result"] for one in told["tests"].values() if not one["pass"]]
    return Verdict(f"{scan['grade']} ({scan['score']}) {', '.join(failed)}".strip(), scan["grade"] == "A+")


def wapiti(spoilt: bool) -> Verdict:
    """Wapiti: walks the pages and tries to break each form and parameter."""
    report = Path(os.environ[INSIDE]) / "wapiti.json"
    report.unlink(missing_ok=True)
    address = f"http://{SPOILT}/" if spoilt else f"https://{HOST}/en/"
    command = [tool("wapiti"), "-u", address, "--flush-session", "--no-bugreport", "-f", "json", "-o", str(report)]
    command += ["-m", "xss,permanentxss,sql,timesql,file,exec,ssrf,redirect,csp,cookieflags,http_headers,crlf,htaccess"]
    command += [
        "--max-scan-time",
        "120",
        "--max-attack-time",
        "60",
        "--scope",
        "domain" if spoilt else "folder",
        "--verify-ssl",
        "0",
    ]
    home = os.environ | {"HOME": os.environ[INSIDE]}
    said = run(command, env=home)
    if not report.is_file():
        raise Unasked(said[-300:])
    told = json.loads(report.read_text(encoding="utf-8"))
    found = {kind: len(ones) for part in ("vulnerabilities", "anomalies") for kind, ones in told[part].items() if ones}
    pages = told["infos"].get("crawled_pages_nbr", "?")
    return Verdict(f"{sum(found.values())} found on {pages} pages {found or ''}".strip(), not found)


def sqlmap(spoilt: bool) -> Verdict:
    """sqlmap: tries to finish our questions of the database."""
    if spoilt:
        targets = [["-u", f"http://{SPOILT}/listing?id=1"]]
    else:
        base = f"http://{HOST}:{BEHIND}/en"  # What it asks is the same without TLS, and it asks thousands of times.
        targets = [
            ["-u", f"{base}/search", "--data", "words=legal&place=Toronto&category=legal.aid&page=1&order=nearest"],
            ["-u", f"{base}/map-data", "--data", "words=legal&west=10&south=48&east=20&north=49&zoom=9&drawn=x"],
            ["-u", f"{base}/list?words=legal&category=legal.aid"],
            ["-u", f"{base}/shortlist", "--data", "keep=x"],
            ["-u", f"{base}/service/x*"],
            ["-u", f"{base}/account/sign-in", "--data", "email=a@example.org&password=x&code=1&csrf_token=x"],
        ]
    common = ["--batch", "--level", "2", "--flush-session", "--disable-coloring", "--ignore-code", "*"]
    home = ["--output-dir", os.environ[INSIDE] + "/sqlmap"]
    found = []
    for target in targets:
        said = run([tool("sqlmap"), *target, *common, *home], cwd=os.environ[INSIDE])
        if "do not appear to be injectable" not in said and "is vulnerable" not in said and "Parameter:" not in said:
            raise Unasked(f"{target[1]}: {said[-300:]}")
        found += [target[1]] if re.search(r"^Parameter: ", said, re.MULTILINE) else []
    return Verdict(f"{len(found)} of {len(targets)} addresses injectable", not found)


JUDGES: dict[str, tuple[str, Callable[[bool], Verdict]]] = {
    "bandit": ("0 medium or higher", bandit),
    "observatory": ("A+", graded),
    "sqlmap": ("0 injectable", sqlmap),
    "wapiti": ("0 found", wapiti),
}


def judged(name: str) -> tuple[str, str, str, str]:
    """One judge's row: what was asked of the site, what was seen, whether the judge is awake, and the verdict."""
    bar, ask = JUDGES[name]
    try:
        asleep = ask(True)
        if asleep.content:
            return name, bar, f"found nothing wrong with the spoilt site: {asleep.figure}", "NOT A JUDGE"
        seen = ask(False)
    except (Unasked, ValueError, KeyError) as why:
        return name, bar, f"could not be asked: {why!r}"[:200], "SKIPPED"
    return name, bar, f"{seen.figure}; spoilt site: {asleep.figure}", "content" if seen.content else "NOT CONTENT"


# The site, and a network without anybody else


@contextlib.contextmanager
def running(folder: Path) -> Iterator[None]:
    """The site on invented listings, and the spoilt one, each behind TLS under a name of its own."""
    environment = os.environ | {
        "PORTAL_STATE_DIR": str(folder / "state"),
        "PORTAL_RUNTIME_DIR": str(folder / "runtime"),
        "PORTAL_TRUSTED_HOSTS": HOST,
        "PORTAL_PROXIES": "1",
    }
    portal = [sys.executable, "-c", "from portal.cli import main; main()"]
    subprocess.run([*portal, "demo", "--count", "300"], env=environment, cwd=CHECKOUT, check=True, capture_output=True)
    commands = [
        [*portal, "run", "--port", str(BEHIND)],
        [sys.executable, "-m", "tests.judges.spoilt", SPOILT_ADDRESS, "80"],
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    servers = [subprocess.Popen(command, env=environment, cwd=CHECKOUT, **quiet) for command in commands]
    try:
        certificates(folder, HOST)
        stand_before(BEHIND, folder)
        answering(f"http://127.0.0.1:{BEHIND}/healthz", HOST)
        answering(f"http://{SPOILT_ADDRESS}/", SPOILT)
        yield
    finally:
        for server in servers:
            server.terminate()
            server.wait(30)


def answering(address: str, host: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Unasked(f"{address} does not answer")


def alone(folder: str, names: list[str]) -> int:
    """Run again on a network of our own, where the two names lead to this machine and nowhere else."""
    (Path(folder) / "hosts").write_text(f"127.0.0.1 localhost {HOST}\n{SPOILT_ADDRESS} {SPOILT}\n", encoding="ascii")
    inside = f'ip link set lo up && mount --bind {folder}/hosts /etc/hosts && exec "$@"'
    again = [sys.executable, "-m", "tests.judges.judges", *names]
    command = ["unshare", "--net", "--mount", "sh", "-c", inside, "sh", *again]
    return subprocess.run(command, env=os.environ | {INSIDE: folder}, cwd=CHECKOUT).returncode


def main(names: list[str]) -> int:
    """Install, go inside, judge, and say what came of it."""
    if INSIDE not in os.environ:
        prepare()
        with tempfile.TemporaryDirectory() as folder:
            return alone(folder, names)
    with running(Path(os.environ[INSIDE])):
        rows = [judged(name) for name in names or JUDGES]
    rows.append(("schemathesis", "0 failures", NOTHING_DESCRIBED, "nothing to judge"))
    for row in [("judge", "bar", "seen", "verdict"), *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, (14, 20, 70, 10), strict=True)))
    return int(any(row[3] not in ("content", "nothing to judge") for row in rows))


if __name__ == "__main__":
    missing = [name for name in ("unshare", "ip", "openssl", "node", "npm") if shutil.which(name) is None]
    sys.exit(f"not to be had here: {', '.join(missing)}" if missing else main(sys.argv[1:]))
