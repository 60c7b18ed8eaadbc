"""URLs of the desk: the queue, entries by hand, and the login."""

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from tracker.web import desk_entry, desk_pages, desk_stories, desk_views, jobs_views

urlpatterns = [
    path("moderation/", desk_views.queue, name="moderation"),
    path("moderation/<int:pk>/", desk_views.candidate, name="candidate"),
    path("moderation/<int:pk>/edit/", desk_views.edit, name="candidate-edit"),
    path("moderation/<int:pk>/approve/", desk_views.approve, name="candidate-approve"),
    path("moderation/<int:pk>/reject/", desk_views.reject, name="candidate-reject"),
    path("moderation/<int:pk>/release/", desk_views.release, name="candidate-release"),
    path("moderation/<int:pk>/story/join/", desk_stories.join, name="candidate-join"),
    path("moderation/<int:pk>/story/split/", desk_stories.split, name="candidate-split"),
    path("moderation/jobs/", jobs_views.jobs, name="jobs"),
    path("moderation/jobs/now/", jobs_views.jobs_now, name="jobs-now"),
    path("moderation/jobs/backfill/", jobs_views.backfill, name="backfill"),
    path("moderation/jobs/<int:pk>/retry/", jobs_views.retry, name="job-retry"),
    path("moderation/items/reread/", jobs_views.reread_all, name="items-reread"),
    path("moderation/items/<int:pk>/reread/", jobs_views.reread, name="item-reread"),
    path("desk/", desk_entry.my_entries, name="my-entries"),
    path("desk/announcements/new/", desk_entry.enter, name="enter-announcement"),
    path("desk/pages/", desk_pages.read, name="page-read"),
    path("desk/pages/<int:pk>/", desk_pages.status, name="page-status"),
    path("desk/counterparties/new/", desk_views.add_counterparty, name="add-counterparty"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "password/",
        auth.PasswordChangeView.as_view(success_url=reverse_lazy("password-changed")),
        name="password-change",
    ),
    path("password/changed/", auth.PasswordChangeDoneView.as_view(), name="password-changed"),
]
