"""Each person's own view of the room: what they wish, what their network bears, what they get."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from video.congestion import Congestion
from video.forwarding import Switch
from video.pictures import USUAL_FULL, USUAL_SMALL, Camera, Pictures, View, allot
from video.speakers import Speakers

Why = Literal["", "network", "choice"]
RANK = {view: rank for rank, view in enumerate(("none", "small", "full"))}
SMALL_OFF_AFTER_S = 10.0
# A fraction of a usual picture: a dark room costs little now and more when the light goes on.
LEAST_SHARE = 0.3


@dataclass
class Gaze:
    """One person's wishes, and the views they have now."""

    pictures: Pictures = "all"
    first: tuple[str, ...] = ()
    most: Mapping[str, View] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    why: Why = ""


class Viewing:
    """Decides about once a second who gets which picture of whom."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self.speakers = Speakers()
        self._gazes: dict[str, Gaze] = {}
        self._small_wanted: dict[str, float] = {}

    def wish(
        self,
        person: str,
        pictures: Pictures,
        first: tuple[str, ...],
        most: Mapping[str, View] | None = None,
    ) -> None:
        """What one person has use for: of all pictures, and of some by id (at most so much)."""
        gaze = self._gazes.setdefault(person, Gaze())
        gaze.pictures, gaze.first, gaze.most = pictures, first, most or {}

    def tell_anew(self, person: str) -> None:
        """The person's page knows nothing yet."""
        if person in self._gazes:
            self._gazes[person].views = {}

    def forget(self, person: str) -> None:
        self._gazes.pop(person, None)
        self._small_wanted.pop(person, None)
        self.speakers.forget(person)

    def look(self, person: str, viewer_id: int, now: float) -> Gaze | None:
        """Works out one person's views anew and has the switch keep to them.

        None when nothing changed for the person.
        """
        network = self._switch.networks.get(viewer_id)
        if network is None:
            return None
        gaze = self._gazes.setdefault(person, Gaze())
        cameras = self._cameras(person, gaze)
        views = allot(cameras, self._video_limit(viewer_id, network, now), gaze.pictures)
        why = self._why(gaze, cameras, views, network)
        for publisher, view in views.items():
            # The small picture goes on for a moment, until the full one has begun.
            both = view == "full" and gaze.views.get(publisher) == "small"
            self._switch.choose(viewer_id, publisher, view, and_small=both)
            if view == "small" or both:
                self._small_wanted[publisher] = now
        changed = (views, why) != (gaze.views, gaze.why)
        gaze.views, gaze.why = views, why
        return gaze if changed else None

    def small_wanted(self, person: str, now: float) -> bool:
        """Should this person's browser send the small picture too?"""
        last = self._small_wanted.get(person, -math.inf)
        return now - last < SMALL_OFF_AFTER_S

    def _cameras(self, person: str, gaze: Gaze) -> list[Camera]:
        """Cameras that are on, in the order in which they matter to this person."""
        on = [one for one in self._switch.cameras_on() if one != person]
        ordered = self.speakers.order(on)
        first = [one for one in gaze.first if one in on]
        ordered = first + [one for one in ordered if one not in first]
        return [self._camera(one, gaze.most.get(one, "full")) for one in ordered]

    def _camera(self, person: str, most: View) -> Camera:
        full, small = self._switch.rate(person, "video"), self._switch.rate(person, "small")
        return Camera(
            person,
            full=max(full or USUAL_FULL, LEAST_SHARE * USUAL_FULL),
            small=max(small or USUAL_SMALL, LEAST_SHARE * USUAL_SMALL),
            has_small=small is not None,
            most=most,
        )

    def _video_limit(self, viewer_id: int, network: Congestion, now: float) -> float:
        return network.look(self._switch.pictures_to(viewer_id), now)

    def _why(
        self, gaze: Gaze, cameras: list[Camera], views: dict[str, View], network: Congestion
    ) -> Why:
        if gaze.pictures != "all":
            return "choice"
        less = any(RANK[views[one.person]] < RANK[one.most] for one in cameras)
        return "network" if less and network.limit < math.inf else ""
