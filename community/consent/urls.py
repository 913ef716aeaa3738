from django.urls import path

from community.consent.views import guardians, members

urlpatterns = [
    path("me/guide/", members.guide, name="guide"),
    path("me/paused/", members.paused, name="paused"),
    path("me/consent/", members.own, name="own_consent"),
    path("me/consent/decide/", members.decide, name="decide_alone"),
    path("me/agreement/", members.renew, name="renew_agreement"),
    path("guardian/", guardians.find, name="guardian_find"),
    path("guardian/asked/<str:token>/", guardians.asked, name="guardian_asked"),
    path("guardian/<str:token>/", guardians.page, name="guardian"),
    path("guardian/<str:token>/forgot/", guardians.forgot, name="guardian_forgot"),
    path("guardian/<str:token>/change/", guardians.change, name="guardian_change"),
    path("guardian/<str:token>/leave/", guardians.leave, name="guardian_leave"),
]
