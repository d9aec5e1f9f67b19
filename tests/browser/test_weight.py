"""What the front page costs somebody who comes for the first time. Other pages: test_every_page."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_front_page_weighs_under_60_kilobytes_in_under_8_requests(open_window, language):
    page = open_window()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    page.goto(f"/{language}/", wait_until="networkidle")

    assert sum(sizes) < 60_000, sizes
    assert len(sizes) < 8, sizes
