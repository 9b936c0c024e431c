"""From an empty site to a partner at work and gone again, as people do it: commands and pages, nothing else."""

import time

import pyotp
import pytest
from click.testing import CliRunner

from portal import create_app
from portal.cli import main
from portal.config import Settings
from portal.web import context
from tests.reading import Page

PASSWORDS = {"ada": "five pears in a wet boat", "pia": "four canoes under a pine"}


class Human:
    """Somebody with a browser, a password in mind and an authenticator in hand."""

    def __init__(self, app, name):
        self.browser = app.test_client(use_cookies=True)
        self.name, self.email, self.password = name, f"{name}@example.org", PASSWORDS[name]

    def sees(self, path):
        return Page(self.browser.get(path).text)

    def sends(self, path, **typed):
        """Fill in the last form of a page as it stands, with some fields typed."""
        fields = {field["name"]: field["value"] for field in self.sees(path).find("input") if field["type"] == "hidden"}
        return self.browser.post(path, data=fields | typed)

    def opens(self, link):
        secret = "".join(self.sees(link).find("code")[0].text.split())
        self.authenticator = pyotp.TOTP(secret)
        return Page(self.sends(link, password=self.password, code=self.authenticator.now()).text)

    def signs_in(self, later=30):
        code = self.authenticator.at(int(time.time()) + later)
        return self.sends("/en/account/sign-in", email=self.email, password=self.password, code=code)


@pytest.fixture
def app(tmp_path, monkeypatch):
    for name, folder in {"STATE": tmp_path / "state", "RUNTIME": tmp_path}.items():
        monkeypatch.setenv(f"PORTAL_{name}_DIR", str(folder))
    assert CliRunner().invoke(main, ["load-seeds"]).exit_code == 0
    made = CliRunner().invoke(main, ["accounts", "create-administrator", "--name", "Ada", "--email", "ada@example.org"])
    app = create_app(Settings.from_environment())
    app.link = made.output.splitlines()[0].removeprefix("http://127.0.0.1:8000")
    return app


def test_a_partner_is_invited_works_and_leaves(app):
    ada, pia = Human(app, "ada"), Human(app, "pia")

    assert len(ada.opens(app.link).find("li")) > 10
    assert ada.signs_in().status_code == 303
    looked = Page(
        ada.sends("/en/people/invite", name="Pia", email=pia.email, role="partner", words="legal", look="y").text
    )
    spoken_for = next(field["value"] for field in looked.find("input") if field["name"] == "organizations")
    invited = ada.sends("/en/people/invite", name="Pia", email=pia.email, role="partner", organizations=spoken_for)
    link = Page(invited.text).find("code")[0].text.removeprefix("http://localhost")

    pia.opens(link)
    assert pia.signs_in().status_code == 303
    assert "Partner" in pia.sees("/en/account").text and "Speaks for" in pia.sees("/en/account").text
    assert "Seat accepted" in pia.sees("/en/account").text
    assert pia.browser.get("/en/people").status_code == 404

    with app.app_context():
        seat = context.accounts().seat_of(pia.email)
    assert ada.sends(f"/en/people/{seat.person.id}/close").status_code == 303
    assert pia.browser.get("/en/account").status_code == 302
    assert pia.signs_in(later=0).status_code == 422
