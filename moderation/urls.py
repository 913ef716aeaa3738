from django.urls import path

from moderation.views import cases, deciding, history, own, queue, reports, rota

app_name = "moderation"
urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/next/", queue.claim_next, name="next"),
    path("moderation/decided/", history.decided, name="decided"),
    path("moderation/log/", history.log, name="log"),
    path("moderation/cases/", cases.cases, name="cases"),
    path("moderation/cases/<int:pk>/", cases.case, name="case"),
    path("moderation/cases/<int:pk>/move/", cases.move, name="case_move"),
    path("moderation/cases/<int:pk>/lead/", cases.lead, name="case_lead"),
    path("moderation/cases/<int:pk>/tick/", cases.tick, name="case_tick"),
    path("moderation/cases/<int:pk>/debrief/", cases.debrief, name="case_debrief"),
    path("moderation/follow-ups/<int:pk>/", cases.follow_up, name="follow_up"),
    path("moderation/rota/", rota.rota, name="rota"),
    path("moderation/rota/give/", rota.give, name="rota_give"),
    path("moderation/rota/drill/", rota.drill, name="rota_drill"),
    path("moderation/rota/drill/<int:pk>/", rota.answer, name="rota_answer"),
    path("moderation/rota/<int:pk>/end/", rota.end, name="rota_end"),
    path("moderation/rota/<int:pk>/cover/", rota.cover, name="rota_cover"),
    path("moderation/<int:pk>/", queue.item, name="item"),
    path("moderation/<int:pk>/row/", queue.row, name="row"),
    path("moderation/<int:pk>/claim/", queue.claim, name="claim"),
    path("moderation/<int:pk>/heartbeat/", queue.heartbeat, name="heartbeat"),
    path("moderation/<int:pk>/release/", queue.release, name="release"),
    path("moderation/<int:pk>/skip/", queue.skip, name="skip"),
    path("moderation/<int:pk>/together/", queue.claim_together, name="together"),
    path("moderation/<int:pk>/preview/", deciding.preview, name="preview"),
    path("moderation/<int:pk>/undo/", deciding.undo, name="undo"),
    path("moderation/<int:pk>/decide/", deciding.decide, name="decide"),
    path("report/<str:kind>/<int:pk>/", reports.report, name="report"),
    path("me/held/", own.own_items, name="own_items"),
    path("me/held/<int:pk>/", own.own_item, name="own_item"),
]
