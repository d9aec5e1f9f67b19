import threading

import pytest
from django.db import connection
from django.test import RequestFactory

from core.limits import address, within
from core.models import Attempts


@pytest.mark.django_db
def test_attempts_over_the_limit_are_told_apart_by_name_and_by_person():
    assert [within("sign", "a", limit=2, seconds=600) for _ in range(3)] == [True, True, False]
    assert within("sign", "b", limit=2, seconds=600)
    assert within("post", "a", limit=2, seconds=600)


@pytest.mark.django_db(transaction=True)
def test_attempts_of_many_threads_are_all_counted():
    passed = []

    def work():
        passed.extend(within("sign", "a", limit=15, seconds=86400) for _ in range(10))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(passed) == 15
    assert Attempts.objects.get().count == 40


def test_an_address_is_what_our_own_proxy_saw_and_not_what_a_visitor_claims(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")

    assert address(request) == "10.0.0.9"
    settings.TRUSTED_PROXIES = 1
    assert address(request) == "2.2.2.2"


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:51234", "192.0.2.7"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::"),
        ("unknown", ""),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_all_addresses_of_one_ipv6_connection_are_one_visitor(settings, seen, counted):
    request = RequestFactory().get("/", REMOTE_ADDR=seen, HTTP_X_FORWARDED_FOR=seen)

    assert address(request) == counted
    settings.TRUSTED_PROXIES = 1
    assert address(request) == counted
