import logging
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from core.models import OutgoingEmail, StateChange
from core.verdict import Refused
from petitions import actions, tasks
from petitions.emails import SALT
from petitions.models import Petition, Reached, Signature
from petitions.querysets.signatures import Residences, residences
from tests.factories.accounts import UserFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory, signer
from tests.races import at_once


# == Counting ==
@pytest.mark.django_db
def test_each_confirmed_signature_is_counted_once():
    one, two = PetitionFactory.create_batch(2)
    SignatureFactory.create_batch(3, petition=one)
    SignatureFactory(petition=two)
    SignatureFactory(petition=two, state="pending")
    SignatureFactory(petition=two, state="invalidated")

    assert actions.count_signatures() == 4
    assert actions.count_signatures() == 0
    SignatureFactory(petition=one)
    tasks.count_signatures()

    assert dict(Petition.objects.values_list("pk", "signature_count")) == {one.pk: 4, two.pk: 1}


@pytest.mark.django_db
def test_counting_is_one_statement_however_many_there_are(django_assert_num_queries):
    ThresholdFactory()
    SignatureFactory.create_batch(5, petition=PetitionFactory())
    SignatureFactory.create_batch(5)

    with django_assert_num_queries(4):  # savepoint, advisory lock, the statement, release
        assert actions.count_signatures() == 10


@pytest.mark.django_db
def test_thresholds_are_reached_once_and_all_of_them():
    answer, hearing = ThresholdFactory(count=2), ThresholdFactory(count=4, consequence="hearing")
    petition = PetitionFactory()

    reached = []
    for _step in range(5):
        SignatureFactory(petition=petition)
        actions.count_signatures()
        reached.append({row.threshold for row in Reached.objects.filter(petition=petition)})

    assert reached == [set(), {answer}, {answer}, {answer, hearing}, {answer, hearing}]


@pytest.mark.django_db
def test_imported_counts_reach_nothing_and_are_never_added():
    ThresholdFactory(count=2)
    petition = PetitionFactory(imported_count=1_000_000)

    SignatureFactory(petition=petition)
    actions.count_signatures()
    actions.recount()

    petition.refresh_from_db()
    assert (petition.signature_count, petition.imported_count) == (1, 1_000_000)
    assert not petition.reached.exists()


@pytest.mark.django_db
def test_a_recount_finds_drift_repairs_it_and_says_so(caplog):
    ThresholdFactory(count=3)
    too_many, too_few, right = PetitionFactory.create_batch(3)
    for petition in (too_many, too_few, right):
        SignatureFactory.create_batch(3, petition=petition)
    actions.count_signatures()
    not_yet = SignatureFactory(petition=right)
    Petition.objects.filter(pk=too_many.pk).update(signature_count=9)
    Petition.objects.filter(pk=too_few.pk).update(signature_count=1)
    Reached.objects.filter(petition=too_few).delete()
    Signature.objects.filter(petition=too_many).first().delete()

    with caplog.at_level(logging.WARNING):
        assert actions.recount() == {too_many.pk: 7, too_few.pk: -2}

    rows = {row.pk: (row.signature_count, row.drift) for row in Petition.objects.exclude(recounted_at=None)}
    assert rows == {too_many.pk: (2, 7), too_few.pk: (3, -2), right.pk: (3, 0)}
    assert set(Reached.objects.values_list("petition", flat=True)) == {too_few.pk, right.pk}
    assert f"Petition {too_many.pk} said +7 signatures" in caplog.text
    assert actions.recount() == {}
    actions.count_signatures()
    not_yet.petition.refresh_from_db()
    assert not_yet.petition.signature_count == 4


# == Where signers live ==
@pytest.mark.parametrize(
    ("counts", "shown", "others"),
    [
        ({}, [], (0, 0)),
        ({"UA": 9}, [], (0, 0)),
        ({"UA": 5, "PL": 4}, [], (0, 0)),
        ({"UA": 5, "PL": 5}, [], (2, 10)),
        ({"UA": 12, "PL": 11}, [("PL", 11), ("UA", 12)], (0, 0)),
        ({"UA": 30, "PL": 20, "DE": 3}, [("UA", 30)], (2, 23)),  # DE alone could be had by subtraction
        ({"UA": 30, "PL": 20, "DE": 3, "FR": 2}, [("UA", 30)], (3, 25)),  # both together are under ten
        ({"UA": 30, "PL": 20, "DE": 7, "FR": 6}, [("PL", 20), ("UA", 30)], (2, 13)),
        ({"UA": 30, "DE": 1}, [], (2, 31)),
    ],
)
def test_no_country_under_ten_people_is_told_nor_can_be_had_by_subtraction(counts, shown, others):
    found = residences(counts, 10)

    assert found == Residences(shown, *others, sum(counts.values()))


@pytest.mark.django_db
def test_where_many_signers_live_is_summed_once_for_each_counting(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("petitions.models.petitions.KEPT_FROM", 12)
    SignatureFactory.create_batch(12, petition=PetitionFactory())
    actions.count_signatures()
    petition = Petition.objects.get()

    first = petition.where_signers_live()
    with django_assert_num_queries(1):  # the cache
        assert petition.where_signers_live() == first
    actions.invalidate(Signature.objects.first(), by=UserFactory(operator=True), why="false")
    petition.refresh_from_db()
    assert (first.people, petition.where_signers_live().people) == (12, 11)


# == At once ==
@pytest.mark.django_db(transaction=True)
def test_forty_forms_at_once_with_one_address_are_one_signature_and_one_e_mail():
    petition = PetitionFactory()
    written = ["marek@gmail.com", "m.arek@gmail.com", "Marek+1@googlemail.com"]

    def sign(number):
        email = written[number % 3]
        return lambda: actions.sign(petition, name="Marek", email=email, country="PL", reader="en")

    assert at_once(*[sign(number) for number in range(40)]) == [None] * 40
    assert Signature.objects.count() == 1
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_account_pressing_at_once_signs_once():
    petition, user = PetitionFactory(), signer()

    signed = at_once(*[lambda: actions.sign(petition, user=user, reader="en")] * 20)

    assert {signature.pk for signature in signed} == {Signature.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_one_link_opened_at_once_confirms_once():
    token = signing.dumps(SignatureFactory(state="pending").pk, salt=SALT)

    def confirm():
        try:
            return actions.confirm(token).state
        except Refused:
            return "refused"

    outcomes = at_once(*[confirm] * 10)

    assert sorted(outcomes) == ["confirmed"] + ["refused"] * 9


@pytest.mark.django_db(transaction=True)
def test_counting_while_forty_people_sign_and_some_are_taken_out_is_exact():
    ThresholdFactory(count=45)
    petition = PetitionFactory()
    users = [signer() for _ in range(40)]
    false = SignatureFactory.create_batch(10, petition=petition)
    operator = UserFactory(operator=True)

    def sign(user):
        return lambda: bool(actions.sign(petition, user=user, reader="en"))

    def take_out(signature):
        return lambda: actions.invalidate(signature, by=operator, why="false")

    counting = [actions.count_signatures] * 10 + [actions.recount] * 3
    at_once(*map(sign, users), *map(take_out, false[:5]), *counting)
    actions.count_signatures()

    petition.refresh_from_db()
    assert petition.signature_count == 45 == petition.signatures.counted().count()
    assert petition.reached.count() == 1
    assert actions.recount() == {}


@pytest.mark.django_db(transaction=True)
def test_two_clocks_close_a_petition_once():
    PetitionFactory.create_batch(3, closes_at=timezone.now() - timedelta(seconds=1))

    assert sum(at_once(*[actions.close_due] * 4)) == 3
    assert StateChange.objects.count() == 3
