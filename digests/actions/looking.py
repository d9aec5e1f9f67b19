"""The same content between two digests, for whoever reads an office's digests."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Office, User
from core.verdict import Refused
from digests.actions.figures import Collected, collect
from digests.actions.making import canonical
from digests.models import SavedView, Scope
from digests.permissions import may_look
from insights.querysets.keeping import kept

Window = tuple[datetime, datetime]
WEEK = timedelta(weeks=1)
MOST_VIEWS = 30


def look(scope: Scope, window: Window, before: Window, language: str, *, by: User) -> Collected:
    """A minute old at most, unless somebody is counting just now. Nothing is kept for good: what is to be
    kept is a digest. Weeks that are not over are counted up to this minute, and stay the same weeks.
    """
    may_look(by).insist()
    offices = list(Office.objects.of(by))
    about = [scope.topic_keys, scope.countries, scope.languages, language, [office.pk for office in offices]]
    weeks = [window[0].isoformat(), -((window[0] - window[1]) // WEEK), before[0].isoformat()]
    key = hashlib.sha256(canonical([about, weeks])).hexdigest()[:40]
    return kept(
        f"digests.live.8:{key}", lambda: collect(scope, *window, language, offices=offices, before=before)
    )


@transaction.atomic
def save_view(*, by: User, name: str, query: str) -> SavedView:
    """Under a name that exists, the view is replaced."""
    may_look(by).insist()
    if by.saved_views.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused(_("You keep %(most)d views already. Delete one first.") % {"most": MOST_VIEWS})
    view, _is_new = SavedView.objects.update_or_create(user=by, name=name, defaults={"query": query})
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    if view.user_id != by.pk:
        raise Refused(_("This is another official's view."))
    view.delete()
