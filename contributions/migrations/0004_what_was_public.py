from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def remember(apps, schema_editor):
    """Public is what stood on the page when it was changed: the trace knows in which state that was.

    An edit moves the words a moment after it keeps what they were; words without a trace never moved.
    """
    Revision, StateChange = (
        apps.get_model("contributions", "Revision"),
        apps.get_model("core", "StateChange"),
    )
    moves = StateChange.objects.filter(
        kind="contributions.contribution", object_id=OuterRef("contribution_id")
    )
    last = moves.filter(at__lte=OuterRef("at")).order_by("-at", "-pk").values("after")[:1]
    following = moves.filter(at__gt=OuterRef("at")).order_by("at", "pk").values("before")[:1]
    state = Coalesce(Subquery(last), Subquery(following), F("contribution__state"))
    public = Revision.objects.alias(state_then=state).filter(state_then="published")
    Revision.objects.filter(pk__in=public.values("pk")).update(was_public=True)


class Migration(migrations.Migration):
    dependencies = [("contributions", "0003_revision_was_public"), ("core", "0001_first_models")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
