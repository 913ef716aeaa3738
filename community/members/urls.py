from django.urls import path

from community.members import views
from community.members.signing_in import views as signing_in

urlpatterns = [
    path("accounts/way-in/", signing_in.way_in, name="account_way_in"),
    path("accounts/way-in/<str:token>/", signing_in.open_way_in, name="account_way_in_open"),
    path("accounts/sessions/<int:pk>/end/", signing_in.end_session, name="usersessions_end"),
    path("accounts/second-step/", signing_in.second_step, name="second_step"),
    path("me/", views.me, name="me"),
    path("me/flare/", views.flare, name="flare"),
    path("people/<int:pk>/", views.person, name="person"),
    path("help/", views.get_help, name="help"),
]
