from django.urls import path

from answers import views

app_name = "answers"
urlpatterns = [
    path("", views.answers, name="answers"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.answer, name="answer"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
