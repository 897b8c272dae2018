/** The generated force-leave scripts against a real Consul agent, by its command line and by its API. */
import { spawnSync } from "node:child_process";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forceLeaveScript } from "../../engine/unmix/forceLeaveScript.ts";
import type { LeavePlan, LeaveSet } from "../../engine/unmix/forceLeave.ts";
import type { LeaveStyle } from "../../engine/unmix/leaveStyles.ts";
import { eventually, findAgent, skip, startConsul, startSerf, type RunningAgent } from "../agents/agents.ts";

const run = promisify(execFile);
const consulPath = findAgent("consul");
const isSkipped = skip(
  "interop",
  consulPath !== undefined && findAgent("serf") !== undefined,
  "consul or serf is not here",
);
const hasTools = ["curl", "jq"].every((tool) => spawnSync(tool, ["--version"]).status === 0);

describe.skipIf(isSkipped)("a member that failed in a Consul LAN pool", () => {
  const agents: RunningAgent[] = [];
  // Quotes, dollars, a slash and letters beyond ASCII, as far as an agent may be called that.
  const names = ["plain-1", "it's-$(id)/ü"];

  beforeAll(async () => {
    const consul = await startConsul({ name: "srv", ip: "127.86.5.1", datacenter: "dc1", server: true });
    agents.push(consul);
    for (const [index, name] of names.entries()) {
      const serf = await startSerf({ name, ip: `127.86.5.${index + 2}` });
      agents.push(serf);
      await serf.command("join", "127.86.5.1:8301");
    }
    await eventually("both in the pool", async () => (await consul.members()).length === 3);
    for (const agent of agents.slice(1)) agent.signal("SIGKILL");
    await eventually(
      "both failed",
      async () => (await consul.members()).filter(({ status }) => status === "failed").length === 2,
      60_000,
    );
  });
  afterAll(() => Promise.all(agents.map((agent) => agent.stop())));

  const leave = async (name: string, style: LeaveStyle): Promise<string> => {
    const set: LeaveSet = {
      on: "a",
      sideName: "dc1",
      ownCount: 1,
      targets: [{ name, prune: false }],
      refused: [],
    };
    const plan: LeavePlan = {
      kind: "consul",
      plane: "lan",
      sets: [set, set],
      settleSeconds: 30,
      batchSize: 5,
      pauseSeconds: 10,
      notes: [],
    };
    const env = {
      PATH: `${path.dirname(consulPath ?? "")}:${process.env["PATH"] ?? ""}`,
      CONSUL_HTTP_ADDR: "127.86.5.1:8500",
      CONSUL_HTTP_TOKEN: "a-token-that-is-ignored",
      LANEKEEPER_SETTLE: "0",
    };
    return (await run("sh", ["-c", forceLeaveScript(plan, set, style)], { env })).stderr;
  };
  const statusOf = async (name: string): Promise<string | undefined> =>
    (await agents[0]?.members())?.find((member) => member.name === name)?.status;

  it("is left after the commands in Consul's words", async () => {
    expect(await leave(names[0] ?? "", "cli")).toContain("forced out: plain-1");
    expect(await statusOf(names[0] ?? "")).toBe("left");
  });

  it.skipIf(!hasTools)("is left after the requests to the API, whatever it is called", async () => {
    expect(await leave(names[1] ?? "", "http")).toContain("forced out: ");
    expect(await statusOf(names[1] ?? "")).toBe("left");
  });
});
