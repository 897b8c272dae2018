/** The pages that are real, in the order of their tabs. */
import type { Page } from "../protocol.ts";

export const TABS = [
  { page: "overview", label: "Overview" },
  { page: "members", label: "Members" },
  { page: "suspicion", label: "Suspicion" },
  { page: "topology", label: "Topology" },
] as const satisfies readonly { page: Page; label: string }[];

export type TabPage = (typeof TABS)[number]["page"];

/** The tab of a page; one that has no tab yet is the overview. */
export function tabOf(page: string | undefined): TabPage {
  return TABS.find((tab) => tab.page === page)?.page ?? "overview";
}
