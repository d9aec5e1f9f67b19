"""Who worked for others before `served_until` was kept, as far as the rest of the database tells."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from accounts.models import User
from contributions.models import Contribution
from core.states import StateChange
from insights.actions import read_all
from insights.models import Unread
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.contributions import ContributionFactory
from tests.insights.sums import check_all_is_read

pytestmark = pytest.mark.django_db
SERVED = import_module("accounts.migrations.0007_who_served_before").Migration.operations
QUEUED = import_module("insights.migrations.0010_who_served_so_far").Migration.operations


def accepted(user):
    InvitationFactory(accepted_by=user, accepted_at=timezone.now())


def in_the_log(by, about, changed):
    people = ContentType.objects.get_for_model(User)
    message = f'[{{"changed": {{"fields": ["{changed}"]}}}}]'
    LogEntry.objects.create(
        user=by, content_type=people, object_id=about.pk, action_flag=2, change_message=message
    )


def moved(kind, after):
    return lambda user: StateChange.objects.create(kind=kind, object_id=1, by=user, before="", after=after)


KNOWN = {
    "accepted an invitation": accepted,
    "did something in the administration": lambda user: in_the_log(user, UserFactory(), "Country"),
    "had another role": lambda user: in_the_log(UserFactory(operator=True), user, "Role"),
    "hid words": moved("contributions.contribution", "hidden"),
    "published an answer": moved("answers.answer", "published"),
}
CITIZENS = {
    "nothing": lambda user: None,
    "moved to another country": lambda user: in_the_log(UserFactory(operator=True), user, "Country"),
    "took words back": moved("contributions.contribution", "withdrawn"),
    "wrote a petition anew": moved("petitions.petition", "waiting"),
}


@pytest.mark.parametrize("did", KNOWN | CITIZENS)
def test_who_is_known_to_have_worked_for_others_is_marked_and_counted_no_more(did):
    user = UserFactory()
    words = ContributionFactory(author=user, published_at=timezone.now() - timedelta(days=1))
    touched_at = words.touched_at
    read_all()
    (KNOWN | CITIZENS)[did](user)

    with connection.cursor() as cursor:
        for operation in SERVED:
            cursor.execute(operation.sql)
        Unread.objects.all().delete()  # then there was no trigger
        for operation in QUEUED:
            cursor.execute(operation.sql)
    read_all()

    user.refresh_from_db()
    words.refresh_from_db()
    assert words.touched_at == touched_at
    assert (user.served_until is not None) == (did in KNOWN)
    assert Contribution.objects.said_by_the_public().exists() == (did in CITIZENS)
    check_all_is_read()
