import pytest
from django import forms

from core.forms import PlainErrorsMixin, number_in
from topics.models import Topic


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("417", 417), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None)]
    + [(text, None) for text in ("", " 7", "-1", "1.5", "²", "x", "0x7")],
)
def test_a_number_in_a_query_is_one_or_none(text, number):
    assert number_in(text) == number


class AnyForm(PlainErrorsMixin, forms.Form):
    name = forms.CharField(label="Name", max_length=3)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("a", "A")])
    topic = forms.ModelChoiceField(label="Topic", queryset=Topic.objects.none())
    topics = forms.ModelMultipleChoiceField(label="Topics", queryset=Topic.objects.none())
    own = forms.ChoiceField(choices=[("a", "A")], error_messages={"invalid_choice": "Mine."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["late"] = forms.CharField(label="Added late", max_length=3)


@pytest.mark.django_db
def test_every_fault_that_django_has_a_sentence_for_is_told_in_one_of_ours():
    names = ("kind", "kinds", "topic", "topics", "own")
    sent = {name: ["zzz"] for name in names} | {"name": "four", "late": "four"}
    too_long = ["Shorten it: at most 3 characters fit, and this has 4."]

    wrong, empty = AnyForm(sent).errors, AnyForm({}).errors

    assert dict(wrong) == {
        "name": too_long,
        **{name: ["Choose one of those offered."] for name in names},
        "own": ["Mine."],
        "late": too_long,
    }
    assert (empty["name"], empty["late"], empty["kinds"]) == (
        ["Fill in: Name"],
        ["Fill in: Added late"],
        ["Fill in: Kinds"],
    )


def test_signing_up_tells_its_faults_like_every_other_form(client, db):
    page = client.post("/uk/account/signup/", {"country": "zzz"}).content.decode()

    assert "Заповніть: " in page
    assert "Виберіть щось із запропонованого." in page
    assert "Це поле" not in page
