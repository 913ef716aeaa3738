from django.urls import path

from community.safety import views

urlpatterns = [
    path("me/safety/", views.safety, name="safety"),
    path("people/<int:pk>/distance/", views.distance, name="distance"),
]
