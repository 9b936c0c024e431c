"""Lists as files in a browser: take a table, fill it in, see what it would do, send what is ticked."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from portal.accounts.people import Role
from portal.exchange.headings import TAKEN
from tests import seated
from tests.reading import Page

CONSENT = {"consent_by": "director", "consent_on": "2026-11-26"}


@pytest.fixture
def alice(site):
    return site.signed_in(site.seat(Role.PARTNER, "org-clinique", name="Alice Invented"))


@pytest.fixture
def carol(site):
    return site.signed_in(site.seat(Role.COORDINATOR, name="Carol Invented"))


def text(browser, path):
    return Page(browser.get(path).text).text


def as_csv(*rows):
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


def uploaded(browser, body, name="list.csv", organization="org-clinique", lang="en"):
    """Send a file; the answer."""
    home = f"/{lang}/partner/files"
    form = {"csrf_token": seated.token_of(browser, home), "organization": organization}
    return browser.post(home, data=form | {"file": (io.BytesIO(body), name)})


def looked(browser, body, **more):
    """Send a file whose columns are known; the address of the page that shows what it would do."""
    answer = uploaded(browser, body, **more)
    assert answer.status_code == 303, Page(answer.text).text
    return answer.headers["Location"]


def send(browser, page, **more):
    return browser.post(f"{page}/send", data=Page(browser.get(page).text).filled() | more)


def listed(browser, kind="csv", organization="org-clinique", lang="en"):
    return browser.get(f"/{lang}/partner/files/listings.{kind}?organization={organization}").data


def as_rows(raw):
    """An exported CSV as rows under our own names."""
    header, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return [dict(zip([name.rpartition("[")[2].rstrip("]") for name in header], row, strict=True)) for row in rows]


def proposals_of(site):
    """How many proposals there are."""
    import sqlite3

    db = sqlite3.connect(site.settings.database)
    count = db.execute("SELECT count(*) FROM proposal WHERE stage = 'waiting'").fetchone()[0]
    db.close()
    return count


def test_ones_own_listings_come_back_unchanged(alice):
    for kind, lang in (("csv", "en"), ("xlsx", "fr")):
        page = looked(alice, listed(alice, kind, lang=lang), name=f"x.{kind}", lang=lang)

        said = text(alice, page)
        assert ("1 Unchanged" in said) if lang == "en" else ("1 Inchangées" in said), said


def test_a_changed_cell_becomes_a_proposal_and_nothing_else(site, alice):
    (row,) = as_rows(listed(alice))
    page = looked(alice, as_csv(row | {"phone_office": "807-555-0177"}))
    assert "807-555-0177" in text(alice, page) and "1 Changed" in text(alice, page)

    sent = send(alice, page)

    assert sent.status_code == 303, Page(sent.text).text
    assert "1 row was sent" in text(alice, sent.headers["Location"])
    assert proposals_of(site) == 1
    assert "807-555-0177" not in text(site.browser(), "/en/service/clinique")
    assert alice.get(page).status_code == 404
    assert "1 Sent before and still waiting" in text(
        alice, looked(alice, as_csv(row | {"phone_office": "807-555-0177"}))
    )


NEW = {
    "service_name_en": "Night line", "categories": "crisis.line", "phone_crisis": "807-555-0150", "province": "ON",
}  # fmt: skip


def test_new_rows_need_somebody_who_agreed(site, alice):
    page = looked(alice, as_csv(NEW))

    assert send(alice, page).status_code == 422
    sent = send(alice, page, **CONSENT)

    assert sent.status_code == 303 and proposals_of(site) == 1


def test_a_file_is_taken_in_part_and_every_bad_row_is_named(site, alice):
    bad = NEW | {"service_name_en": "Day line", "phone_crisis": "12"}
    worse = NEW | {"service_name_en": "Other line", "organization_name_en": "Somebody Else", "categories": "Martian"}
    page = looked(alice, as_csv(NEW, bad, worse))

    said = text(alice, page)
    send(alice, page, **CONSENT)

    assert "1 New" in said and "2 Refused" in said and proposals_of(site) == 1
    assert "Row 3: phone_crisis is not a phone number" in said
    assert "Row 4: organization_name_en names another" in said


def test_what_is_not_ticked_is_not_sent(site, alice):
    page = looked(alice, as_csv(NEW, NEW | {"service_name_en": "Second line"}))

    sent = send(alice, page, row=["3"], **CONSENT)

    assert sent.status_code == 303 and proposals_of(site) == 1


def test_a_row_that_is_likely_there_already_is_not_ticked(alice):
    page = looked(alice, as_csv(NEW, NEW, NEW | {"service_name_en": "Support service", "phone_crisis": "807-555-0151"}))

    assert Page(alice.get(page).text).filled()["row"] == ["2"]
    assert "It says the same as row 2" in text(alice, page) and "2 Likely listed already" in text(alice, page)


def test_the_place_of_a_shelter_is_dropped_and_counted(site, alice):
    row = NEW | {
        "categories": "Emergency shelter", "address": "9 Quokka Lane", "community": "Larchville",
        "postal_code": "P7B 1A1", "delivery": "in_person",
    }  # fmt: skip
    page = looked(alice, as_csv(row))

    said = text(alice, page)
    send(alice, page, **CONSENT)

    held = b"".join(one.read_bytes() for one in site.settings.state_dir.rglob("*") if one.is_file())
    assert "1 row came with a place that may not be known" in said and proposals_of(site) == 1
    assert "Quokka" not in said and b"Quokka" not in held


def test_strange_headings_are_asked_about_and_guessed_where_they_can_be(site, alice):
    row = {
        "Nom du service": "Ligne de nuit",
        "Ligne de crise": "807-555-0150",
        "Genre": "Ligne d'écoute",
        "Prov.": "ontario",
    }
    answer = uploaded(alice, as_csv(row), lang="fr")
    columns = answer.headers["Location"]
    assert columns.endswith("/columns")
    page = Page(alice.get(columns).text)
    filled = page.filled()
    assert (filled["m0"], filled["m1"], filled["m2"], filled["m3"]) == (
        "service_name_fr",
        "phone_crisis",
        "",
        "province",
    )
    assert "Par exemple : Ligne de nuit" in page.text.replace("\xa0", " ")

    shown = alice.post(columns, data=filled | {"categories": "crisis.line"})

    assert shown.status_code == 303 and "1 Nouvelles" in text(alice, shown.headers["Location"])


def test_nobody_else_sees_what_waits(site, alice, carol):
    page = looked(alice, as_csv(NEW))

    assert carol.get(page).status_code == 404 and carol.post(f"{page}/send").status_code in (400, 404)


def test_a_file_can_be_forgotten(alice):
    page = looked(alice, as_csv(NEW))

    alice.post(f"{page}/drop", data={"csrf_token": seated.token_of(alice, page)})

    assert alice.get(page).status_code == 404


def test_what_waits_is_sealed_readable_by_the_site_alone_and_gone_after_an_hour(site, alice):
    import os
    import time

    page = looked(alice, as_csv(NEW))
    (path,) = site.settings.uploads.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600 and b"Night" not in path.read_bytes()

    os.utime(path, (time.time() - 3601,) * 2)

    assert alice.get(page).status_code == 404 and not list(site.settings.uploads.iterdir())


def test_a_second_file_takes_the_place_of_the_first(site, alice):
    first = looked(alice, as_csv(NEW))

    looked(alice, as_csv(NEW))

    assert alice.get(first).status_code == 404 and len(list(site.settings.uploads.iterdir())) == 1


def test_what_the_registry_says_meanwhile_is_shown_before_anything_is_sent(site, alice):
    (row,) = as_rows(listed(alice))
    page = looked(alice, as_csv(row | {"phone_office": "807-555-0177"}))
    filled = Page(alice.get(page).text).filled()

    answer = alice.post(f"{page}/send", data=filled | {"shown": "otherwise"})

    assert answer.status_code == 422 and "has changed since" in Page(answer.text).text and proposals_of(site) == 0


def test_a_coordinator_takes_a_list_of_any_organization(site, carol):
    row = NEW | {"organization_name_en": "Lakehead Legal Clinic"}
    page = looked(carol, as_csv(row), organization="")

    sent = send(carol, page, **CONSENT)

    assert sent.status_code == 303 and proposals_of(site) == 1


def test_a_partner_takes_and_sends_only_what_is_theirs(site, alice):
    assert alice.get("/en/partner/files/listings.csv?organization=org-rosewood").status_code == 404
    assert uploaded(alice, as_csv(NEW), organization="org-rosewood").status_code == 404
    page = looked(alice, as_csv(NEW | {"record_key": "rosewood"}))

    assert "1 New" in text(alice, page)


def test_the_template_is_filled_in_with_what_it_offers_and_comes_back(alice):
    for lang, category in (("en", "Crisis line [crisis.line]"), ("fr", "Ligne de crise [crisis.line]")):
        book = load_workbook(io.BytesIO(alice.get(f"/{lang}/partner/files/template.xlsx").data))
        sheet = book.worksheets[0]
        offered = {cell.value for column in book.worksheets[1].columns for cell in column}
        assert len(sheet.data_validations.dataValidation) >= 18 and category in offered
        filled = NEW | {"service_name_en": "", f"service_name_{lang}": "Night line", "categories": category}
        for column, value in filled.items():
            sheet.cell(2, TAKEN.index(column) + 1).value = value
        made = io.BytesIO()
        book.save(made)

        page = looked(alice, made.getvalue(), name="x.xlsx", lang=lang)

        assert ("1 New" if lang == "en" else "1 Nouvelles") in text(alice, page)


def posted(browser, size):
    """A file of this size as a browser sends it; the answer."""
    parts = {"csrf_token": seated.token_of(browser, "/en/partner/files"), "organization": "org-clinique"}
    fields = "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items())
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    body = f"{fields}{head}".encode() + b"a" * size + b"\r\n--x--\r\n"
    return browser.post("/en/partner/files", data=body, content_type="multipart/form-data; boundary=x")


def test_a_file_that_is_too_large_is_answered_calmly(alice):
    assert posted(alice, 5_200_000).status_code == 413
    answer = posted(alice, 5_000_001)
    assert answer.status_code == 422 and "over 5 MB" in Page(answer.text).text


def test_a_file_in_bounds_never_touches_a_disk(alice, monkeypatch):
    import tempfile

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, None)

    assert posted(alice, 3_000_000).status_code == 422


def test_nobody_else_may_send_that_much(site, alice):
    body = {"words": "x" * 20_000}

    assert site.browser().post("/en/search", data=body).status_code == 413
    assert alice.post("/en/partner/new", data=body).status_code == 413
