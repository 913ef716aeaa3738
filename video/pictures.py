"""Which picture of whom one viewer gets: full, small, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

View = Literal["full", "small", "none"]
Pictures = Literal["all", "small", "none"]

# More faces in full than this help nobody and cost everybody.
MOST_FULL = 9
MOST_PICTURES = 16
# What a picture will cost before anything of it was measured, bits a second.
USUAL_FULL = 320_000.0
USUAL_SMALL = 60_000.0


@dataclass(frozen=True)
class Camera:
    """One person's picture as it could be sent. has_small: there is a small one to be asked for;
    most: what the viewer has use for, as the picture is shown to them.
    """

    person: str
    full: float = USUAL_FULL
    small: float = USUAL_SMALL
    has_small: bool = True
    most: View = "full"

    @property
    def may_be_full(self) -> bool:
        """Where it is shown small and there is no small one, the full one serves as well."""
        return self.most == "full" or (self.most == "small" and not self.has_small)


def allot(cameras: Iterable[Camera], limit: float, pictures: Pictures) -> dict[str, View]:
    """Shares out the limit (bits a second) among the cameras, the most important one first.

    Everybody gets a small picture before somebody gets a full one, except for the first: who speaks
    is worth more than a wall of thumbnails.
    """
    wanted = list(cameras)
    views: dict[str, View] = dict.fromkeys((camera.person for camera in wanted), "none")
    if pictures == "none":
        return views
    left = limit
    shown = [camera for camera in wanted if camera.most != "none"][:MOST_PICTURES]
    if pictures == "all" and shown and shown[0].may_be_full and shown[0].full <= left:
        views[shown[0].person] = "full"
        left -= shown[0].full
    for camera in shown:
        if views[camera.person] == "none" and camera.has_small and camera.small <= left:
            views[camera.person] = "small"
            left -= camera.small
    if pictures == "all":
        _enlarge(shown, views, left)
    return views


def _enlarge(shown: list[Camera], views: dict[str, View], left: float) -> None:
    full = sum(view == "full" for view in views.values())
    for camera in shown:
        if views[camera.person] == "full" or not camera.may_be_full or full >= MOST_FULL:
            continue
        more = camera.full - (camera.small if views[camera.person] == "small" else 0.0)
        if more <= left:
            views[camera.person] = "full"
            left -= more
            full += 1
