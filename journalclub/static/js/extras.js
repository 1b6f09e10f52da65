// What a post may be beside its words: a question for the author, a poll.

/** Sets the writing box to what `fields` has of these; to neither when it has none. */
export function extras(form, { for_author, choices = "", multiple }) {
  const fields = form.elements;
  if (fields.for_author) fields.for_author.checked = Boolean(for_author);
  if (!fields.choices) return;
  fields.choices.value = choices;
  fields.choices.closest("details").open = Boolean(choices);
  fields.multiple.checked = Boolean(multiple);
}
