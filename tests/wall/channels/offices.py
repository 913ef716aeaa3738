"""Pages that editors write, the back office, accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from community.resources import queries as resources
from tests.wall.channels.addresses import _difference
from tests.wall.channels.common import Answers, People, about, scanned, signed_in, text_of
from tests.wall.channels.rules import _reads
from tests.wall.ground import NUMBER, WORD
from tests.wall.oracle import Who, may_meet
from tests.wall.world import World


def cms(world: World, people: People) -> Answers:
    """Pages for some bands: read and listed by nobody else, and missing to others."""
    for who in people:
        client, member = signed_in(who), world.member(who)
        if not who.active:
            # Their browser is signed out.
            member = AnonymousUser()
        listed = set(resources.published(member).values_list("pk", flat=True))
        for resource, bands, live in world.pages:
            reads = _reads(bands, live)(who)
            yield about(resource.pk in listed, reads and live, f"{who} has {resource} in the list")
            path = resource.path or f"/{resource.slug}/"
            for asked in ("", "?edit", "?preview", "?toolbar_on"):
                answer = client.get(path + asked)
                text = text_of(answer)
                if reads and live:
                    yield about(answer.status_code == 200, True, f"{who} reads {path}{asked}")
                else:
                    missing = text_of(client.get(f"/qz99999zq/{asked}"))
                    same = text.replace(path, "") == missing.replace("/qz99999zq/", "")
                    yield about(same, True, f"{path}{asked} is as if missing to {who}")
                # What was asked for is said back.
                yield scanned(world, who, path + asked, text.replace(path, ""))


def admin(world: World, people: People) -> Answers:
    """The back office: being an operator or a superuser opens nothing."""
    for who in people:
        if not who.is_staff and world.chance.random() > 0.2:
            continue
        client = signed_in(who)
        for path in _admin_paths(world):
            # What was asked for is said back, in words or as the next address.
            text = NUMBER.sub(
                lambda found, path=path: "" if found[0] in path else found[0],
                text_of(client.get(path)),
            )
            # It is also said back on the next page, as a message.
            client.cookies.pop("messages", None)
            # A page of a library that breaks says nothing of anybody.
            yield "" if text.startswith("500") else scanned(world, who, path, text)


def _admin_paths(world: World) -> Iterator[str]:
    from django.contrib import admin as office

    yield "/admin/"
    for model in office.site._registry:
        info = model._meta.app_label, model._meta.model_name
        for name in ("changelist", "add"):
            try:
                path = reverse(f"admin:{info[0]}_{info[1]}_{name}")
            except NoReverseMatch:
                continue
            yield path
            yield f"{path}?q=qz"
        for pk in _keys(model):
            for name in ("change", "history", "delete"):
                try:
                    yield reverse(f"admin:{info[0]}_{info[1]}_{name}", args=[pk])
                except NoReverseMatch:
                    continue
    for app, model_name, column in (
        ("filer", "file", "owner"), ("filer", "folder", "owner"), ("groups", "grouphost", "member"),
        ("account", "emailaddress", "user"), ("mfa", "authenticator", "user"),
        ("usersessions", "usersession", "user"), ("resources", "resourcecard", "resource"),
        ("filer", "folderpermission", "user"), ("forums", "post", "author"),
    ):  # fmt: skip
        asked = f"app_label={app}&model_name={model_name}&field_name={column}&term=qz"
        yield f"/admin/autocomplete/?{asked}"


def _keys(model: Any) -> list[Any]:
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    return [*keys[:2], *keys[len(keys) // 2 : len(keys) // 2 + 1], *keys[-2:]]


def accounts(world: World, people: People) -> Answers:
    """Forms of accounts do not say who is there: a name or an address in use beyond the wall is
    answered as one that nobody has.
    """
    every = [one for one in world.people if one.pk]
    for who in people:
        client = signed_in(who)
        beyond = [one for one in every if not may_meet(who, one) and one.band != who.band]
        # Names of the team sound like it, and are refused to everybody for that.
        plain = [one for one in beyond if WORD.fullmatch(world.members[one.pk].display_name)]
        # Who has yet to go through the guide keeps their name where they were.
        others = [one for one in plain if not who.reaches(one.band) and one.was != who.band]
        for other in world.chance.sample(others, min(8, len(others))):
            member = world.members[other.pk]
            for ask in (_reset, _login, _draft, _rename):
                slug = world.sides[other.band].spaces[0].slug
                name = slug if ask is _draft else member.display_name
                there, missing = ask(client, who, member.email, name)
                said = _difference((there, 0), (missing, 0))
                told = f"{ask.__name__} tells {who} of {other}: {said}"
                yield "" if there == missing else told


def _pair(
    client: Client, path: str, there: dict[str, Any], missing: dict[str, Any]
) -> tuple[str, str]:
    def said(data: dict[str, Any]) -> str:
        cache.clear()
        client.cookies.pop("messages", None)
        sid = transaction.savepoint()
        text = text_of(client.post(path, data))
        transaction.savepoint_rollback(sid)
        for value in sorted(map(str, data.values()), key=len, reverse=True):
            if value:
                text = text.replace(value, "")
        return text

    return said(there), said(missing)


def _reset(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    there, missing = {"email": email}, {"email": f"qz99999zq@{email.partition('@')[2]}"}
    return _pair(Client(), "/accounts/password/reset/", there, missing)


def _login(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    wrong = {"password": "not-the-password-of-anybody"}
    there, missing = {"login": email, **wrong}, {"login": "qz99999zq@test.example", **wrong}
    return _pair(Client(), "/accounts/login/", there, missing)


def _draft(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    return _pair(
        client, "/drafts/", {"space": name, "body": "x"}, {"space": "qz99999zq", "body": "x"}
    )


def _rename(client: Client, who: Who, email: str, name: str) -> tuple[str, str]:
    """Names beyond the wall are free; those on one's own side are shown there anyway."""
    common = {"pronouns": "", "about": "", "time_zone": "Europe/London", "theme": "auto"}
    there, missing = {"display_name": name, **common}, {"display_name": "qz99999zq", **common}
    return _pair(client, "/me/", there, missing)
