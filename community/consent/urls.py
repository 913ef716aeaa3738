from django.urls import path

from community.consent import views

urlpatterns = [
    path("me/guide/", views.guide, name="guide"),
    path("me/paused/", views.paused, name="paused"),
]
