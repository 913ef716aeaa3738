from django.urls import path

from community.safety import views

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("me/safety/", views.safety, name="safety"),
    path("me/safety/notes/", views.notes, name="notes"),
    path("me/safety/exit/", views.quick_exit, name="quick_exit"),
    path("me/safety/device/", views.shared_device, name="shared_device"),
    path("me/break/", views.take_a_break, name="break"),
    path("me/back/", views.come_back, name="come_back"),
    path("people/<int:pk>/distance/", views.distance, name="distance"),
]
