import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.topics import TopicFactory
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    operator = UserFactory(operator=True)
    Authenticator.objects.create(user=operator, type="totp", data={"secret": "none"})
    client.force_login(operator, backend="accounts.backends.RoleBackend")
    return client


def test_the_name_by_which_addresses_and_digests_know_a_topic_stays(client):
    topic = TopicFactory(slug="prisoners")
    change = reverse("admin:topics_topic_change", args=[topic.pk])
    form = client.get(change).context["adminform"].form
    sent = {name: "" if form.initial.get(name) is None else form.initial[name] for name in form.fields}

    response = client.post(change, sent | {"slug": "captives", "title_en": "Captives", "offices": []})

    topic.refresh_from_db()
    assert response.status_code == 302
    assert (topic.slug, topic.title_en) == ("prisoners", "Captives")


def test_a_new_topic_gets_one(client):
    add = reverse("admin:topics_topic_add")
    form = client.get(add).context["adminform"].form
    assert "slug" in form.fields
    words = {name: "Words" for name in form.fields if name not in ("slug", "order", "offices")}

    client.post(add, words | {"slug": "water", "order": 3})

    assert Topic.objects.filter(slug="water").exists()
