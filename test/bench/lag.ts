/**
 * Row T2: when a guest hears of a failure, against the agents of the same pool. Kills the members of a Serf pool one
 * by one; an agent's moment is when its log line arrives here, ours when the event leaves the observer.
 *
 *   npm run bench:lag
 */
import { performance } from "node:perf_hooks";
import { attachShadow } from "../../engine/entry/attach.ts";
import { eventually, startSerf, type RunningAgent } from "../agents/agents.ts";
import { report } from "./rows.ts";
import { median, quantile } from "./statistics.ts";

const SIZE = 16;
const KILLS = 10;
const NET = "127.53.1";

interface Watched extends RunningAgent {
  /** ms at which the agent said that a member failed. */
  readonly failedAt: Map<string, number>;
}

const agents: Watched[] = [];
for (let index = 1; index <= SIZE; index += 1) {
  const join = index === 1 ? {} : { join: `${NET}.1` };
  agents.push(await watched(`m${index}`, `${NET}.${index}`, join));
}
await eventually("all to see all", async () => (await agents[0]?.members())?.length === SIZE);

const attached = await attachShadow({
  poolId: "bench",
  poolName: "bench",
  kind: "serf",
  plane: "lan",
  environment: "development",
  seed: { host: `${NET}.1`, port: 7946 },
  label: "",
  keys: [],
  confirmedCidrs: [`${NET}.0/24`],
  updatesPerSecondMax: 10,
  intervalMs: 5_000,
});
if (!attached.ok) throw new Error(attached.error.message);
const ours = { suspected: new Map<string, number>(), failed: new Map<string, number>() };
attached.value.onChange(() => {
  attached.value.takeDelta();
  for (const { kind, member } of attached.value.takeEvents()) {
    if (kind === "memberSuspected") ours.suspected.set(member, performance.now());
    if (kind === "memberFailed") ours.failed.set(member, performance.now());
  }
});

const lags: { failed: number; suspected: number; detection: number }[] = [];
for (const victim of agents.slice(-KILLS).reverse()) {
  const killedAt = performance.now();
  victim.signal("SIGKILL");
  const witnesses = agents.slice(0, agents.indexOf(victim));
  const heard = (): number[] => witnesses.flatMap(({ failedAt }) => failedAt.get(victim.name) ?? []);
  await eventually(
    () =>
      `${victim.name} to fail everywhere: we ${ours.failed.has(victim.name) ? "heard" : "did not hear"}, ${heard().length} of ${witnesses.length} agents did`,
    () => Promise.resolve(ours.failed.has(victim.name) && heard().length === witnesses.length),
    90_000,
  );
  const middle = median(heard());
  lags.push({
    failed: (ours.failed.get(victim.name) ?? NaN) - middle,
    suspected: (ours.suspected.get(victim.name) ?? NaN) - middle,
    detection: middle - killedAt,
  });
}
await attached.value.detach();
await Promise.all(agents.map((agent) => agent.stop()));

console.log(
  `serf pool of ${SIZE}, ${KILLS} members killed one by one; negative is before the median agent\n`,
);
for (const [what, values] of [
  ["kill to failed, median agent", lags.map(({ detection }) => detection)],
  ["our suspect, after the median agent's failed", lags.map(({ suspected }) => suspected)],
] as const) {
  console.log(`${what}: ${spread(values)}`);
}
const failed = lags.map((lag) => lag.failed);
report({
  ...{
    id: "T2",
    what: "our failed, after the median agent's",
    measured: `median ${seconds(median(failed))} s`,
  },
  beside: spread(failed),
  goal: "0.05 s",
  met: median(failed) <= 50,
});

/** Least, median and most. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.5, 1].map((part) => seconds(quantile(sorted, part))).join(" / ") + " s";
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}

/** An agent whose log is read as it comes. */
async function watched(name: string, ip: string, join: { join?: string }): Promise<Watched> {
  const failedAt = new Map<string, number>();
  const hear = (line: string): void => {
    const [, failed] = /EventMemberFailed: (\S+)/.exec(line) ?? [];
    if (failed !== undefined && !failedAt.has(failed)) failedAt.set(failed, performance.now());
  };
  return { ...(await startSerf({ name, ip, ...join, onLine: hear })), failedAt };
}
