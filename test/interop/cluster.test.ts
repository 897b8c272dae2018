/** Real agents join our test cluster by the commands that it prints, and each lists the other. */
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ClusterRun } from "../../engine/entry/cluster/clusterRun.ts";
import { memberRow } from "../../engine/view/view.ts";
import { eventually, findAgent, skip } from "../agents/agents.ts";

const isSkipped = skip(
  "interop",
  findAgent("serf") !== undefined && findAgent("consul") !== undefined,
  "serf or consul is not installed",
);
let run: ClusterRun;
const agents: ChildProcess[] = [];

beforeAll(async () => {
  if (isSkipped) return;
  const started = await ClusterRun.start({
    ...{ name: "test", product: "consul", runs: "sockets", seed: 1, isEncrypted: true, label: "" },
    datacenters: [
      { name: "dc1", servers: 3, clients: 2 },
      { name: "dc2", servers: 3, clients: 2 },
    ],
    addressRange: "127.77.0.0/16",
  });
  if (!started.ok) throw new Error(started.error);
  run = started.value;
});
afterAll(async () => {
  await Promise.all(
    agents.map((agent) => {
      const gone = new Promise((resolve) => agent.once("exit", resolve));
      agent.kill("SIGKILL");
      return gone;
    }),
  );
  run?.stop();
});

it.skipIf(isSkipped).each([
  { program: "consul", datacenter: "dc1" },
  { program: "serf", datacenter: "dc2" },
] as const)("a real $program is shown beside ours", async ({ program, datacenter }) => {
  const answer = await run.obey({ kind: "attachAgent", datacenter });
  const command = answer.text.split("\n").find((line) => line.startsWith(program)) ?? "";
  const folder = path.dirname(findAgent(program) ?? "");
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
  const agent = spawn("sh", ["-c", `exec ${command}`], { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  agent.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  agent.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  agents.push(agent);
  const pool = run.cluster.pools.get(`lan/${datacenter}`);
  await eventually(
    () => `the agent to be listed: ${log.slice(-2_000)}`,
    () => {
      const view = pool?.snapshot();
      const rows =
        view === undefined ? [] : Array.from({ length: view.count }, (_, id) => memberRow(view, id));
      return Promise.resolve(
        rows.some(({ name, state }) => name === `real-${program}-${datacenter}` && state === "alive"),
      );
    },
  );
  await eventually("every member of ours to list it", () =>
    Promise.resolve(
      run.cluster.agents
        .filter(({ plan }) => plan.datacenter === datacenter)
        .every(
          ({ nodes }) =>
            nodes.get("lan")?.node.members.find(`real-${program}-${datacenter}`)?.status === "alive",
        ),
    ),
  );
  expect(log).not.toContain("conflicting");
});
