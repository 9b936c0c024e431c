"""Keeping seats in a browser: inviting, changing, helping back in, closing, and for whom there is no such page."""

import pytest

from portal.accounts.people import Role
from tests import seated
from tests.reading import Page


@pytest.fixture
def claire(site):
    return site.signed_in(site.seat(Role.COORDINATOR, name="Claire Invented"))


@pytest.fixture
def bob(site):
    return site.seat(Role.REVIEWER, name="Bob Invented")


def post(browser, path, page=None, **given):
    return browser.post(path, data={"csrf_token": seated.token_of(browser, page or path)} | given)


def invite(browser, **given):
    wanted = {"name": "Denise Larivière", "email": "denise@example.org", "role": "reviewer"}
    return post(browser, "/en/people/invite", **(wanted | given))


def test_a_coordinator_invites_somebody_and_hands_the_link_over(site, claire):
    told = Page(invite(claire).text)
    address = told.find("code")[0].text

    assert address.startswith("http://localhost/en/account/link/")
    assert "Accept your seat" in Page(site.browser().get(address).text).text
    listed = Page(claire.get("/en/people").text).text
    assert "Denise Larivière" in listed and "Invited, not accepted yet" in listed
    assert address not in listed


def test_a_partner_is_invited_for_an_organization_that_was_looked_for(site, claire):
    looked = Page(invite(claire, role="partner", words="lakehead", look="yes").text)
    offered = [field["value"] for field in looked.find("input") if field["name"] == "organizations"]

    assert offered == ["org-clinique"]
    assert next(field for field in looked.find("input") if field["name"] == "name")["value"] == "Denise Larivière"
    assert invite(claire, role="partner", organizations=offered).status_code == 200
    assert "Lakehead Legal Clinic" in Page(claire.get("/fr/people").text).text


@pytest.mark.parametrize(
    "given, why",
    [
        ({"email": "info@example.org"}, "Several people read a mailbox of this name"),
        ({"email": "denise"}, "one e-mail address"),
        ({"name": ""}, "the name of one person"),
        ({"role": "partner"}, "choose at least one"),
        ({"role": "administrator"}, "Only an administrator"),
        ({"role": "partner", "organizations": ["no-such"]}, "not in the list any more"),
    ],
)
def test_what_cannot_be_is_said_with_the_cure(claire, given, why):
    answer = invite(claire, **given)

    assert answer.status_code == 422 and why in Page(answer.text).text


def test_a_role_that_does_not_exist_is_not_understood(claire):
    assert invite(claire, role="anyone").status_code == 400


def test_a_coordinator_changes_a_role_and_the_person_is_signed_out(site, claire, bob):
    theirs = site.signed_in(bob)

    answer = post(claire, f"/en/people/{bob.id}", role="partner", organizations=["org-clinique"])

    assert answer.status_code == 303
    assert theirs.get("/en/account").status_code == 302
    with site.door() as door:
        assert door.accounts.seat(bob.id).person.role is Role.PARTNER


def test_looking_for_an_organization_changes_nothing(site, claire, bob):
    theirs = site.signed_in(bob)

    page = Page(post(claire, f"/en/people/{bob.id}", role="partner", words="lakehead", look="yes").text)

    assert [field["value"] for field in page.find("input") if field["name"] == "organizations"] == ["org-clinique"]
    assert theirs.get("/en/account").status_code == 200


@pytest.mark.parametrize("purpose, asks", [("password", "Choose a new password"), ("factor", "a new authenticator")])
def test_somebody_is_helped_back_in_and_can_read_that_it_was_done(site, claire, bob, purpose, asks):
    page = f"/en/people/{bob.id}"

    told = Page(post(claire, f"{page}/link", page=page, purpose=purpose).text)

    address = told.find("code")[0].text
    assert asks in Page(site.browser().get(address).text).text
    account = Page(site.signed_in(bob).get("/en/account").text).text
    assert "Link for a new factor handed out (Claire Invented)" in account


def test_a_closed_seat_is_closed_for_good(site, claire, bob):
    theirs = site.signed_in(bob)

    assert post(claire, f"/en/people/{bob.id}/close").status_code == 303

    assert theirs.get("/en/account").status_code == 302
    assert claire.get(f"/en/people/{bob.id}").status_code == 404
    assert "Closed" in Page(claire.get("/en/people").text).text


def paths(person_id):
    return [f"/en/people/{person_id}", f"/fr/people/{person_id}/close"]


def test_there_is_no_such_page_for_seats_beyond_ones_right(site, claire):
    ada = site.seat(Role.ADMINISTRATOR, name="Ada Invented")
    for person_id in (ada.id, "p-claire.invented", "nobody"):
        for path in paths(person_id):
            assert claire.get(path).status_code == 404
            assert post(claire, path, page="/en/account").status_code == 404
        link = f"/en/people/{person_id}/link"
        assert post(claire, link, page="/en/account", purpose="password").status_code == 404


@pytest.mark.parametrize("role", [Role.PARTNER, Role.REVIEWER, Role.SURVIVOR_ADVISOR])
def test_there_is_no_such_page_for_other_roles(site, bob, role):
    browser = site.signed_in(site.seat(role, "org-clinique", name="Pia Invented"))

    for path in ("/en/people", "/en/people/invite", *paths(bob.id)):
        assert browser.get(path).status_code == 404
    assert "Seats" not in Page(browser.get("/en/account").text).text


def test_a_coordinator_who_showed_no_code_lately_is_asked_before_anything_changes(site, claire, bob):
    token = seated.token_of(claire, "/en/people/invite")
    with site.door() as door, door.accounts.together():
        door.accounts.db.execute("UPDATE session SET proved = proved - 3600")
        before = list(door.accounts.db.conn.iterdump())

    tries = {
        "/en/people/invite": "/en/people/invite",
        f"/en/people/{bob.id}": f"/en/people/{bob.id}",
        f"/en/people/{bob.id}/close": f"/en/people/{bob.id}/close",
        f"/en/people/{bob.id}/link": f"/en/people/{bob.id}",
    }
    for path, back in tries.items():
        answer = claire.post(path, data={"csrf_token": token, "role": "reviewer", "purpose": "password"})
        assert answer.headers["Location"] == f"/en/account/prove?next={back}"
    with site.door() as door:
        assert list(door.accounts.db.conn.iterdump()) == before


def test_a_name_is_text_and_nothing_else(claire):
    invite(claire, name="<script>alert(1)</script>")

    page = claire.get("/en/people").text

    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
