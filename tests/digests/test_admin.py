import pytest
from django.urls import reverse

from core.models import OutgoingEmail
from digests.actions import release, send_now, unsubscribe
from digests.models import Delivery, Digest, Subscription
from insights.actions import group, read_all
from insights.models import Grouping, Reading, Tally
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import SubscriptionFactory, sent
from tests.factories.insights import camps

MODELS = [Reading, Tally, Grouping, Subscription, Digest, Delivery]


@pytest.fixture
def _everything(office, reader):
    ContributionFactory.create_batch(3)
    read_all()
    group(camps(12, 12)[0])
    group(camps(12)[0])
    send_now(SubscriptionFactory(office=office, user=reader), by=reader)


@pytest.fixture
def operator_s(client, settings):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(operator=True))
    return client


@pytest.mark.usefixtures("_everything")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_operator_sees_lists_and_rows_and_changes_nothing(
    model, operator_s, django_assert_max_num_queries
):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model.objects.first()

    with django_assert_max_num_queries(9):
        page = operator_s.get(reverse(f"{name}_changelist"))
    one = operator_s.get(reverse(f"{name}_change", args=[row.pk]))

    assert (page.status_code, one.status_code) == (200, 200)
    assert 'name="_save"' not in one.content.decode()
    assert operator_s.get(reverse(f"{name}_add")).status_code == 403
    assert operator_s.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.usefixtures("_everything")
def test_the_list_of_deliveries_loads_neither_what_digests_say_nor_what_e_mails_say(
    operator_s, reader, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9) as asked:
        page = operator_s.get(reverse("admin:digests_delivery_changelist")).content.decode()

    assert str(reader) in page
    sql = "\n".join(query["sql"] for query in asked.captured_queries)
    assert '"digests_digest"."since"' in sql
    for heavy in ('digest"."rows', 'digest"."content', 'email"."text', 'email"."html'):
        assert heavy not in sql


@pytest.mark.parametrize("role", ["citizen", "moderator", "facilitator", "official"])
def test_nobody_else_sees_them(role, client, settings, db):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(role=role))

    for model in (Delivery, Subscription) if role == "moderator" else (Digest, Delivery, Subscription):
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(address, follow=True).status_code == 403


@pytest.mark.usefixtures("_everything")
def test_what_an_official_was_sent_stands_on_their_own_page_and_on_that_of_the_subscription(
    operator_s, reader, django_assert_max_num_queries
):
    delivery = Delivery.objects.get()
    delivery.email.fault = "SMTPDataError: 451"
    delivery.email.save()
    stranger = UserFactory()

    with django_assert_max_num_queries(20):
        person = operator_s.get(reverse("admin:accounts_user_change", args=[reader.pk])).content.decode()
    address = reverse("admin:digests_subscription_change", args=[delivery.subscription_id])
    subscription = operator_s.get(address).content.decode()
    other = operator_s.get(reverse("admin:accounts_user_change", args=[stranger.pk])).content.decode()

    for page in (person, subscription):
        assert delivery.digest.get_absolute_url() in page
        assert "SMTPDataError: 451" in page
        assert "Waits" in page
    assert "None yet" in other
    assert operator_s.get(reverse("admin:accounts_user_add")).status_code == 200


@pytest.mark.parametrize("was_wanted", [True, False])
def test_what_never_went_out_is_not_called_sent(was_wanted, office, operator_s):
    office.releases_needed = 1
    office.save()
    digest = sent(office)
    row = digest.deliveries.get().subscription
    address = reverse("admin:digests_subscription_change", args=[row.pk])
    assert "Waits for its release" in operator_s.get(address).content.decode()
    if not was_wanted:
        unsubscribe(row)

    release(digest, by=UserFactory(moderator=True), seal=digest.hash)
    OutgoingEmail.objects.all().delete()  # as a month later

    page = operator_s.get(address).content.decode()
    assert ("Not known any more" in page, "Not sent" in page) == (was_wanted, not was_wanted)
