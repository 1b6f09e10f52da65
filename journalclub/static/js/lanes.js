// Reading modes: everything, only this question, only authors and hosts, only what speaks to the reader; and a calm in which new posts wait to be asked for.

const SHOWN = {
  "": () => true,
  question: (post, log) => post.dataset.question === log.frame.dataset.question,
  people: (post) => ["author", "host"].includes(post.dataset.kind),
  mentions: (post, log) => log.speaksToMe(post),
};

export function lanes(frame, log) {
  const bar = frame.querySelector(".lanes");
  if (!bar) return;
  const current = frame.querySelector(".questions [aria-current]");
  frame.dataset.question = current?.dataset.number ?? "";
  const begun = bar.querySelector("[aria-current]").dataset.lane;
  frame.dataset.lane = begun;
  log.shows = (element) => element.dataset.postId ? SHOWN[frame.dataset.lane](element, log) : !element.dataset.questionId || marked(element, frame.dataset);
  const apply = () => {
    for (const element of log.list.children) element.hidden = !log.shows(element);
    frame.dispatchEvent(new Event("lane"));
  };
  let question = frame.dataset.question;
  frame.addEventListener("question", () => {
    // The server has left out the answers to the next question: they are fetched with the page.
    if (begun === "question" && question !== frame.dataset.question) location.reload();
    question = frame.dataset.question;
    apply();
  });

  // Where the server has left posts out, because it was asked for a part or there are earlier pages, its links go on being links.
  if (!begun && !frame.querySelector(".earlier")) {
    bar.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-lane]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      frame.dataset.lane = link.dataset.lane;
      for (const other of bar.querySelectorAll("a")) other.toggleAttribute("aria-current", false);
      link.setAttribute("aria-current", "true");
      apply();
      log.reader.toEnd();
    });
  }
  calm(bar.querySelector("[data-calm]"), log);
}

/** Where a question was put is told among posts that may answer it. */
function marked(mark, { lane, question }) {
  return lane === "question" ? mark.dataset.number === question : lane !== "mentions";
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
