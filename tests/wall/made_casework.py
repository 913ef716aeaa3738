"""What moderators have before them, what they decided, and whom mentors look after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from community.consent.actions import ask_from_outside
from community.consent.models import Asking
from community.members.bands import Band
from community.members.models import Member, Pairing
from community.mentoring import actions as mentoring
from community.mentoring.models import SupervisionNote, Wish
from forums.models import Post
from moderation import actions as casework
from moderation.content import find
from moderation.models import CaseNote, CrisisCase, PolicyPack, Reviewable, SecondLook
from moderation.screening.edit import Place
from moderation.screening.policy import Thresholds, current
from tests.forums.conftest import HOLD
from tests.wall.ground import AGES, Ground, Side
from tests.wall.oracle import ADULT, OLDER


class Casework(Ground):
    def _casework(self, side: Side) -> None:
        band = side.band
        about, reporter = side.people[0], side.people[1]
        note = self.mark("a report's note", band, audience="moderators")
        post, other = Post.objects.filter(
            thread__in=side.threads, author=about, state="published"
        ).order_by("pk")[:2]
        made = casework.flag(
            reporter, "forums.post", post.pk, concern="guideline", rule="unkind", note=note
        )
        side.reviewables.append(made.reviewable)
        worry = self.mark("a worry's note", band, audience="moderators")
        casework.flag(reporter, "forums.post", other.pk, concern="worry", rule="now", note=worry)
        casework.raise_alarm("imminent", band)
        case = CrisisCase.objects.get(member=about)
        side.cases.append(case)
        word = self.mark("a case's note", band, audience="leads", about=about.pk)
        CaseNote.objects.create(case=case, by=self.bo, text=word)
        side.follow_ups.append(case.follow_ups.create(due_at=timezone.now() - timedelta(hours=1)))
        if Band(band).is_youth:
            word = self.mark("why no guardian can be asked", band, audience="leads")
            born = timezone.now().date() - timedelta(days=AGES[band] * 366 + 30)
            ask_from_outside(f"alone-{band}@test.example", word, born)
            side.askings += Asking.objects.filter(band=band)
        held = Reviewable.objects.waiting().filter(band=band, kind="forums.post")
        side.reviewables += list(held.exclude(pk=made.reviewable.pk))
        self._decide(side, [row for row in side.reviewables if row.author_id != about.pk])
        why = self.mark("why two must sign", band, audience="moderators", about=about.pk)
        side.proposals.append(
            casework.propose(self.ana, "reveal", band=band, member=about, why=why)
        )
        if not current().band(band).premoderated:
            why = self.mark("why other thresholds", band, audience="moderators")
            place = Place(band, side.spaces[0].slug)
            side.trials.append(
                casework.propose_thresholds(self.bo, place, Thresholds(review=0.1, hold=0.2), why)
            )
        side.drills.append(casework.raise_alarm("imminent", band))
        profile = side.people[1]
        Member.objects.filter(pk=profile.pk).update(profile_state="held")
        for part in ("line", "pronouns"):
            for word, mark in self.marks.items():
                if mark.what == f"the {part} of {band} member 1":
                    self.marks[word] = replace(mark, audience="moderators")
        assert find("members.profile", profile.pk) is not None
        side.reviewables.append(casework.open_reviewable(
            "members.profile", profile.pk, band=band, author=profile, verdict=HOLD
        ))  # fmt: skip

    def _mentoring(self, side: Side) -> None:
        """Cy looks after somebody, somebody else would like a mentor, and an adult would be one."""
        band, (first, second, third) = side.band, side.people[:3]
        now = timezone.now()
        side.pairings.append(Pairing.objects.create(
            member=first, mentor=self.cy, band=band, until=now + timedelta(days=99)
        ))  # fmt: skip
        Wish.objects.create(member=second)
        word = self.mark("a note of supervision", band, audience="supervision",
                         hosts=frozenset({self.ana.pk}), about=self.cy.pk)  # fmt: skip
        side.notes.append(SupervisionNote.objects.create(
            mentor=self.cy_mentors, by=self.ana, band=band, text=word
        ))  # fmt: skip
        if band == ADULT:
            words = [
                self.mark(f"an application's {part}", band, audience="leads",
                          owners=frozenset({third.pk}))
                for part in ("reason", "offer")
            ]  # fmt: skip
            side.applications.append(mentoring.apply(third, *words))

    def _decide(self, side: Side, rows: list[Reviewable]) -> None:
        """One is taken down with a word to its author, who asks for another look."""
        posts = [row for row in rows if (item := find(row.kind, row.object_id))
                 and row.kind == "forums.post" and item.state == "held"]  # fmt: skip
        for row in posts[:4]:
            author = row.author
            owners = frozenset({author.pk})
            note = self.mark("a word to an author", side.band, audience="moderators", owners=owners)
            claimed = casework.claim(self.ana, row.pk)
            decision = casework.decide(
                self.ana, row.pk, lease_token=claimed.lease_token, version=claimed.version,
                action="remove", reason_code="guideline_unkind", note=note,
            )  # fmt: skip
            side.decisions.append(decision)
            side.looks.append(SecondLook.objects.create(
                decision=decision, band=side.band, author=author
            ))  # fmt: skip
        text = self.mark("an appeal", side.band, audience="moderators",
                         owners=frozenset({posts[0].author_id}))  # fmt: skip
        casework.ask_again(posts[0].author, side.decisions[0].pk, text)

    def _packs(self) -> None:
        """A pack that speaks of a youth space is known to those who moderate there."""
        space = self.sides[OLDER].spaces[0]
        word = self.mark("what a pack changed", OLDER, audience="moderators")
        PolicyPack.objects.create(
            version="1.0+wall", text="", by=self.bo,
            changes=[f"overrides.space {space.slug}, 16-17 {word}: hold 0.5 → none → True"],
        )  # fmt: skip
