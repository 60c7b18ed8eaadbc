"""URLs of the public pages."""

from django.urls import path

from tracker.web import health, prices_views, source_views, study_export, study_views, trial_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("companies/", views.companies, name="companies"),
    path("companies/<str:ticker>/", views.company, name="company"),
    path("companies/<str:ticker>/prices.csv", views.prices_csv, name="company-prices"),
    path("announcements/<slug:slug>/", views.announcement, name="announcement"),
    path("studies/", study_views.studies, name="studies"),
    path("studies/study.zip", study_export.study_zip, name="study-zip"),
    path("method/", study_views.method, name="method"),
    path("prices/", prices_views.prices, name="prices"),
    path("prices/genuine/", prices_views.mark_genuine, name="move-genuine"),
    path("sources/", source_views.sources, name="sources"),
    path("sources/try/", trial_views.try_address, name="source-try"),
    path("sources/try/<int:pk>/", trial_views.tried, name="source-tried"),
    path("sources/<int:pk>/poll/", source_views.poll_soon, name="source-poll"),
    path("sources/<int:pk>/pause/", source_views.pause, name="source-pause"),
    path("sources/<int:pk>/resume/", source_views.resume, name="source-resume"),
    path("sources/<int:pk>/reread/", source_views.read_again, name="source-reread"),
    path("healthz", health.healthz, name="healthz"),
]
