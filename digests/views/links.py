from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wrong_link(request: HttpRequest, fault: signing.BadSignature) -> HttpResponse:
    is_old = isinstance(fault, signing.SignatureExpired)
    return render(request, "digests/link.html", {"is_old": is_old}, status=410 if is_old else 404)
