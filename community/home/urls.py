from django.urls import path

from community.home import views

urlpatterns = [
    path("", views.front, name="front"),
    path("today/", views.today, name="today"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("healthz/", views.healthy, name="healthz"),
    path("metrics/", views.metrics, name="metrics"),
]
