// The pinned post stands under "where are we" for everybody. It follows the post itself: other words, hidden, shown again.

export function pin(frame, log) {
  const line = () => frame.querySelector("[data-pinned]");
  log.changed.push((post) => { if (post.dataset.postId === line()?.dataset.pinned) show(line(), post); });
  frame.addEventListener("pin", ({ detail }) => {
    const post = detail.pinned && document.getElementById(`post-${detail.pinned}`);
    if (detail.pinned && !post) return; // of an earlier page: a look at the fresh one brings it
    detail.placed = true;
    line().dataset.pinned = detail.pinned ?? "";
    show(line(), post);
  });
}

function show(line, post) {
  const words = post?.querySelector(".text");
  line.hidden = !words;
  if (!words) {
    line.querySelector("[data-pinned-words]").replaceChildren();
    return;
  }
  const link = line.querySelector("a");
  link.href = `#${post.id}`;
  link.textContent = post.querySelector(".who b a").textContent;
  line.querySelector("[data-pinned-words]").innerHTML = words.innerHTML;
}
