from django.urls import path

from answers import views

app_name = "answers"
urlpatterns = [
    path("", views.answers, name="answers"),
    path("new/", views.new, name="new"),
    path("drafts/", views.drafts, name="drafts"),
    path("waiting/", views.waiting, name="waiting"),
    path("waiting.csv", views.waiting_csv, name="waiting_csv"),
    path("<int:pk>/", views.answer, name="answer"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/translate/", views.translate, name="translate"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/give-back/", views.give_back, name="give_back"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
