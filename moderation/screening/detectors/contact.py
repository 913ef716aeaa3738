"""Notices contact details, invitations elsewhere, secrecy and questions that probe for age."""

from __future__ import annotations

import re
from collections.abc import Sequence

from moderation.screening.detectors.base import Finding, Reading, apply, learned, rule

_digit = r"(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_apps = (
    r"(?:whats ?app|telegram|snap(?:chat)?|insta(?:gram)?|discord|tik ?tok|kik|signal|messenger|face ?time"
    r"|facebook|fb|skype|wechat|viber|line app|twitter|roblox|steam|ig|wa|teams|zoom|bluesky|mastodon)"
)
_email = re.compile(
    # A full stop with a space behind it ends a sentence ("I wake at ten. Then …").
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\sat\s)\s?[\w-]+\s?(?:\.(?!\s)|(?:\(dot\)|\[dot\]|\sdot\s)\s?)"
    r"[a-z]{2,}\b",
    re.I,
)
_link = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|io|co\.uk|me|gg|ly|app|info|ru|shop|xyz)\b(?:/\S*)?",
    re.I,
)
_handle = re.compile(
    rf"\b{_apps}\b\W{{0,3}}(?:is|id|name|handle|user(?:name)?|:|=|-)?\W{{0,3}}@?[\w.]*[_\d.][\w.]+|(?<![\w.@])@[\w.]*[_\d][\w.]*",
    re.I,
)
_numerals = re.compile(r"(?<![\w/.])\+?\(?\d(?:[\s().\-/]{0,2}\d){8,14}(?!\w)")
_spelled = re.compile(rf"\b{_digit}(?:[\s,.\-]+{_digit}){{6,}}\b", re.I)
_date = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[/.]\d\d?[/.]\d{2,4}")
_room = re.compile(
    r"(?:here|in (?:the|this) (?:group|room|thread|conversation|session|space|app|community)|alongside)",
    re.I,
)

RULES = (
    rule(
        "contact.elsewhere", 0.8,
        rf"(?:add|dm|pm|message|msg|text|call|hmu|hit me up|find|follow|talk to|ring|reach|contact|write(?: to)?) (?:me|u|you) (?:\w+ ){{0,3}}?(?:on|at|via|through|over) (?:my )?{_apps}",
        rf"(?:whats|what is|gimme|give me|send me|share|got|have|do you (?:have|use)|u got|are you on|you on|can i (?:have|get)|drop|swap) (?:\w+ )?(?:your |ur |a |any |ya )?(?:{_apps}|number|phone number|mobile(?: number)?|e ?mail(?: address)?|cell|socials|handle|insta|snap)(?= ?[?.!,]|$| so| and| then| or| for| if)",
        rf"(?:my|heres my|here is my) (?:{_apps}|number|phone number|mobile|cell|e ?mail|handle|socials) (?:is|=|:)? ?\S+", rf"(?:move|switch|go|continue|chat|talk|carry on|take this) (?:\w+ ){{0,3}}?(?:to|on|over to|onto|over on) {_apps}",
        r"(?:talk|chat|message|speak|text) (?:\w+ ){0,2}?(?:off|outside|away from) (?:this|the|of this|of the|here)(?: (?:app|site|platform|forum|group))?", r"(?:add|dm|pm) me", r"text me", r"slide into (?:my|your|ur) dms",
        rf"im on {_apps} (?:as|under|by)",
    ),
    rule(
        "contact.meet", 0.8,
        r"(?:meet|meeting|hang out|hook) (?:up )?(?:with me|in person|irl|in real life|face to face|just (?:us|the two of us)|alone|at (?:my|your|ur) (?:place|house|home|flat)|after school)", r"(?:come|come over|drive) (?:over )?to (?:my|your|ur) (?:place|house|home|flat)", r"(?:can|could|lets|should|shall) (?:we|us|i)? ?(?:\w+ )?meet(?: up)?(?= ?[?.!,]|$| tomorrow| tonight| this| on| some| for| at (?!the (?:group|session)))", r"(?:pick|picking) (?:you|u) up (?:from|after|at) (?:school|your|home)", r"(?:whats|what is|send me|give me) (?:your|ur) address", r"(?:where|which (?:school|street|town|part)) (?:do|does) (?:you|u) (?:live|go to)(?= ?[?.!,]|$| exactly)", r"(?:what|which) school (?:do|are) (?:you|u) \w+", r"my address is", r"i live (?:at|on) \d+ \w+",
    ),
    rule(
        "contact.secrecy", 0.95,
        r"(?:dont|do not|never|no need to|you cant|you shouldnt|please dont|promise (?:not to|you wont)) (?:\w+ )?tell (?:your|ur|any ?one|anybody|the|a|them|nobody|no one)(?: (?:mum|mom|dad|parents?|guardian|moderators?|mods?|facilitators?|teacher|else|one|family|carer|about (?:us|this|me|our)))+", r"(?:our|keep (?:this|it) (?:a|our|between)) (?:little )?(?:secret|us)", r"keep (?:it|this) (?:secret|quiet|private|between us)(?: from)?", r"(?:delete|clear) (?:this|the|our|your) (?:chat|messages?|history)", r"(?:just )?between (?:you and me|us two|the two of us)", r"(?:are|r) (?:you|u) (?:home )?alone(?: (?:right now|tonight|rn|at home))?", r"(?:your|ur) parents? (?:dont|doesnt|wont|mustnt|shouldnt|cant) (?:\w+ )?(?:know|find out|see|check)", r"(?:send|show|want|got any) (?:me )?(?:a |some |any |more |your |ur )?(?:pics?|pictures?|photos?|selfies?|nudes?|vids?)(?: of (?:you|u|your|yourself|ur)\w*)?(?= ?[?.!,]|$| of| to| without)", r"(?:turn on|switch on) (?:your|ur) (?:cam|camera|webcam) (?:just )?for me",
    ),
    rule(
        "contact.age", 0.6,
        r"how old (?:are|r) (?:you|u|ya)", r"(?:what|whats) (?:your|ur|is your) age", r"a ?/ ?s ?/ ?l", r"asl", r"(?:are|r) (?:you|u) (?:over|under|really|actually|only) (?:1[0-9]|18)", r"what (?:year|grade|class) (?:are|r) (?:you|u) in", r"(?:mature|grown up) for (?:your|ur) age", r"what year were you born",
    ),
)  # fmt: skip


# Said of many things; where the head is sure that nothing is sought, they mean one of those.
LOOSE = frozenset({"contact.elsewhere", "contact.meet"})


class Contact:
    """Finds ways to reach a person outside. How strictly they count is the policy pack's affair."""

    name = "contact"

    def __init__(self, at: float = 1.0, doubt: float = 0.0) -> None:
        self.at, self.doubt = at, doubt

    def read(self, reading: Reading) -> Sequence[Finding]:
        ruled = apply(RULES, reading)
        if reading.scores.get("contact", 1.0) < self.doubt:
            ruled = [one for one in ruled if one.code not in LOOSE]
        found = [*self._details(reading.text), *ruled]
        if not found:
            found = learned("contact", self.at, reading)
        return sorted(found, key=lambda finding: -finding.score)

    def _details(self, text: str) -> list[Finding]:
        checks = (
            ("contact.email", 0.95, _matches(_email, text)),
            ("contact.phone", 0.95, _phones(text)),
            ("contact.handle", 0.8, _matches(_handle, text)),
            ("contact.link", 0.5, _links(text)),
        )
        return [Finding(code, score, words) for code, score, words in checks if words]


def _matches(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0].strip() for match in pattern.finditer(text)))


def _links(text: str) -> tuple[str, ...]:
    return _matches(_link, _email.sub(" ", text))


def _phones(text: str) -> tuple[str, ...]:
    bare = _date.sub(" ", text)
    return (*_matches(_numerals, bare), *_matches(_spelled, bare))
