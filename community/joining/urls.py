from django.urls import path

from community.joining import views

urlpatterns = [
    path("accounts/signup/", views.gate_page, name="account_signup"),
    path("accounts/signup/account/", views.AccountView.as_view(), name="join_account"),
    path("join/guardian/", views.guardian, name="join_guardian"),
    path("join/guardian/asked/", views.asked, name="join_asked"),
    path("join/without/", views.unsafe, name="join_unsafe"),
    path("join/waiting/", views.wait, name="join_waiting"),
    path("waiting/<str:token>/", views.waiting, name="waiting"),
]
