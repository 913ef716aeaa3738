"""Settings are safe when nothing is set, and strict when the house is served over HTTPS."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings

from community.config import databases, environment

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DEBUG", "DEMO", "HTTPS", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS")
ASKED = (
    "DEBUG", "DEMO", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "EMAIL_BACKEND", "SECRET_KEY",
)  # fmt: skip


def run(data: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(data), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def read(data: Path, **env: str) -> dict[str, object]:
    names = ",".join(f"'{name}': settings.{name}" for name in ASKED)
    code = f"import json; from community.config import settings; print(json.dumps({{{names}}}))"
    done = run(data, "-c", code, **env)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_with_nothing_set_nobody_sees_errors_letters_or_another_host(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found["DEBUG"] is False
    assert found["DEMO"] is False
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert "Outbox" not in str(found["EMAIL_BACKEND"])
    assert len(str(found["SECRET_KEY"])) >= 50
    assert read(tmp_path)["SECRET_KEY"] == found["SECRET_KEY"], "sign-ins survive a restart"


def test_over_https_cookies_stay_on_https_and_browsers_remember(tmp_path: Path) -> None:
    found = read(tmp_path, HTTPS="1", SECRET_KEY="k" * 60)
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True
    assert int(str(found["SECURE_HSTS_SECONDS"])) >= 31_536_000


def test_a_host_over_https_passes_the_check_for_deployment(tmp_path: Path) -> None:
    key = environment.secrets.token_urlsafe(60)
    done = run(
        tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        HTTPS="1", SECRET_KEY=key,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_check_for_deployment_can_fail(tmp_path: Path) -> None:
    done = run(
        tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY="short", DEBUG="1",
    )  # fmt: skip
    assert done.returncode != 0


def test_only_what_a_comment_explains_is_silenced() -> None:
    assert settings.SILENCED_SYSTEM_CHECKS == ["treebeard.E001"]


@pytest.mark.parametrize(
    ("text", "on"),
    [("1", True), ("true", True), (" Yes ", True), ("ON", True),
     ("0", False), ("false", False), ("no", False), ("nonsense", False)],
)  # fmt: skip
def test_a_switch_is_on_only_for_a_clear_yes(monkeypatch, text: str, on: bool) -> None:
    monkeypatch.setenv("SWITCH", text)
    assert environment.flag("SWITCH") is on
    assert environment.flag("SWITCH", default=True) is on


def test_a_switch_nobody_set_is_as_it_was(monkeypatch) -> None:
    monkeypatch.setenv("SWITCH", "")
    assert environment.flag("SWITCH") is False
    assert environment.flag("SWITCH", default=True) is True


def test_a_list_is_read_without_blanks(monkeypatch) -> None:
    monkeypatch.setenv("HOSTS", " a.example, ,b.example,")
    assert environment.words("HOSTS") == ["a.example", "b.example"]


def test_the_key_is_made_once_and_read_by_us_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = environment.secret_key(tmp_path / "new")
    assert environment.secret_key(tmp_path / "new") == key
    mode = stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode)
    assert mode == 0o600


def test_two_processes_that_start_at_once_have_the_same_key(tmp_path: Path, monkeypatch) -> None:
    """Else the one that came second reads a file that the first has not written yet."""
    monkeypatch.delenv("SECRET_KEY", raising=False)
    made, go_on = threading.Event(), threading.Event()
    real = environment.secrets.token_urlsafe

    def slowly(size: int) -> str:
        made.set()
        assert go_on.wait(5)
        return real(size)

    monkeypatch.setattr(environment.secrets, "token_urlsafe", slowly)
    keys: list[str] = []
    first = threading.Thread(target=lambda: keys.append(environment.secret_key(tmp_path)))
    first.start()
    assert made.wait(5)
    monkeypatch.setattr(environment.secrets, "token_urlsafe", real)
    second = environment.secret_key(tmp_path)
    go_on.set()
    first.join(5)
    assert second
    assert keys == [second]


def test_sqlite_waits_for_its_turn_and_loses_nothing(tmp_path: Path) -> None:
    config = databases.database(None, tmp_path)
    options = config["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


def test_the_environment_chooses_the_services(tmp_path: Path) -> None:
    config = databases.database("postgres://a:b@db.example:5433/house", tmp_path)
    assert config["ENGINE"].endswith("postgresql")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example", 5433, "house")
    assert config["CONN_HEALTH_CHECKS"] is True
    redis = "redis://cache.example:6379/1"
    assert databases.channel_layer(redis)["CONFIG"]["hosts"][0]["address"] == redis
    assert databases.cache(redis)["LOCATION"] == redis
    assert "InMemory" in databases.channel_layer(None)["BACKEND"]
