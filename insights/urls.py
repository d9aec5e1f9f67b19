from django.urls import path

from insights import views

app_name = "insights"
urlpatterns = [
    path("pulse/", views.pulse, name="pulse"),
    path("pulse/method/", views.method, name="method"),
    path("pulse/<slug:slug>/", views.topic_pulse, name="topic_pulse"),
    path("common-ground/", views.common_ground, name="common_ground"),
]
