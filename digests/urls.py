from django.urls import path

from digests import views

app_name = "digests"
urlpatterns = [
    path("", views.subscriptions, name="subscriptions"),
    path("subscriptions/<int:pk>/", views.change, name="change"),
    path("subscriptions/<int:pk>/<slug:verb>/", views.act, name="act"),
    path("offices/<slug:slug>/", views.office, name="office"),
    path("offices/<slug:slug>/invite/", views.invite, name="invite"),
    path("offices/<slug:slug>/options/", views.options, name="options"),
    path("offices/<slug:slug>/invitations/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("offices/<slug:slug>/officials/<int:pk>/subscribe/", views.subscribe, name="subscribe"),
    path("offices/<slug:slug>/officials/<int:pk>/remove/", views.remove, name="remove"),
    path("offices/<slug:slug>/officials/<int:pk>/<slug:verb>/", views.appoint, name="appoint"),
    path("live/", views.live, name="live"),
    path("live/views/<int:pk>/forget/", views.forget_view, name="forget_view"),
    path("live/<slug:figure>/", views.live_figure, name="live_figure"),
    path("<int:pk>/", views.digest, name="digest"),
    path("<int:pk>/sent/", views.as_sent, name="as_sent"),
    path("<int:pk>/sent/html/", views.as_sent_html, name="as_sent_html"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/anew/", views.make_anew, name="make_anew"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("read/<str:token>/", views.read, name="read"),
    path("read/<str:token>/<slug:figure>/", views.figure, name="figure"),
    path("alerts/<str:token>/<slug:which>/", views.alert_texts, name="alert_texts"),
    path("unsubscribe/alerts/<str:token>/", views.stop_alerts, name="stop_alerts"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
