import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted_before(request):
    """Counts are kept for some seconds; a test begins without any."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        cache.clear()
