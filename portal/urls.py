from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from portal import views
from portal.api import router

PREFIXES = {
    "topics": "talks/",
    "forums": "discussions/",
    "contributions": "words/",
    "moderation": "",
    "petitions": "petitions/",
    "consultations": "consultations/",
    "insights": "",
    "answers": "answers/",
    "digests": "digests/",
    "notices": "",
}

urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("language/<str:code>/", views.choose_language, name="choose_language"),
    path("api/v1/", include(router.urls)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", views.api_docs, name="api_docs"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("how-it-works/", views.page, {"name": "how_it_works"}, name="how_it_works"),
        path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
        path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
        path("account/", include("accounts.urls")),
        path("account/", include("allauth.account.urls")),
        path("account/second-factor/", include("allauth.mfa.urls")),
        *(
            path(prefix, include(f"{app}.urls"))
            for app, prefix in PREFIXES.items()
            if find_spec(f"{app}.urls")
        ),
    ),
]
if settings.PORTAL_DEMO:
    urlpatterns += [
        path("mailbox/", views.mailbox, name="mailbox"),
        path("mailbox/<str:key>/", views.mailbox_email, name="mailbox_email"),
        path("mailbox/<str:key>/html/", views.mailbox_html, name="mailbox_html"),
    ]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.fault"
