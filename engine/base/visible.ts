/** Foreign text made harmless: names and log lines come from the network. */

/** Control characters and those that turn the direction of writing must not reach a terminal or a document. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}
