"""For pages of apps that do not know this one."""

from django import template

from insights.querysets.pulse import Pulse
from insights.querysets.report import report
from topics.models import Topic

register = template.Library()


@register.simple_tag
def pulse_of(topic: Topic) -> Pulse:
    """What people there said in the last four weeks: of figures that are kept for all visitors."""
    return report(topic).pulse
