import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.factories.forums import PostFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["post", "thread"])
def test_lists_of_words_take_the_same_queries_for_one_row_and_for_many(client, settings, name):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/admin/forums/{name}/").status_code == 200
        return len(found)

    settings.PORTAL_DEMO = True  # no second factor
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")
    PostFactory()
    queries()
    with_one = queries()
    PostFactory.create_batch(5)

    assert queries() == with_one
