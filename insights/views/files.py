"""The same figures as a file for spreadsheets."""

from django.http import HttpResponse

from core.spreadsheets import csv_file
from insights.querysets.figures import Figure
from topics.models import Topic


def as_csv(figure: Figure, topic: Topic | None) -> HttpResponse:
    """Blank where nothing may be told."""
    about = [topic.slug] if topic else []
    return csv_file("-".join(["pulse", *about, figure.name]), figure.heads, figure.rows())
