"""A device wakes when its owner is called, and whoever runs the push service reads nothing."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.urls import reverse

from community.config.environment import push_key
from community.notices import push
from community.notices.models import Device
from tests.factories import make_member

pytestmark = pytest.mark.django_db


class Service(BaseHTTPRequestHandler):
    heard: list[tuple[dict[str, str], bytes]] = []
    status = 201

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.heard.append((dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def service(settings):
    """A push service that really listens."""
    settings.PUSH_SERVICES = ["127.0.0.1"]
    Service.heard, Service.status = [], 201
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/send/abc"
    server.shutdown()
    server.server_close()
    thread.join()


def send(client, method, body):
    return getattr(client, method)(
        reverse("device"), json.dumps(body), content_type="application/json"
    )


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_device_is_added_woken_and_forgotten(client, service):
    member = make_member()
    client.force_login(member)
    assert send(client, "post", {"endpoint": service}).status_code == 204
    push.wake(member.devices.get())
    headers, body = Service.heard[0]
    assert body == b"" and headers["Urgency"] == "high" and int(headers["Ttl"]) > 0
    assert send(client, "delete", {"endpoint": service}).status_code == 204
    assert not Device.objects.exists()


def test_the_service_can_prove_who_calls(service):
    push.wake(Device.objects.create(member=make_member(), endpoint=service))
    said = Service.heard[0][0]["Authorization"].removeprefix("vapid ")
    parts = dict(part.strip().split("=", 1) for part in said.split(","))
    head, claims, signature = parts["t"].split(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(parts["k"]))
    raw = unpadded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert service.startswith(json.loads(unpadded(claims))["aud"])


def test_the_key_is_made_once_and_read_by_us_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("PUSH_KEY", raising=False)
    first = push_key(tmp_path)
    assert push_key(tmp_path) == first and len(first) == 64
    assert (tmp_path / "push_key").stat().st_mode & 0o077 == 0


def test_a_device_that_is_gone_is_forgotten(service):
    Service.status = 410
    device = Device.objects.create(member=make_member(), endpoint=service)
    with pytest.raises(push.NotPushed, match="410"):
        push.wake(device)
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    ["https://internal.example/admin", "http://fcm.googleapis.com/x", "file:///etc/passwd",
     "https://fcm.googleapis.com.evil.example/x", "", None, 7,
     "https://fcm.googleapis.com/" + "x" * 600],
)  # fmt: skip
def test_no_address_but_a_push_service_s_is_ever_called(client, endpoint):
    client.force_login(make_member())
    answer = send(client, "post", {"endpoint": endpoint})
    assert answer.status_code == 422 and answer.content
    assert not Device.objects.exists()


def test_a_device_belongs_to_who_used_it_last_and_nobody_forgets_another_s(client, service):
    first, second = make_member(), make_member()
    for member in (first, second):
        client.force_login(member)
        send(client, "post", {"endpoint": service})
    assert Device.objects.get().member == second
    client.force_login(first)
    send(client, "delete", {"endpoint": service})
    assert Device.objects.exists()


def test_a_visitor_adds_none(client):
    assert send(client, "post", {"endpoint": "https://fcm.googleapis.com/x"}).status_code == 302
