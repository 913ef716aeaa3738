"""The write path: one function for each thing that a person means to do."""

from groups.actions.chat import say
from groups.actions.enrolment import AgreementChanged, accept_agreement, enrol, leave, let_in
from groups.actions.planning import create_group, plan_session, write_agreement
from groups.actions.rooms import (
    close_session,
    issue_join_token,
    open_session,
    record_joined,
    record_left,
    remove_from_session,
)
from groups.actions.signals import ask_for_a_word, raise_care_signal, see_signal

__all__ = [
    "AgreementChanged",
    "accept_agreement",
    "ask_for_a_word",
    "close_session",
    "create_group",
    "enrol",
    "issue_join_token",
    "leave",
    "let_in",
    "open_session",
    "plan_session",
    "raise_care_signal",
    "record_joined",
    "record_left",
    "remove_from_session",
    "say",
    "see_signal",
    "write_agreement",
]
