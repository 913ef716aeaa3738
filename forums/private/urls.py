from django.urls import path

from forums.private import views

app_name = "private"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("box/", views.box, name="box"),
    path("to/<int:pk>/", views.write, name="write"),
    path("to/<int:pk>/draft/", views.draft, name="draft"),
    path("<int:pk>/", views.correspondence, name="correspondence"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/read/", views.read, name="read"),
    path("message/<int:pk>/take-back/", views.take_back, name="take_back"),
]
