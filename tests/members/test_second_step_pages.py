"""The pages of the second step say what to do, in the words of this house."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db
JARGON = re.compile(r"two-factor|authentication|authenticator secret|deactivat", re.I)


@pytest.fixture
def pat(client):
    """Signed in a moment ago, with a code from an app and spare codes."""
    member = make_member("Pat", email="pat@test.example", password=PASSWORD)
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    Authenticator.objects.create(
        user=member, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    RecoveryCodes.activate(member)
    return member


def main_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/password/change/",
    ],
)
def test_no_page_speaks_the_language_of_its_library(client, pat, path: str) -> None:
    said = re.sub(r"<script.*?</script>|<[^>]+>", " ", main_of(client, path), flags=re.DOTALL)
    assert not JARGON.search(said), JARGON.search(said)


def test_a_wrong_code_is_answered_in_plain_words(client, pat) -> None:
    client.logout()
    client.post("/accounts/login/", {"login": pat.email, "password": PASSWORD})
    page = client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "That was not the right code" in page
    assert "placeholder" not in page.split("<main", 1)[1]


def test_the_picture_for_the_app_has_a_light_ground_in_every_theme(client, settings) -> None:
    css = (settings.BASE_DIR / "community/static/css/pages.css").read_text()
    assert re.search(r"\.qr \{[^}]*background: #fff", css)
