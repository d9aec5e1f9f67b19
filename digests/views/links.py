from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wrong_link(request: HttpRequest, fault: signing.BadSignature, *, of_alert: bool = False) -> HttpResponse:
    is_old = isinstance(fault, signing.SignatureExpired)
    context = {"is_old": is_old, "of_alert": of_alert}
    return render(request, "digests/link.html", context, status=410 if is_old else 404)
