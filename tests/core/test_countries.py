from core import countries


def test_no_country_is_spelled_without_its_dots():
    names = countries.names("ru")

    assert names["US"] == "Соединённые Штаты"
    assert [name for name in names.values() if "единенн" in name] == []
