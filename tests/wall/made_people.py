"""Who might stand at the wall: members, the team, and the pages that editors wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from cms.api import create_page
from cms.models import PageContent
from django.utils import timezone
from djangocms_versioning.models import Version

from community.members.bands import Audience, Band
from community.members.models import Clearance, Member, Role
from community.mentoring.models import Mentor
from community.resources.actions import equip_editor
from community.resources.models import BAND_FIELDS, Resource
from tests.factories import clear, make_member
from tests.wall.ground import ROLES, Ground
from tests.wall.oracle import ADULT, BANDS, CARERS, EVERYBODY, Who


class People(Ground):
    def _person(
        self, what: str, band: str, *, shown_as: str = "", met_in: tuple[str, ...] = (), **more: Any
    ) -> Member:
        """met_in: the bands whose people may meet the name; none for staff, whom all may meet."""
        name = shown_as or what.title()[:30]
        if met_in:
            name = self.mark(f"the name of {what}", *met_in)
        email = self.mark(f"the e-mail of {what}", audience="own")
        audience = Audience.CARERS if band == CARERS else Audience.MEMBERS
        age = Band.ADULT if band == CARERS else Band(band)
        member = make_member(name, age, email=f"{email}@test.example", audience=audience)
        if met_in:
            member.about = self.mark(f"the line of {what}", *met_in)
            member.pronouns = self.mark(f"the pronouns of {what}", *met_in)
        for key, value in more.pop("fields", {}).items():
            setattr(member, key, value)
        member.save()
        for word in (email, member.about, member.pronouns, name):
            if word in self.marks:
                self.marks[word] = replace(self.marks[word], owners=frozenset({member.pk}))
        self.people.append(Who(what, member.pk, band, **more))
        self.members[member.pk] = member
        return member

    def _staff(self) -> None:
        for role in ROLES:
            for clearance in ("none", "expired", "valid"):
                self._colleague(role, clearance)
        self.ana = self._named("ana", ("moderator",), "valid")
        self.bo = self._named("bo", ("moderator", "crisis_lead", "safeguarding_lead"), "valid")
        self.cy = self._named("cy", ("facilitator", "mentor"), "valid")
        self.dee = self._named("dee", ("facilitator", "moderator"), "expired")
        self._named("carer moderator", ("moderator",), "none", band=CARERS)
        self._named("carer facilitator", ("facilitator",), "valid", band=CARERS)
        self.cy_mentors = Mentor.objects.create(member=self.cy, supervisor=self.ana)
        self._named("everything", ROLES, "valid")
        self._named("everything uncleared", ROLES, "expired")
        self._named("suspended moderator", ("moderator",), "valid",
                    fields={"suspended_until": timezone.now() + timedelta(days=1)},
                    suspended=True)  # fmt: skip
        self._named("banned moderator", ("moderator",), "valid",
                    fields={"is_active": False, "banned_at": timezone.now()},
                    active=False)  # fmt: skip
        staff = {"fields": {"is_staff": True, "is_superuser": True}, "is_staff": True}
        self._named("superuser", ("operator",), "none", **staff)
        self._named("superuser moderator", ("operator", "moderator"), "valid", **staff)
        resting = self._named("moderator resting", (), "valid", second_step=False)
        Role.objects.create(member=resting, name="moderator")
        lapsed = self._named("lapsed moderator", (), "valid")
        Role.objects.create(
            member=lapsed, name="moderator", expires_at=timezone.now() - timedelta(days=1)
        )
        editor = self._named("writer", ("editor",), "none", is_staff=True)
        equip_editor(editor)
        self.editor = editor

    def _colleague(self, role: str, clearance: str) -> Member:
        return self._named(f"{role} {clearance}", (role,), clearance)

    def _named(
        self, what: str, roles: tuple[str, ...], clearance: str, *, second_step: bool = True,
        band: str = ADULT, **more: Any,
    ) -> Member:  # fmt: skip
        """Roles open nothing to somebody who signs in with a password alone."""
        member = self._person(
            what, band, roles=frozenset(roles), cleared=clearance == "valid", **more
        )
        for role in roles:
            Role.objects.get_or_create(member=member, name=role)
        if second_step:
            kind = Authenticator.Type.TOTP
            Authenticator.objects.create(user=member, type=kind, data={"secret": what})
        if clearance != "none":
            clear(member)
        if clearance == "expired":
            gone = timezone.now().date() - timedelta(days=self.chance.randint(1, 400))
            Clearance.objects.filter(member=member).update(
                checked_on=gone - timedelta(days=300), expires_on=gone
            )
        return member

    def _pages(self) -> None:
        """A page for every set of bands, and one that is not published."""
        sets = [frozenset(b for n, b in enumerate(BANDS) if bits >> n & 1) for bits in range(1, 8)]
        for bands in [*sets, EVERYBODY]:
            live = len(self.pages) < len(sets)
            self.pages.append((self._page(bands, live), bands, live))

    def _page(self, bands: frozenset[str], live: bool) -> Resource:
        what = "a page for " + ", ".join(sorted(bands))
        audience = "reader" if live else "own"
        owners = frozenset() if live else frozenset(w.pk for w in self.people if w.edits())
        title, summary, slug = (
            self.mark(f"{part} of {what}", *bands, audience=audience, owners=owners)
            for part in ("the title", "the summary", "the address")
        )
        page = create_page(
            title, "resources/resource.html", "en", slug=slug, created_by=self.editor
        )
        resource = Resource(
            extended_object=page, title=title, slug=slug, summary=f"{summary} helps with sleeping.",
            topic="sleep", minutes=3, evidence="expert", evidence_note="Plain.", framework="mixed",
            reviewed_on=date(2026, 1, 1), next_review=date(2036, 1, 1),
            **{BAND_FIELDS[Band(band)]: True for band in bands},
        )  # fmt: skip
        resource.save()
        if live:
            content = PageContent.admin_manager.get(page=page, language="en")
            Version.objects.get_for_content(content).publish(self.editor)
            resource.refresh_from_db()
        return resource
