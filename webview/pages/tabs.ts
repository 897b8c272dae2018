/** The pages that are real, in the order of their tabs. */
import { SHOWN_PAGES } from "../protocol.ts";

export type TabPage = (typeof SHOWN_PAGES)[number];

export const TABS: readonly { readonly page: TabPage; readonly label: string }[] = SHOWN_PAGES.map(
  (page) => ({
    page,
    label: page.charAt(0).toUpperCase() + page.slice(1),
  }),
);

/** The tab of a page; one that has no tab yet is the overview. */
export function tabOf(page: string | undefined): TabPage {
  return TABS.find((tab) => tab.page === page)?.page ?? "overview";
}
