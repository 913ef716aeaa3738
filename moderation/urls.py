from django.urls import path

from moderation.views import cases, deciding, history, own, queue, reports, wellbeing

app_name = "moderation"
urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/next/", queue.claim_next, name="next"),
    path("moderation/decided/", history.decided, name="decided"),
    path("moderation/log/", history.log, name="log"),
    path("moderation/cases/", cases.cases, name="cases"),
    path("moderation/cases/<int:pk>/", cases.case, name="case"),
    path("moderation/cases/<int:pk>/move/", cases.move, name="case_move"),
    path("moderation/wellbeing/", wellbeing.own, name="wellbeing"),
    path("moderation/wellbeing/break/", wellbeing.take_break, name="take_break"),
    path("moderation/wellbeing/back/", wellbeing.end_break, name="end_break"),
    path("moderation/wellbeing/team/", wellbeing.team, name="wellbeing_team"),
    path("moderation/wellbeing/<int:pk>/", wellbeing.person, name="wellbeing_person"),
    path("moderation/<int:pk>/", queue.item, name="item"),
    path("moderation/<int:pk>/row/", queue.row, name="row"),
    path("moderation/<int:pk>/claim/", queue.claim, name="claim"),
    path("moderation/<int:pk>/heartbeat/", queue.heartbeat, name="heartbeat"),
    path("moderation/<int:pk>/release/", queue.release, name="release"),
    path("moderation/<int:pk>/skip/", queue.skip, name="skip"),
    path("moderation/<int:pk>/hand-on/", queue.hand_on, name="hand_on"),
    path("moderation/<int:pk>/together/", queue.claim_together, name="together"),
    path("moderation/<int:pk>/preview/", deciding.preview, name="preview"),
    path("moderation/<int:pk>/undo/", deciding.undo, name="undo"),
    path("moderation/<int:pk>/decide/", deciding.decide, name="decide"),
    path("report/<str:kind>/<int:pk>/", reports.report, name="report"),
    path("me/held/", own.own_items, name="own_items"),
    path("me/held/<int:pk>/", own.own_item, name="own_item"),
]
