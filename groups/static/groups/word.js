// "I need a word": to the facilitators alone, from the call and from the door.

import {post} from "./page.js";

// say(words): told to whoever pressed, where they look.
export function offerAWord(button, url, say) {
  button?.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await post(url);
    button.disabled = false;
    button.focus();
    say(answer.ok
      ? "Your facilitators know that you would like a word. Nobody else does."
      : answer.error ?? "That did not reach them. Check your connection, then try again.");
  });
}
