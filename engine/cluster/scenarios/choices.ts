/** The guided scenarios as a list to choose from. */
import type { ScenarioChoice } from "../../view/clusterProtocol.ts";
import { SCENARIOS } from "./index.ts";

export const SCENARIO_CHOICES: readonly ScenarioChoice[] = SCENARIOS.map(({ id, title, teaches, rules }) => ({
  id,
  title,
  teaches,
  rules,
}));
