"""The pages of things gone wrong look like the rest of the house, in every language."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal import views
from tests.browser.window import axe_faults, look, sideways, slips

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def database_away(request: HttpRequest) -> HttpResponse:
    try:
        raise OperationalError
    except OperationalError:
        return views.fault(request)


FAULTS = {
    400: views.bad_request,
    403: views.form_expired,
    404: views.not_found,
    500: views.fault,
    503: database_away,
}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("status", FAULTS)
def test_a_fault_page_has_no_fault_of_its_own(desk, language, status):
    page, path = desk.window("stranger"), f"/{language}/broken/"
    answer = FAULTS[status](RequestFactory().get(path, headers={"host": "127.0.0.1"}))
    page.route(
        f"**{path}", lambda route: route.fulfill(status=status, body=answer.content, content_type="text/html")
    )
    look(page, 320, "dark")

    page.goto(path)
    faults = slips(page) + sideways(page) + axe_faults(page)

    assert answer.status_code == status
    assert faults == []
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("link").count() > 0
