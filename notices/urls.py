from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/how-often/<str:token>/", views.how_often, name="how_often"),
    path("notices/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("follow/<str:kind>/<int:pk>/", views.follow, name="follow"),
]
