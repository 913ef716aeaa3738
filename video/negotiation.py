"""One participant's offers: what is in them, and one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from video.sdp import Answer, BadAnswer, Local, Section, read_answer, write_offer
from video.wire import KINDS, Kind

OWN: dict[int, Kind] = dict(enumerate(KINDS))

Publications = dict[str, dict[Kind, int]]


@dataclass
class Slot:
    """The sections for one other person. What was left rests for one offer before reuse."""

    person: str = ""
    ssrcs: dict[Kind, int] = field(default_factory=dict)
    is_resting: bool = False


class Negotiation:
    """Offers follow what there is to see; while one is out, changes wait for its answer.

    send is given the number and the text of each offer.
    """

    def __init__(self, local: Local, send: Callable[[int, str], None]) -> None:
        self._local = local
        self._send = send
        self._slots: list[Slot] = []
        self._seq = 0
        self._waiting_for = 0
        self._offer = ""
        self._offered: tuple[int, ...] = ()
        self._changed = False
        self._wanted: Publications = {}

    def show(self, publications: Publications) -> None:
        """Brings the plan in line with who publishes; offers it unless an offer is already out."""
        if publications == self._wanted and self._seq:
            return
        self._wanted = publications
        if self._waiting_for:
            self._changed = True
        else:
            self._make_offer()

    def repeat(self) -> None:
        """Sends the open offer once more, for a client whose socket was away."""
        if self._waiting_for:
            self._send(self._seq, self._offer)

    def answered(self, seq: int, text: str) -> tuple[Answer, tuple[int, ...]] | None:
        """The answer, and the SSRCs that the client is now ready for.

        None when the answer is to an old offer. Raises BadAnswer; the offer then stays open.
        """
        if not self._waiting_for or seq != self._waiting_for:
            return None
        answer = read_answer(text)
        if seq == 1 and not any(mid in answer.ssrcs for mid in OWN):
            raise BadAnswer("The answer must announce an SSRC for audio and for video.")
        self._waiting_for = 0
        for slot in self._slots:
            slot.is_resting = False
        return answer, self._offered

    def go_on(self) -> None:
        """After an answer was dealt with: offers what changed meanwhile."""
        if self._changed and not self._waiting_for:
            self._make_offer()

    def _make_offer(self) -> None:
        self._changed = False
        self._plan()
        self._seq += 1
        self._waiting_for = self._seq
        self._offered = tuple(ssrc for slot in self._slots for ssrc in slot.ssrcs.values())
        self._offer = write_offer(self._local, self._sections(), self._seq)
        self._send(self._seq, self._offer)

    def _plan(self) -> None:
        placed: set[str] = set()
        for slot in self._slots:
            if not slot.person:
                continue
            if slot.person in self._wanted:
                slot.ssrcs = self._wanted[slot.person]
                placed.add(slot.person)
            else:
                slot.person, slot.ssrcs, slot.is_resting = "", {}, True
        for person, ssrcs in self._wanted.items():
            if person not in placed:
                slot = self._free_slot()
                slot.person, slot.ssrcs = person, ssrcs

    def _free_slot(self) -> Slot:
        for slot in self._slots:
            if not slot.person and not slot.is_resting:
                return slot
        self._slots.append(Slot())
        return self._slots[-1]

    def _sections(self) -> list[Section]:
        sections = [Section(kind, "recvonly") for kind in OWN.values()]
        for slot in self._slots:
            for kind in KINDS:
                ssrc = slot.ssrcs.get(kind)
                if ssrc is None:
                    sections.append(Section(kind, "inactive"))
                else:
                    sections.append(Section(kind, "sendonly", slot.person, ssrc))
        return sections


def own_ssrcs(answer: Answer) -> dict[Kind, int]:
    """The SSRCs under which the client itself will send."""
    return {kind: answer.ssrcs[mid] for mid, kind in OWN.items() if mid in answer.ssrcs}
