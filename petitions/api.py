from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets

from core.api import SLUG, asked
from petitions.models import Petition, Threshold
from petitions.querysets import PetitionQuerySet


class PetitionSerializer(serializers.ModelSerializer[Petition]):
    """`signature_count` was confirmed here by e-mail; `imported_count` was counted elsewhere, unchecked."""

    id = serializers.IntegerField(source="pk")
    url = serializers.CharField(source="get_absolute_url")
    topic = serializers.SlugRelatedField[Any](source="contribution.topic", slug_field="slug", read_only=True)
    background = serializers.CharField()
    language = serializers.CharField(source="contribution.language")
    created_at = serializers.DateTimeField(source="contribution.created_at")
    off_at_last_recount = serializers.IntegerField(source="drift")
    rejection_reason = serializers.CharField(source="why_rejected")

    class Meta:
        model = Petition
        fields = [
            "id", "slug", "url", "topic", "language", "action", "background", "details", "state",
            "created_at", "opened_at", "closes_at", "closed_at", "signature_count", "counted_at",
            "off_at_last_recount",
            "recounted_at", "imported_count", "imported_from", "imported_url", "imported_response",
            "rejection_code", "rejection_reason",
        ]  # fmt: skip


class OnePetitionSerializer(PetitionSerializer):
    """With where signers live: no country under ten people, and none that could be had by subtraction."""

    signatures_by_country = serializers.SerializerMethodField()
    signatures_elsewhere = serializers.SerializerMethodField()
    thresholds_reached = serializers.SerializerMethodField()

    class Meta(PetitionSerializer.Meta):
        fields = [
            *PetitionSerializer.Meta.fields, "signatures_by_country", "signatures_elsewhere",
            "thresholds_reached",
        ]  # fmt: skip

    def to_representation(self, instance: Petition) -> dict[str, Any]:
        self.residences = instance.where_signers_live()
        return super().to_representation(instance)

    def get_signatures_by_country(self, petition: Petition) -> dict[str, int]:
        return dict(self.residences.countries)

    def get_signatures_elsewhere(self, petition: Petition) -> dict[str, int]:
        return {"countries": self.residences.others, "signatures": self.residences.others_people}

    def get_thresholds_reached(self, petition: Petition) -> list[dict[str, Any]]:
        counts = dict(Threshold.objects.values_list("pk", "count"))
        return [{"count": counts[row.threshold_id], "at": row.at} for row in petition.reached.all()]


class PetitionViewSet(viewsets.ReadOnlyModelViewSet[Petition]):
    """Open and closed petitions, and rejected ones whose text may be read. `?state=open`, `?topic=slug`."""

    queryset = Petition.objects.shown()
    lookup_field = "slug"
    lookup_value_regex = SLUG

    def get_queryset(self) -> QuerySet[Petition]:
        rows: PetitionQuerySet = Petition.objects.shown().for_page()
        if state := asked(self.request, "state"):
            rows = rows.filter(state=state)
        if topic := asked(self.request, "topic"):
            rows = rows.filter(contribution__topic__slug=topic)
        return rows

    def get_serializer_class(self) -> type[PetitionSerializer]:
        return OnePetitionSerializer if self.action == "retrieve" else PetitionSerializer
