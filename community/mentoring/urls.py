from django.urls import path

from community.mentoring.views import leading, own

app_name = "mentoring"
urlpatterns = [
    path("mentor/", own.mine, name="mine"),
    path("mentor/ask/", own.ask, name="ask"),
    path("mentor/apply/", own.apply, name="apply"),
    path("mentor/apply/take-back/", own.take_back, name="take_back"),
    path("mentor/caseload/", own.caseload, name="caseload"),
    path("mentor/caseload/<int:pk>/back/", own.hand_back, name="hand_back"),
    path("mentoring/", leading.desk, name="desk"),
    path("mentoring/pair/", leading.pair, name="pair"),
    path("mentoring/applications/<int:pk>/", leading.application, name="application"),
    path("mentoring/mentors/<int:pk>/", leading.mentor, name="mentor"),
    path("mentoring/mentors/<int:pk>/tick/", leading.tick, name="tick"),
    path("mentoring/mentors/<int:pk>/supervision/", leading.supervision, name="supervision"),
    path("mentoring/mentors/<int:pk>/notes/", leading.note, name="note"),
    path("mentoring/mentors/<int:pk>/renew/", leading.renew, name="renew"),
    path("mentoring/pairings/<int:pk>/", leading.pairing, name="pairing"),
]
