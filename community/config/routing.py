"""All sockets of the house."""

from __future__ import annotations

from community.realtime.routing import websocket_urlpatterns as live
from video.routing import websocket_urlpatterns as video

websocket_urlpatterns = [*live, *video]
