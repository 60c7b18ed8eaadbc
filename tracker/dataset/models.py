"""Which state of the bundled files is in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DatasetLoad(models.Model):
    """One finished load: the digest tells whether the files have changed since."""

    digest = models.CharField(_("digest of the files"), max_length=64)
    counts = models.JSONField(_("rows by file"), default=dict)
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        verbose_name = _("dataset load")
        verbose_name_plural = _("dataset loads")
        ordering = ("-loaded_at",)

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d %H:%M} {self.digest[:12]}"
