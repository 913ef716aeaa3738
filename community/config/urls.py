"""All pages of the house. The page editor's own pages come last: they take any path left over."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.members.urls")),
    path("", include("community.consent.urls")),
    # Before the library's: the age gate stands in front of its sign-up page.
    path("", include("community.joining.urls")),
    path("", include("community.safety.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("community.notices.urls")),
    path("", include("community.rights.urls")),
    path("", include("community.mentoring.urls")),
    path("", include("community.home.urls")),
    path("", include("forums.urls")),
    path("messages/", include("forums.private.urls")),
    path("groups/", include("groups.urls")),
    path("", include("moderation.urls")),
    path("", include("video.urls")),
]

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns.extend(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT))

urlpatterns += [path("", include("cms.urls"))]
