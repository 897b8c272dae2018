/** A running cluster as the command line drives it: over its control socket, from a second process's point of view. */
import { readFileSync, statSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ClusterRun } from "../../../../engine/entry/cluster/clusterRun.ts";
import { listenForControl, tellCluster } from "../../../../engine/entry/cluster/control.ts";
import { faultOf } from "../../../../engine/entry/cluster/faultWords.ts";
import type { ClusterCommand } from "../../../../engine/view/cluster.ts";
import { specOf } from "../../cluster/clusters.ts";

const NAME = `test-${process.pid}`;
let run: ClusterRun;
let close: () => void = () => undefined;

beforeAll(async () => {
  const started = await ClusterRun.start(
    specOf({ runs: "sockets", addressRange: "127.92.128.0/17", isEncrypted: true }),
  );
  if (!started.ok) throw new Error(started.error);
  run = started.value;
  const control = await listenForControl(NAME, (command) => run.obey(command));
  if (control.ok) close = () => control.value.close();
});
afterAll(() => {
  close();
  run.stop();
});

async function told(command: ClusterCommand): Promise<string> {
  const answer = await tellCluster(NAME, command);
  return answer.ok ? answer.value.text : answer.error;
}

it("injects, lists and undoes faults", async () => {
  const request = faultOf("loss", ["dc1"], { to: ["dc2"], percent: "30", for: "1m", oneWay: true });
  expect(request.ok && (await told({ kind: "fault", request: request.value }))).toBe(
    "1: 30 % loss dc1 → dc2",
  );
  expect(run.status.faults.map(({ text }) => text)).toEqual(["30 % loss dc1 → dc2"]);
  expect(await told({ kind: "undo", id: 1 })).toBe("undone");
  expect(await told({ kind: "undo", id: 1 })).toBe("there is no fault 1");
  expect(await told({ kind: "clearFaults" })).toBe("0 undone");
});

it("shows what one member believes", async () => {
  const table = await told({ kind: "table", agent: "dc2-client-1" });
  expect(table.split("\n")).toEqual(["dc2-client-1  alive", "dc2-server-1  alive", "dc2-server-2  alive"]);
  expect(await told({ kind: "table", agent: "x" })).toBe("there is no running member x");
});

it("names a real agent's command without the key, which stands in a file of this user only", async () => {
  const [consul = "", serf = ""] = (await told({ kind: "attachAgent", datacenter: "dc1" })).split("\n");
  expect(consul).toMatch(
    /^consul agent .*-datacenter=dc1 -bind=127\.92\.129\.250 .*-retry-join=127\.92\.129\.1:8301/,
  );
  expect(serf).toMatch(/^serf agent .*-retry-join=127\.92\.129\.1:8301/);
  for (const command of [consul, serf]) {
    const file = /-config-file=(\S+)/.exec(command)?.[1] ?? "";
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [key = ""] = Object.values(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
    expect(key).toHaveLength(44);
    expect(command).not.toContain(key);
  }
});

it("says that virtual time is not for sockets, and that only one cluster has a name", async () => {
  expect(await told({ kind: "step" })).toContain("virtual time");
  const second = await listenForControl(NAME, (command) => run.obey(command));
  expect(second.ok ? "" : second.error).toContain("runs already");
  const other = await tellCluster("nobody-has-this-name", { kind: "status" });
  expect(other.ok ? "" : other.error).toContain("no cluster called");
});

it.each([
  [{ percent: "130" }, "between 0 and 100"],
  [{ for: "soon" }, "is no time"],
])("refuses %j", (flags, reason) => {
  const request = faultOf("loss", ["dc1"], flags);
  expect(request.ok ? "" : request.error).toContain(reason);
});
