// Quick polls. A poll on the page is the same for everybody; for whoever has voted, the results are put into it here.
import { renew } from "./parts.js";

const SOON = 4000; // ms after which those who have voted look at the results again, and as long again at random: not all at once

export function polls(frame, log) {
  const voted = new Map(); // post → the poll as the reader sees it, having voted
  const ticked = new Map(); // post → what they have ticked and not sent
  const waiting = new Map(); // post → the timer of the next look
  let arriving = ""; // the post whose results get the focus, because the pressed button is gone

  const remember = (page) => {
    for (const [id, markup] of Object.entries(JSON.parse(page.dataset.myPolls || "{}"))) voted.set(id, markup);
  };
  const dress = (element) => {
    const poll = element.querySelector("[data-poll]");
    if (!poll) return;
    const id = poll.dataset.poll;
    if (!("open" in poll.dataset)) voted.delete(id);
    else if (voted.has(id)) show(poll, voted.get(id));
    for (const box of poll.querySelectorAll("input[data-vote]")) box.checked ||= ticked.get(id)?.has(box.value) ?? false;
    for (const control of poll.querySelectorAll("[data-vote]")) control.disabled = !frame.dataset.can.includes("post");
    if (arriving === id) poll.focus({ preventScroll: true });
    if (arriving === id) arriving = "";
  };
  const look = async (link, id) => {
    waiting.delete(id);
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/json" } });
      if (answer.ok) voted.set(id, (await answer.json()).html);
    } catch { /* no connection: the next vote that is told brings the next look */ }
    const post = document.getElementById(`post-${id}`);
    if (post && voted.get(id)) dress(post);
  };

  remember(frame);
  [...log.list.children].forEach(dress);
  log.changed.push(dress);
  log.list.addEventListener("change", ({ target }) => {
    const poll = target.closest("[data-poll]");
    if (poll) ticked.set(poll.dataset.poll, new Set([...poll.querySelectorAll("input:checked")].map((box) => box.value)));
  });
  frame.addEventListener("ballot", ({ detail }) => {
    arriving = String(detail.id);
    ticked.delete(arriving);
    voted.set(arriving, detail.ballot);
  });
  frame.addEventListener("counted", ({ detail }) => {
    const id = String(detail.post);
    const link = document.querySelector(`#post-${id} [data-voters]`);
    if (!link || detail.voters === undefined) return;
    link.textContent = link.dataset.words.replace("{n}", detail.voters);
    if (voted.has(id) && !waiting.has(id)) waiting.set(id, setTimeout(() => look(link, id), SOON * (1 + Math.random())));
  });
  frame.addEventListener("page", ({ detail }) => {
    remember(detail);
    [...log.list.children].forEach(dress);
  });
}

function show(poll, markup) {
  const old = poll.querySelector("[data-ballot]");
  const fresh = old.cloneNode(false);
  fresh.innerHTML = markup;
  if (old.innerHTML !== fresh.innerHTML) renew(old, fresh);
}
