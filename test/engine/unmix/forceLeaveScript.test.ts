/** The generated scripts in a real shell, against a stand-in for the tool that answers from a file. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { forceLeaveScript } from "../../../engine/unmix/forceLeaveScript.ts";
import type { LeavePlan, LeaveSet } from "../../../engine/unmix/forceLeave.ts";
import { LEAVE_STYLES, type LeaveStyle } from "../../../engine/unmix/leaveStyles.ts";

const folder = mkdtempSync(path.join(tmpdir(), "lk-leave-"));
const [members, calls, canary] = ["members", "calls", "canary"].map((name) => path.join(folder, name)) as [
  string,
  string,
  string,
];
afterAll(() => rmSync(folder, { recursive: true }));

// `serf members` prints the file; force-leave notes its last argument and marks that member left.
const stand = `#!/bin/sh
case "$1" in
  members) cat ${members} ;;
  force-leave)
    for last; do :; done
    printf '%s\\0' "$@" >>${calls}; printf '\\n' >>${calls}
    LANEKEEPER_TEST=$last awk '$1 == ENVIRON["LANEKEEPER_TEST"] { $3 = "left" } { print }' ${members} >${members}.new
    mv ${members}.new ${members} ;;
esac
`;
writeFileSync(path.join(folder, "serf"), stand, { mode: 0o755 });

beforeEach(() => {
  rmSync(calls, { force: true });
});

function run(
  targets: readonly string[],
  list: string,
  part: Partial<LeaveSet & Pick<LeavePlan, "batchSize">> = {},
) {
  const set: LeaveSet = {
    on: "a",
    sideName: "dc1",
    ownCount: 2,
    targets: targets.map((name) => ({ name, prune: false })),
    refused: [],
    ...part,
  };
  const plan: LeavePlan = {
    kind: "serf",
    plane: "lan",
    sets: [set, set],
    settleSeconds: 30,
    batchSize: part.batchSize ?? 5,
    pauseSeconds: 10,
    notes: [],
  };
  writeFileSync(members, list);
  const env = {
    PATH: `${folder}:${process.env["PATH"] ?? ""}`,
    LANEKEEPER_SETTLE: "0",
    LANEKEEPER_PAUSE: "0",
  };
  const { status, stderr } = spawnSync("sh", ["-c", forceLeaveScript(plan, set, "serf")], {
    env,
    encoding: "utf8",
  });
  const left = existsSync(calls)
    ? readFileSync(calls, "utf8")
        .split("\0\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\0"))
    : [];
  return { status, stderr, left };
}

const OWN = "a1  10.1.0.1:7946  alive\na2  10.1.0.2:7946  alive\n";

describe("a force-leave script", () => {
  it("forces out what is failed, each once, and says so", () => {
    const { status, left, stderr } = run(
      ["b1", "b2"],
      `${OWN}b1  10.2.0.1:7946  failed\nb2  10.2.0.2:7946  failed\n`,
    );
    expect(left).toEqual([
      ["force-leave", "--", "b1"],
      ["force-leave", "--", "b2"],
    ]);
    expect({ status, end: stderr.trim().split("\n").at(-1) }).toEqual({
      status: 0,
      end: "lanekeeper: all of them are left on this agent; now read all the others",
    });
  });

  it("leaves alone what is left already or unknown", () => {
    expect(run(["b1", "b2"], `${OWN}b1  10.2.0.1:7946  left\n`)).toMatchObject({ status: 0, left: [] });
  });

  it.each([
    [
      "an agent that shows itself alone",
      "a1  10.1.0.1:7946  alive\nb1  10.2.0.1:7946  failed\n",
      "no other own member",
    ],
    [
      "an own member that is leaving",
      `${OWN}a3  10.1.0.3:7946  leaving\nb1  10.2.0.1:7946  failed\n`,
      "nothing would be broadcast",
    ],
    ["an agent that does not answer", "", "does not answer"],
  ])("refuses %s", (_, list, reason) => {
    const { status, left, stderr } = run(["b1"], list);
    expect({ status, left }).toEqual({ status: 1, left: [] });
    expect(stderr).toContain(reason);
  });

  it("goes on alone where the side has one member only", () => {
    expect(
      run(["b1"], "a1  10.1.0.1:7946  alive\nb1  10.2.0.1:7946  failed\n", { ownCount: 1 }).left,
    ).toHaveLength(1);
  });

  it("prunes one by one", () => {
    const targets = ["b1", "b2"].map((name) => ({ name, prune: true }));
    const { left } = run([], `${OWN}b1  10.2.0.1:7946  left\nb2  10.2.0.2:7946  left\n`, { targets });
    expect(left).toEqual([
      ["force-leave", "-prune", "--", "b1"],
      ["force-leave", "-prune", "--", "b2"],
    ]);
  });

  it.each([
    `';touch\u00a0x;'`,
    `$(touch>${canary})`,
    `\`touch>${canary}\``,
    `";touch>${canary};"`,
    "-prune",
    "größe-名前",
    "a\\nb",
    "*",
    "%s",
    "!x",
    "b1'",
  ])("gives the tool the name %s and nothing else", (name) => {
    const { left } = run([name], `${OWN}${name}  10.2.0.1:7946  failed\n`);
    expect(left).toEqual([["force-leave", "--", name]]);
    expect(existsSync(canary)).toBe(false);
  });

  it("has no token in any style, and passes shellcheck where that is installed", () => {
    const set: LeaveSet = {
      on: "a",
      sideName: "dc1",
      ownCount: 2,
      targets: [
        { name: "b1", prune: true },
        { name: "b2", prune: false },
      ],
      refused: [],
    };
    for (const style of LEAVE_STYLES) {
      for (const plane of ["lan", "wan"] as const) {
        const plan: LeavePlan = {
          kind: "consul",
          plane,
          sets: [set, set],
          settleSeconds: 30,
          batchSize: 5,
          pauseSeconds: 10,
          notes: [],
        };
        const script = forceLeaveScript(plan, set, style satisfies LeaveStyle);
        expect(script).not.toMatch(/-token[= ]|X-Consul-Token: [^%]/);
        const checked = spawnSync("shellcheck", ["-s", "sh", "-"], { input: script, encoding: "utf8" });
        if (checked.error === undefined) expect(checked.stdout, style).toBe("");
      }
    }
  });

  it("with nobody to force out says why and does nothing", () => {
    const refused = [{ name: "b1", reason: "it is still alive", advice: "Cut first." }];
    const { status, stderr, left } = run([], OWN, { refused });
    expect({ status, left }).toEqual({ status: 1, left: [] });
    expect(stderr).toContain("every name was left out");
  });
});
