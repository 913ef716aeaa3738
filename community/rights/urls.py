from django.urls import path

from community.rights.views import desk, own

urlpatterns = [
    path("me/data/", own.data, name="my_data"),
    path("me/data/ask/", own.ask, name="my_data_ask"),
    path("me/data/take/", own.take, name="my_data_take"),
    path("me/data/leave/", own.leave, name="my_data_leave"),
    path("me/data/stay/", own.stay, name="my_data_stay"),
    path("receipts/", own.receipts, name="receipts"),
    path("moderation/data/", desk.desk, name="data_desk"),
    path("moderation/data/<int:pk>/answer/", desk.answer, name="data_answer"),
    path("moderation/data/hold/", desk.hold, name="data_hold"),
    path("moderation/data/hold/<int:pk>/lift/", desk.lift, name="data_lift"),
]
