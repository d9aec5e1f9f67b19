from django.urls import path

from petitions import views

app_name = "petitions"
urlpatterns = [
    path("", views.petitions, name="petitions"),
    path("new/", views.new, name="new"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("<slug:slug>/", views.petition, name="petition"),
    path("<slug:slug>/sign/", views.sign, name="sign"),
    path("<slug:slug>/sign/sent/", views.sent, name="sent"),
    path("<slug:slug>/thanks/", views.thanks, name="thanks"),
]
