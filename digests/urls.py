from django.urls import path

from digests import views

app_name = "digests"
urlpatterns = [
    path("", views.subscriptions, name="subscriptions"),
    path("subscriptions/<int:pk>/", views.change, name="change"),
    path("subscriptions/<int:pk>/<slug:verb>/", views.act, name="act"),
    path("<int:pk>/", views.digest, name="digest"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/anew/", views.make_anew, name="make_anew"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("read/<str:token>/", views.read, name="read"),
    path("read/<str:token>/<slug:figure>/", views.figure, name="figure"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
