"""`manage.py make_demo`: the logins and the sample queue of a first start, in default mode only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.management.demo import make_logins, make_samples


class Command(BaseCommand):
    """Make what a newcomer tries the program with."""

    help = str(gettext_lazy("Makes three logins and a sample queue, in default mode only."))

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make logins where there are none, and the sample source where it is missing."""
        if not settings.DEFAULT_MODE:
            raise CommandError(
                _(
                    "This database is not the default one, so no logins with printed passwords are made."
                    " Use createsuperuser."
                )
            )
        for login in make_logins(settings.VAR_DIR / "logins.txt"):
            self.stdout.write(f"{login.name:<10} {login.password}")
        count = make_samples(now=timezone.now())
        self.stdout.write(_("%(count)d sample items were added to the queue.") % {"count": count})
