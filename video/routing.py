from django.urls import path, re_path

from video.consumers import VideoConsumer

websocket_urlpatterns = [
    path("ws/video/", VideoConsumer.as_asgi()),
    # The same for a proxy that sends each name to its node.
    re_path(r"^ws/video/[A-Za-z0-9_-]+/$", VideoConsumer.as_asgi()),
]
