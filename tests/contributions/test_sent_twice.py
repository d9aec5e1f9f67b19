import threading

import pytest
from django.db import connection

from contributions.models import Contribution
from core.verdict import Refused
from forums import actions
from tests.factories.accounts import UserFactory
from tests.factories.forums import BoardFactory


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_makes_one_row_and_says_that_it_has_arrived():
    board, author = BoardFactory(), UserFactory()
    said = []

    def send():
        try:
            actions.start_thread(
                board, by=author, title="Lists", body="Both sides publish on one day.", proposition="",
                feeling="", stance="", reader="en",
            )  # fmt: skip
        except Refused as refused:
            said.append(refused.reason)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Contribution.objects.count() == 1
    assert said == ["You have sent these same words a moment ago. They have arrived."] * 3
