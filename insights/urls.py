from django.urls import path

from insights.views import positions, posts, pulse, themes, who

app_name = "insights"
urlpatterns = [
    path("pulse/", pulse.pulse, name="pulse"),
    path("pulse/method/", pulse.method, name="method"),
    path("pulse/posts/", posts.posts, name="posts"),
    path("pulse/positions/", positions.positions, name="positions"),
    path("pulse/<slug:slug>/positions/", positions.positions, name="topic_positions"),
    path("pulse/who/", who.who, name="who"),
    path("pulse/<slug:slug>/who/", who.who, name="topic_who"),
    path("pulse/themes/", themes.themes, name="themes"),
    path("pulse/<slug:slug>/themes/", themes.themes, name="topic_themes"),
    path("pulse/<slug:slug>/", pulse.pulse, name="topic_pulse"),
    path("common-ground/", pulse.common_ground, name="common_ground"),
]
