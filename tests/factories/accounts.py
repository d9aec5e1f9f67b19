import factory
from django.test import Client

from accounts.models import Invitation, Membership, Office, User

PASSWORD = "a long pass phrase"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    country = "UA"
    languages = ["en"]
    language = "en"
    role = "citizen"
    is_staff = factory.LazyAttribute(lambda user: user.role in ("moderator", "operator", "facilitator"))
    is_superuser = factory.LazyAttribute(lambda user: user.role == "operator")

    class Params:
        moderator = factory.Trait(role="moderator", display_name="Moderator")
        facilitator = factory.Trait(role="facilitator", display_name="Facilitator")
        official = factory.Trait(role="official", display_name="Official")
        operator = factory.Trait(role="operator", display_name="Operator")

    @factory.post_generation
    def password(user, create, extracted, **kwargs):
        """`UserFactory(password="…")` sets one and proves the e-mail address, so that sign-in works."""
        if extracted:
            user.set_password(extracted)
            user.save()
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office

    slug = factory.Sequence(lambda n: f"office-{n}")
    name_en = factory.Sequence(lambda n: f"Office {n} (example)")
    name_ru = factory.Sequence(lambda n: f"Ведомство {n} (пример)")
    name_uk = factory.Sequence(lambda n: f"Установа {n} (приклад)")
    desk_email = factory.LazyAttribute(lambda office: f"{office.slug}@example.org")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    office = factory.SubFactory(OfficeFactory)
    user = factory.SubFactory(UserFactory, official=True)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    office = factory.SubFactory(OfficeFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    by = factory.SubFactory(UserFactory, official=True)


def signed_in(user):
    """A browser of their own."""
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client
