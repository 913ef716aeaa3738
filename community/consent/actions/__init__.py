"""The write path: what people agree to, ask, give and take back."""

from community.consent.actions.birthdays import tell_ahead
from community.consent.actions.choosing import (
    AgreementChanged,
    agree_anew,
    choose,
    decide_alone,
    finish_guide,
    start,
    write_down,
)
from community.consent.actions.guarding import (
    change,
    give_again,
    knows,
    send_links,
    set_passphrase,
    take_back,
)
from community.consent.actions.inviting import (
    agree,
    agreed_for,
    asked,
    attach,
    forget,
    invite,
    refuse,
)
from community.consent.actions.unsafe import (
    agreed_by_team,
    ask_as_member,
    ask_from_outside,
    decline,
    let_take_part,
    use_code,
)

__all__ = [
    "AgreementChanged",
    "agree",
    "agree_anew",
    "agreed_by_team",
    "agreed_for",
    "ask_as_member",
    "ask_from_outside",
    "asked",
    "attach",
    "change",
    "choose",
    "decide_alone",
    "decline",
    "finish_guide",
    "forget",
    "give_again",
    "invite",
    "knows",
    "let_take_part",
    "refuse",
    "send_links",
    "set_passphrase",
    "start",
    "take_back",
    "tell_ahead",
    "use_code",
    "write_down",
]
