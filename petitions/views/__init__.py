from petitions.views.lists import petitions
from petitions.views.pages import petition
from petitions.views.signing import confirm, sent, sign, thanks
from petitions.views.starting import new

__all__ = ["confirm", "new", "petition", "petitions", "sent", "sign", "thanks"]
