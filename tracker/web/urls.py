"""Every page: the public ones, then the desk."""

from tracker.web import desk_urls, public_urls

urlpatterns = [*public_urls.urlpatterns, *desk_urls.urlpatterns]
