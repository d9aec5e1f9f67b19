from django.apps import AppConfig
from django.contrib.admin import apps as admin


class PortalConfig(AppConfig):
    name = "portal"
    default = True


class PortalAdminConfig(admin.AdminConfig):
    """Django's administration with the portal's own front page and sign-in."""

    default = False
    default_site = "portal.admin.PortalSite"
