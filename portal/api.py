"""The read-only programming interface: one router."""

from importlib import import_module

from rest_framework.routers import DefaultRouter

RESOURCES = {
    "topics": "topics.api.TopicViewSet",
    "threads": "forums.api.ThreadViewSet",
    "petitions": "petitions.api.PetitionViewSet",
    "consultations": "consultations.api.ConsultationViewSet",
    "tallies": "insights.api.TallyViewSet",
}
router = DefaultRouter()
router.include_format_suffixes = False
for _name, _dotted in RESOURCES.items():
    _module, _, _class = _dotted.rpartition(".")
    router.register(_name, getattr(import_module(_module), _class), basename=_name)
