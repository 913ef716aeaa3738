"""What facilitators and members do with the plan, rounds, questions and words in the room."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from community.access import Verb, can
from community.access.http import NOT_HERE
from community.members.models import Member
from community.members.requests import MemberRequest
from groups import actions
from groups.models import Poll, Room, Session, Signal
from groups.views.pages import find_session
from moderation.models import Risk

Act = Callable[[MemberRequest, Session], object]


def _answers(act: Act) -> Callable[..., HttpResponse]:
    """A page's request: empty when it was done, else a sentence that says why not."""

    @login_required
    @require_POST
    def view(request: MemberRequest, group_id: int, pk: int) -> HttpResponse:
        session = find_session(request, group_id, pk)
        try:
            act(request, session)
        except ValidationError as error:
            return JsonResponse({"error": error.messages[0]}, status=400)
        except PermissionDenied as error:
            return JsonResponse({"error": str(error) or "You cannot do this here."}, status=403)
        return JsonResponse({})

    return view


def _number(request: MemberRequest, name: str) -> int | None:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _person(request: MemberRequest, session: Session) -> Member:
    """Somebody of this group; a facilitator alone may name them."""
    if not can(request.user, Verb.HOST, Room(session)):
        raise PermissionDenied
    pk = _number(request, "member")
    known = session.group.active_ids | session.group.host_ids
    person = Member.objects.filter(pk=pk).first() if pk in known else None
    if person is None:
        raise Http404(NOT_HERE)
    return person


def _point(request: MemberRequest, session: Session) -> object:
    return actions.go_to_point(request.user, session, _number(request, "point"))


def _turn(request: MemberRequest, session: Session) -> object:
    if request.POST.get("member"):
        return actions.give_turn(request.user, session, _person(request, session))
    if request.POST.get("end"):
        return actions.end_round(request.user, session)
    return actions.next_turn(request.user, session)


def _pass(request: MemberRequest, session: Session) -> object:
    return actions.pass_turn(request.user, session)


def _spotlight(request: MemberRequest, session: Session) -> object:
    person = _person(request, session) if request.POST.get("member") else None
    return actions.spotlight(request.user, session, person)


def _lead(request: MemberRequest, session: Session) -> object:
    return actions.hand_over(request.user, session, _person(request, session))


def _ask(request: MemberRequest, session: Session) -> None:
    actions.ask_to_speak(request.user, session, _person(request, session))


def _poll(request: MemberRequest, session: Session) -> object:
    if request.POST.get("close"):
        return actions.close_poll(request.user, session)
    question, options = request.POST.get("question", ""), request.POST.get("options", "")
    return actions.open_poll(request.user, session, question, options.splitlines())


def _vote(request: MemberRequest, session: Session) -> object:
    poll = get_object_or_404(Poll, pk=_number(request, "poll"), session=session)
    option = _number(request, "option")
    return actions.vote(request.user, session, poll, -1 if option is None else option)


def _react(request: MemberRequest, session: Session) -> None:
    actions.react(request.user, session, request.POST.get("word", ""))


def _caption(request: MemberRequest, session: Session) -> None:
    actions.caption(request.user, session, request.POST.get("text", ""))


def _note(request: MemberRequest, session: Session) -> object:
    return actions.write_note(request.user, session, request.POST.get("text", ""))


def _case(request: MemberRequest, session: Session) -> object:
    """A facilitator opens a case from a signal of this room."""
    if not can(request.user, Verb.HOST, Room(session)):
        raise PermissionDenied
    signal = get_object_or_404(Signal, pk=_number(request, "signal"), session=session)
    risk = request.POST.get("risk", "")
    if risk not in Risk.values:
        raise ValidationError("Say how worried you are.")
    return actions.open_case(request.user, signal, Risk(risk))


point, turn, pass_on, spotlight = map(_answers, (_point, _turn, _pass, _spotlight))
lead, ask, poll, vote = map(_answers, (_lead, _ask, _poll, _vote))
react, caption, note, case = map(_answers, (_react, _caption, _note, _case))
