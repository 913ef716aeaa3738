from django.urls import path

from groups.views import hosting, pages, room

SESSION = "<int:group_id>/sessions/<int:pk>/"

urlpatterns = [
    path("", pages.index, name="groups"),
    path("next/", pages.next_up, name="groups_next"),
    path("<int:pk>/", pages.group, name="group"),
    path("<int:pk>/join/", pages.enrol, name="group_enrol"),
    path("<int:pk>/leave/", pages.leave, name="group_leave"),
    path("<int:pk>/agreement/", pages.agreement, name="group_agreement"),
    path("<int:pk>/agreement/new/", hosting.write_agreement, name="agreement_new"),
    path("<int:pk>/people/<int:member_id>/", hosting.let_in, name="group_let_in"),
    path("<int:pk>/sessions/new/", hosting.plan, name="session_new"),
    path(SESSION, pages.session, name="session"),
    path(SESSION + "door/", pages.door, name="session_door"),
    path(SESSION + "open/", room.open_room, name="session_open"),
    path(SESSION + "room/", room.room, name="room"),
    path(SESSION + "room/token/", room.token, name="room_token"),
    path(SESSION + "room/chat/", room.say, name="room_chat"),
    path(SESSION + "room/word/", room.word, name="room_word"),
    path(SESSION + "room/signals/<int:signal_id>/", room.see_signal, name="room_signal"),
    path(SESSION + "room/remove/", room.remove, name="room_remove"),
    path(SESSION + "goodbye/", room.goodbye, name="goodbye"),
]
