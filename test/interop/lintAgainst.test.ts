/** `lint --against` looks at a real pool, once, and the pool never learns of it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLint } from "../../engine/entry/commands/lint.ts";
import { eventually, findAgent, skip, startSerf, type RunningAgent } from "../agents/agents.ts";

const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
const folder = mkdtempSync(path.join(tmpdir(), "lk-against-"));
const agents: RunningAgent[] = [];

beforeAll(async () => {
  if (isSkipped) return;
  agents.push(await startSerf({ name: "s1", ip: "127.99.0.1", tags: { dc: "dc1" } }));
  agents.push(await startSerf({ name: "s2", ip: "127.99.0.2", tags: { dc: "dc2" }, join: "127.99.0.1" }));
  await eventually(
    () => "two members",
    async () => (await agents[0]?.members())?.length === 2,
  );
});

afterAll(async () => {
  for (const agent of agents) await agent.stop();
  rmSync(folder, { recursive: true });
});

describe.skipIf(isSkipped)("lanekeeper lint --against", () => {
  it("says which seed is alive elsewhere, and adds nobody to the pool", async () => {
    writeFileSync(
      path.join(folder, "serf.json"),
      '{\n  "node_name": "s3",\n  "bind": "10.9.9.9",\n  "tags": {"cluster": "dc1", "dc": "dc1"},\n  "start_join": [\n    "127.99.0.2:7946"\n  ]\n}\n',
    );
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const against = `127.99.0.1:${agents[0]?.port ?? 7946}`;
    const code = await runLint(
      {
        places: [folder],
        format: "json",
        failOn: "warning",
        show: "hint",
        fix: false,
        stdinFilename: "",
        resolve: false,
        against,
      },
      { stdin: Readable.from([]), stdout, stderr },
    );
    const out = String(stdout.read() ?? "");
    expect(out).toContain("s2, alive in dc2");
    expect(code).toBe(1);
    expect((await agents[0]?.members())?.map(({ name }) => name).sort()).toEqual(["s1", "s2"]);
    expect(agents[0]?.log()).not.toContain("EventMemberJoin: s3");
  });

  it("says why where nobody answers", async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await runLint(
      {
        places: [folder],
        format: "stylish",
        failOn: "warning",
        show: "warning",
        fix: false,
        stdinFilename: "",
        resolve: false,
        against: "127.99.0.99:7946",
      },
      { stdin: Readable.from([]), stdout, stderr },
    );
    expect(code).toBe(2);
    expect(String(stderr.read())).toContain("--against");
  });
});
