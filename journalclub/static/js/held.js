// What the reader has sent to the hosts first: shown above the writing box until a host has decided, and taken back from there.

import { renew } from "./parts.js";

export function held(frame, box) {
  const part = () => document.getElementById("waiting");
  const take = (markup) => {
    const fresh = new DOMParser().parseFromString(markup, "text/html").getElementById("waiting");
    if (fresh && part()) renew(part(), fresh);
  };
  const look = async () => {
    if (!part()?.children.length) return; // whoever waits for nothing is told nothing
    const answer = await fetch(part().dataset.waiting, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) take(await answer.text());
  };
  frame.addEventListener("held", ({ detail }) => take(detail));
  frame.addEventListener("desk", look);
  frame.addEventListener("page", ({ detail }) => {
    const fresh = detail.querySelector("#waiting");
    if (fresh && part()) renew(part(), fresh);
  });
  frame.addEventListener("submit", async (event) => {
    if (!part()?.contains(event.target) || !box) return;
    event.preventDefault();
    const body = new FormData(event.target);
    const answer = await fetch(event.target.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) {
      const fields = await answer.json();
      take(fields.waiting);
      if (body.has("reword")) box.fill(fields);
    } else if (answer) look();
  });
}
