"""Conversations of one side, in every state."""

from __future__ import annotations

from community.members.models import Member
from forums import actions as forum
from forums.actions import Words
from forums.models import Post, Space, Thread
from forums.moderation import PostContent
from tests.wall.ground import Ground, Side


class Conversations(Ground):
    def _forum(self, side: Side, people: list[Member]) -> None:
        band, first = side.band, side.people[0]
        for number in range(2):
            word = [self.mark(f"a space's {part}", band) for part in ("name", "slug", "line")]
            space = Space.objects.create(
                name=word[0], slug=word[1], description=word[2], band=band, position=number
            )
            side.spaces.append(space)
            for author in (first, self.one_of(people), people[-1]):
                self._thread(side, space, author, people)
        for author in people[2:5]:
            self._held_thread(side, side.spaces[0], author)
        side.spaces[1].archived = True
        side.spaces[1].save()
        word = self.mark("a draft", audience="own", owners=frozenset({first.pk}))
        forum.save_draft(first, thread=side.threads[0], body=word)

    def _thread(self, side: Side, space: Space, author: Member, people: list[Member]) -> None:
        band = side.band
        title = self.mark("the title of a conversation", band)
        body = self.mark("the beginning of a conversation", band)
        thread = forum.start_conversation(
            author, space, Words(f"{body} sleeping badly", title=title)
        ).post.thread
        side.threads.append(thread)
        side.posts.append(thread.posts.get())
        for number, writer in enumerate(people):
            word = self.mark("a reply", band)
            mention = f" @{self.one_of(people).display_name}" if number % 2 else ""
            self._write(side, thread, writer, f"{word}{mention} sleeping")
        for state in ("hide", "remove", "withdraw", "hold", "return", "draft", "screening"):
            self._in_state(side, thread, self.one_of(people), state)
        for reader in people[1:]:
            forum.follow(reader, thread)
        shown = list(thread.posts.filter(state="published"))
        for reader in people:
            post = self.one_of(shown)
            if post.author_id != reader.pk:
                forum.react(reader, post, "thanks")
        thread.refresh_from_db()

    def _write(self, side: Side, thread: Thread, writer: Member, body: str) -> Post:
        post = forum.reply(writer, thread, Words(body)).post
        side.posts.append(post)
        return post

    def _in_state(self, side: Side, thread: Thread, writer: Member, state: str) -> None:
        """What is not up is its author's and the moderators'; what was taken back is nobody's."""
        owners = frozenset({writer.pk})
        word = self.mark(f"a post ({state})", side.band, audience="moderators", owners=owners)
        if state in ("draft", "screening"):
            side.posts.append(Post.objects.create(
                thread=thread, author=writer, body=word, html=word, state=state
            ))  # fmt: skip
            return
        body = f"{word} please-hold" if state in ("hold", "return") else word
        post = self._write(side, thread, writer, body)
        adapter = PostContent()
        match state:
            case "hide":
                adapter.hide(post.pk)
            case "remove":
                adapter.remove(post.pk)
            case "return":
                adapter.return_for_edit(post.pk)
            case "withdraw":
                forum.withdraw(writer, post)

    def _held_thread(self, side: Side, space: Space, author: Member) -> None:
        owners = frozenset({author.pk})
        words = [
            self.mark(
                f"a held conversation's {part}", side.band, audience="moderators", owners=owners
            )
            for part in ("title", "beginning")
        ]
        post = forum.start_conversation(
            author, space, Words(f"{words[1]} please-hold", title=words[0])
        ).post
        side.threads.append(post.thread)
        side.posts.append(post)
