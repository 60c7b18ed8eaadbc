"""URLs of the public pages."""

from django.urls import path

from tracker.web import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("companies/", views.companies, name="companies"),
    path("companies/<str:ticker>/", views.company, name="company"),
    path("companies/<str:ticker>/prices.csv", views.prices_csv, name="company-prices"),
    path("announcements/<slug:slug>/", views.announcement, name="announcement"),
    path("healthz", health.healthz, name="healthz"),
]
