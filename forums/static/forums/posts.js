// The posts on a page: puts a fragment in its place, and marks what is one's own.

export class PostList {
  // One's own posts that are being fetched: whether to fetch again after, and reactions that came
  // meanwhile, which the answer may not know of.
  #fetching = new Map();

  constructor(root, member) {
    this.root = root;
    this.member = member;
    for (const post of root.children) this.#mark(post);
    // Whatever puts new reactions in, they are marked.
    new MutationObserver(() => this.#markWords(root)).observe(root, {childList: true, subtree: true});
  }

  find(id) { return document.getElementById(`post-${id}`); }

  put(html, {own = false} = {}) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const post = holder.content.firstElementChild;
    const before = document.getElementById(post.id);
    if (before && !own && Number(before.dataset.seq) > Number(post.dataset.seq)) return;
    this.#mark(post);
    this.#addToken(post);
    if (before) this.#carryOver(before, post);
    before?.remove();
    this.#place(post);
    window.htmx?.process(post);
    if (post.dataset.focused) { delete post.dataset.focused; post.focus({preventScroll: true}); }
  }

  putReactions(id, html) {
    id = String(id);
    if (this.#fetching.has(id)) this.#fetching.get(id).reactions = html;
    const before = this.find(id)?.querySelector("[data-reactions]");
    if (!before) return;
    const focused = before.contains(document.activeElement) ? document.activeElement.value : null;
    before.outerHTML = html;
    const after = this.find(id).querySelector("[data-reactions]");
    this.#markWords(after);
    this.#addToken(after);
    window.htmx?.process(after);
    if (focused) after.querySelector(`button[value="${focused}"]`)?.focus();
  }

  // One's own post has more to it than others see: what state it is in, and help. One fetch at a
  // time: an older answer must not come to lie over a newer one.
  async fetchOwn(id) {
    id = String(id);
    const running = this.#fetching.get(id);
    if (running) { running.again = true; return; }
    const fetching = {again: true, reactions: null};
    this.#fetching.set(id, fetching);
    while (fetching.again) {
      fetching.again = false;
      await this.#fetchOnce(id);
    }
    this.#fetching.delete(id);
    if (fetching.reactions) this.putReactions(id, fetching.reactions);
  }

  async #fetchOnce(id) {
    try {
      const answer = await fetch(`/posts/${id}/fragment/`);
      if (answer.status === 404) this.find(id)?.remove();
      else if (answer.ok && !answer.redirected) this.put(await answer.text(), {own: true});
    } catch { /* fetched again when the line is back */ }
  }

  refetchOwnWaiting() {
    for (const post of this.root.querySelectorAll(".post.is-own:not([data-state=published])")) {
      this.fetchOwn(post.dataset.post);
    }
  }

  #place(post) {
    const placed = [Number(post.dataset.placed), Number(post.dataset.post)];
    const isEarlier = other => {
      const at = Number(other.dataset.placed);
      return at < placed[0] || (at === placed[0] && Number(other.dataset.post) < placed[1]);
    };
    const previous = Array.from(this.root.children).findLast(isEarlier);
    if (previous) previous.after(post);
    else this.root.prepend(post);
  }

  // What came over the socket is everybody's, so it holds nobody's token.
  #addToken(within) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    for (const form of within.querySelectorAll("form[method=post]")) {
      if (token && !form.elements.csrfmiddlewaretoken) form.prepend(token.cloneNode());
    }
  }

  #carryOver(before, after) {
    const wasOpen = before.querySelectorAll("details[open].content-note").length > 0;
    const note = after.querySelector("details.content-note");
    if (wasOpen && note) note.open = true;
    const kept = after.querySelector("details.kept-away");
    if (kept && before.querySelector("details.kept-away[open]")) kept.open = true;
    if (before.contains(document.activeElement)) after.dataset.focused = "yes";
  }

  #mark(post) {
    post.classList.toggle("is-own", post.dataset.author === this.member);
    this.#markWords(post);
  }

  #markWords(within) {
    for (const word of within.querySelectorAll("[data-by]")) {
      word.setAttribute("aria-pressed", String(word.dataset.by.includes(`,${this.member},`)));
    }
  }
}
