"""Groups beyond the wall: nothing is told of them, and nothing can be tried out on them."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from community.members.bands import Band
from community.members.models import Member
from community.notices.models import Notice
from groups import actions, queries
from groups.admin import AgreementAdmin, GroupAdmin, HostInline
from groups.models import ComfortAgreement, Group, GroupHost
from groups.states import Entry, MembershipState
from tests.factories import born, make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db


def test_a_place_goes_past_who_grew_out_of_the_band() -> None:
    group = make_group(Band.OLDER, capacity=10)
    inside = [put_in(group, make_member(f"In {n}", Band.OLDER)) for n in range(10)]
    kit, sam = make_member("Kit", Band.OLDER), make_member("Sam", Band.OLDER)
    for waiting in (kit, sam):
        assert actions.enrol(waiting, group).state == MembershipState.WAITING
    Member.objects.filter(pk=kit.pk).update(date_of_birth=born(18))
    actions.leave(inside[0], group)
    assert not Notice.objects.filter(member=kit).exists()
    assert Notice.objects.get(member=sam).band == Band.OLDER


def test_a_facilitator_without_clearance_is_told_of_no_youth() -> None:
    group = make_group(Band.OLDER, entry=Entry.REQUEST)
    owen = add_host(group, make_facilitator("Owen", cleared=False))
    actions.enrol(make_member("Juno", Band.OLDER), group)
    grace = group.hosts.exclude(member=owen).get().member
    assert Notice.objects.filter(member=grace).exists()
    assert not Notice.objects.filter(member=owen).exists()


@pytest.mark.parametrize("there", [True, False])
def test_who_is_in_a_group_cannot_be_tried_out(client, there) -> None:
    """Only facilitators learn whether a number is somebody's."""
    group = make_group()
    session = make_session(group)
    client.force_login(put_in(group, make_member("Rosa")))
    number = put_in(group, make_member("Ines")).pk if there else 987_654
    let_in = client.post(f"/groups/{group.pk}/people/{number}/")
    taken_out = client.post(f"{session.room_url}remove/", {"member": number})
    seen = client.post(f"{session.room_url}signals/{number}/")
    assert (let_in.status_code, taken_out.status_code, seen.status_code) == (403, 403, 403)


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_groups_beyond_the_wall_are_not_even_read(band) -> None:
    group = make_group(band)
    owen = add_host(group, make_facilitator("Owen", cleared=False))
    for member in (make_member("Rosa"), owen, make_member("Ana", roles=("moderator",))):
        member = Member.objects.get(pk=member.pk)
        assert not queries.groups_near(member).exists()
        assert not queries.sessions_near(member).exists()
    ana = make_member("Ana B", roles=("moderator",), cleared=True)
    assert queries.groups_near(Member.objects.get(pk=ana.pk)).get() == group


def asked_by(member: Member):
    request = RequestFactory().get("/admin/")
    request.user = Member.objects.get(pk=member.pk)
    return request


def test_an_operator_who_is_not_cleared_finds_no_youth_in_the_back_office() -> None:
    from django.contrib import admin

    group, adults = make_group(Band.OLDER), make_group()
    juno = put_in(group, make_member("Juno", Band.OLDER))
    request = asked_by(make_member("Olu", roles=("operator",), is_staff=True, is_superuser=True))
    pages = GroupAdmin(Group, admin.site)
    assert set(pages.get_queryset(request)) == {adults}
    field = Group._meta.get_field("band")
    assert [key for key, _ in pages.formfield_for_choice_field(field, request).choices] == ["adult"]
    hosts = HostInline(Group, admin.site)
    named = hosts.formfield_for_foreignkey(GroupHost._meta.get_field("member"), request).queryset
    assert juno not in named and all(one.band == Band.ADULT for one in named)
    actions.write_agreement(group.hosts.get().member, group, "A.\nB.\nC.")
    texts = AgreementAdmin(ComfortAgreement, admin.site).get_queryset(request)
    assert not texts.filter(group=group).exists()


def test_an_operator_who_is_cleared_to_be_near_youth_finds_their_groups() -> None:
    from django.contrib import admin

    group = make_group(Band.OLDER)
    cleared = make_member("Lea", roles=("operator", "facilitator"), cleared=True, is_staff=True)
    assert group in GroupAdmin(Group, admin.site).get_queryset(asked_by(cleared))
