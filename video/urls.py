from django.urls import path

from video import views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/drain/", views.drain, name="calls_drain"),
    path("calls/undrain/", views.undrain, name="calls_undrain"),
]
