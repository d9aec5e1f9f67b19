from django.urls import path

from contributions import views

app_name = "contributions"
urlpatterns = [
    path("preview/", views.preview, name="preview"),
    path("<int:pk>/", views.contribution, name="contribution"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/understood/", views.understood, name="understood"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
