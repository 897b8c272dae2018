/** The filter that all pages share. */
import { parseFilter } from "../../engine/view/filter.ts";
import { keepState, readState } from "../vscodeApi.ts";

export class FilterState {
  text = $state(readState().filter ?? "");
  readonly filter = $derived(parseFilter(this.text));

  set(text: string): void {
    this.text = text;
    keepState({ filter: text });
  }
}
