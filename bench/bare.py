"""The barest Django page, to which everything is compared: one view in its own URLconf, no middleware."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], SECRET_KEY="bench", DEBUG=False)


def ok(request):
    return HttpResponse(b"ok")


urlpatterns = [path("", ok)]
application = get_wsgi_application()
