from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("data/", views.data, name="data"),
    path("delete/", views.delete, name="delete"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("demonstration/", views.demo_sign_in, name="demo_sign_in"),
]
