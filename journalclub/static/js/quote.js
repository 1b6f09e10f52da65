// Words of the abstract that are selected can be quoted in a post: a button offers it, the writing box takes them.

export function quoting(frame, box) {
  const [source, pill] = [document.querySelector("[data-quotable]"), frame.querySelector("[data-quote-pill]")];
  if (!source || !pill || !box) return;
  let words = "";
  document.addEventListener("selectionchange", () => {
    words = selected(source);
    pill.hidden = !words;
  });
  pill.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  pill.addEventListener("click", () => {
    box.quote(words);
    getSelection().removeAllRanges();
    box.form.scrollIntoView({ block: "center" });
    box.text.focus({ preventScroll: true });
  });
}

/** What is selected, when all of it stands in one section of the abstract. */
function selected(source) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return "";
  const range = selection.getRangeAt(0);
  const sections = [...source.children].filter((section) => range.intersectsNode(section) && section.matches("div"));
  const inside = source.contains(range.startContainer) && source.contains(range.endContainer);
  return inside && sections.length === 1 ? selection.toString().trim() : "";
}
