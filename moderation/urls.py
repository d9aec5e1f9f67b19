from django.urls import path

from moderation import views

app_name = "moderation"
urlpatterns = [
    path("words/<int:pk>/report/", views.report, name="report"),
    path("moderation/log/", views.log, name="log"),
    path("moderation/rules/", views.rules, name="rules"),
]
