"""Who is signed in where: Django's session, with what its owner is shown of it (docs/decisions/second-factor.md)."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class PortalSession(AbstractBaseSession):
    """One browser. What the browser is stands in two words of a list of ours, never as it calls itself; no address of
    any computer is kept."""

    class Browser(models.TextChoices):
        CHROME = "chrome", "Chrome"
        EDGE = "edge", "Edge"
        FIREFOX = "firefox", "Firefox"
        OPERA = "opera", "Opera"
        SAFARI = "safari", "Safari"
        SAMSUNG = "samsung", "Samsung Internet"

    class System(models.TextChoices):
        ANDROID = "android", "Android"
        CHROMEBOOK = "chromebook", "Chromebook"
        IPHONE = "iphone", "iPhone"
        IPAD = "ipad", "iPad"
        LINUX = "linux", "Linux"
        MAC = "mac", "Mac"
        WINDOWS = "windows", "Windows"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=10, choices=Browser.choices, blank=True)
    system = models.CharField(max_length=10, choices=System.choices, blank=True)
    is_shared = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "involvement_session"
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"session since {self.since:%Y-%m-%d}"

    @classmethod
    def get_session_store_class(cls):
        from involvement.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """What a page calls this session by: its key would open it."""
        return salted_hmac("involvement.sessions.handle", self.session_key, algorithm="sha256").hexdigest()[:24]
