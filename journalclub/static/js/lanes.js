// The calmer lanes: everything, only this question, only authors and hosts; and a pause in which new posts wait to be asked for.

const SHOWN = {
  "": () => true,
  question: (post, frame) => post.dataset.question === frame.dataset.question,
  people: (post) => ["author", "host"].includes(post.dataset.kind),
};

export function lanes(frame, log) {
  const bar = frame.querySelector(".lanes");
  if (!bar) return;
  const current = frame.querySelector(".questions [aria-current]");
  frame.dataset.question = current?.dataset.number ?? "";
  const narrowed = bar.querySelector("[aria-current]").dataset.lane;
  let lane = "";
  const apply = (element) => { element.hidden = Boolean(element.dataset.postId) && !SHOWN[lane](element, frame); };
  log.changed.push(apply);
  frame.addEventListener("question", () => [...log.list.children].forEach(apply));

  // A page that the server narrowed has no other posts to show: its links go on being links.
  if (!narrowed) {
    bar.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-lane]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      lane = link.dataset.lane;
      for (const other of bar.querySelectorAll("a")) other.toggleAttribute("aria-current", false);
      link.setAttribute("aria-current", "true");
      [...log.list.children].forEach(apply);
      log.reader.toEnd();
    });
  }
  calm(bar.querySelector("[data-calm]"), log);
}

function calm(button, log) {
  if (!button || !log.frame.dataset.stream) return;
  button.hidden = false;
  log.reader.released = () => log.release();
  button.addEventListener("click", () => {
    log.reader.calm = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(log.reader.calm));
    if (!log.reader.calm) log.release();
  });
}
