from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from forums.views import conversations, lists, posts, writing


class WordsConverter(SlugConverter):
    """The readable end of an address: anything will do, the number decides."""

    regex = "[-a-zA-Z0-9_]*"


register_converter(WordsConverter, "words")

app_name = "forums"
urlpatterns = [
    path("conversations/", lists.spaces, name="spaces"),
    path("conversations/<slug:slug>/", lists.space, name="space"),
    path("conversations/<slug:slug>/new/", writing.new, name="new"),
    path("conversations/<slug:slug>/<int:pk>-<words:words>/", conversations.thread, name="thread"),
    path("search/", lists.search, name="search"),
    path("threads/<int:pk>/posts/", writing.reply, name="reply"),
    path("threads/<int:pk>/follow/", conversations.follow, name="follow"),
    path("threads/<int:pk>/read/", conversations.read, name="read"),
    path("threads/<int:pk>/resources/", conversations.resources, name="resources"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/fragment/", posts.fragment, name="fragment"),
    path("posts/<int:pk>/quote/", posts.quote, name="quote"),
    path("posts/<int:pk>/edit/", writing.edit, name="edit"),
    path("posts/<int:pk>/withdraw/", posts.withdraw, name="withdraw"),
    path("posts/<int:pk>/react/", posts.react, name="react"),
    path("preview/", writing.preview, name="preview"),
    path("drafts/", writing.draft, name="draft"),
]
