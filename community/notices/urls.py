from django.urls import path

from community.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.mark_read, name="notices_read"),
    path("notices/device/", views.device, name="device"),
    path("outbox/", views.outbox, name="outbox"),
]
