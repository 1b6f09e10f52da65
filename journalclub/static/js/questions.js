// The questions of a discussion as the conversation moves on: which one we are on, and how many answers each has.

/** We are on this question. */
export function ask(live, question, total) {
  const { frame } = live;
  for (const item of frame.querySelectorAll(".questions > li")) {
    if (Number(item.dataset.number) === question.number) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  frame.dataset.question = question.number;
  frame.querySelector("[data-of]").textContent = live.words.wordsOf.replace("{n}", question.number).replace("{total}", total);
  frame.querySelector("[data-current]").textContent = question.text;
  live.box?.asked(question.number);
  frame.dispatchEvent(new Event("question"));
}

/** One more answer to its question, in the list beside the conversation. */
export function tally(live, data) {
  const counted = live.counted ??= new Set([...live.log.list.children].map((post) => Number(post.dataset.postId)).filter((id) => id !== data.id));
  if (counted.has(data.id) || !data.question) return;
  counted.add(data.id);
  const number = live.frame.querySelector(`.questions [data-number="${data.question}"] [data-posts]`);
  if (number) number.textContent = Number(number.textContent || 0) + 1;
}
