from django.urls import path

from forums import views

app_name = "forums"
urlpatterns = [
    path("", views.boards, name="boards"),
    path("thread/<int:pk>-<slug:slug>/", views.thread, name="thread"),
    path("thread/<int:pk>-<slug:slug>/reply/<int:parent>/", views.reply, name="reply"),
    path("thread/<int:pk>-<slug:slug>/lock/", views.lock, name="lock"),
    path("<slug:slug>/", views.board, name="board"),
    path("<slug:slug>/new/", views.new_thread, name="new_thread"),
]
