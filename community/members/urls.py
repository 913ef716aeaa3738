from django.urls import path

from community.members import views

urlpatterns = [
    path("accounts/signup/", views.SignupView.as_view(), name="account_signup"),
    path("me/", views.me, name="me"),
    path("me/flare/", views.flare, name="flare"),
    path("people/<int:pk>/", views.person, name="person"),
    path("help/", views.get_help, name="help"),
]
