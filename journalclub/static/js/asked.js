// Questions to the author: the tray on the desk follows what happens to the posts in it, and how many ask each.

export function asked(frame, log) {
  const listed = (id) => frame.querySelector(`[data-asked] [data-post-id="${id}"]`);
  const look = () => frame.dispatchEvent(new Event("desk"));
  log.changed.push((post) => { if (post.dataset.forAuthor || listed(post.dataset.postId)) look(); });
  frame.addEventListener("counted", ({ detail }) => { if (listed(detail.post)) look(); });
}
