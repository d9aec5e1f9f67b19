from django.urls import path

from topics import views

app_name = "topics"
urlpatterns = [
    path("", views.talks, name="talks"),
    path("parties/", views.parties, name="parties"),
    path("background/", views.background, name="background"),
    path("background/<slug:slug>/", views.background_page, name="background_page"),
    path("milestones/<slug:slug>/", views.milestone, name="milestone"),
    path("milestones/<slug:slug>/observe/", views.observe, name="observe"),
    path("<slug:slug>/", views.topic, name="topic"),
]
